"""/api/alerts: what sources send. It is stored in a queue and followed from there, so that senders wait for nothing."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from chalice import Blueprint

from chalicelib import log
from chalicelib.api.call import ULID, Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.reading import RefusedError
from chalicelib.api.registry import MAX_BODY_BYTES, Budget, Open
from chalicelib.aws.deadline import due_in
from chalicelib.config import settings
from chalicelib.domain.errors import NotFoundError, UnavailableError

if TYPE_CHECKING:
    from chalicelib.domain.ids import Id

bp = Blueprint(__name__)

_HEADERS = frozenset(
    {"x-pagerduty-signature", "sentry-hook-signature", "sentry-hook-timestamp", "x-amz-sns-rawdelivery"}
)
"""Those that readers look at."""
_MOST_QUERY = 50
LOOK_SECONDS = 1.0
"""For the database to say whose token it is; a sender is not kept longer."""


@endpoint(
    bp,
    "POST",
    "/api/alerts/{source_id}/{token}",
    Open.PUBLIC,
    status=202,
    budget=Budget.ALERTS,
    most_bytes=MAX_BODY_BYTES,
)
def take_alert(call: Call[None, None]) -> Answer:
    """Send an alert, as the tool of the source's kind does.

    The address is the secret that was shown when the source was made. JSON, a form, or text that holds JSON is taken,
    up to 256 KB (and to 190 KB compressed), and is followed within seconds: 202 says that it will not be lost.
    """
    from chalicelib.domain.ids import new_id  # noqa: PLC0415 - the room is opened for this alone
    from chalicelib.domain.sources import Came, hash_of  # noqa: PLC0415
    from chalicelib.queues import queues  # noqa: PLC0415
    from chalicelib.queues.alerts import MAX_BYTES, AlertCame  # noqa: PLC0415

    source_id, token = call.path["source_id"], call.path["token"]
    org_id = _organization(source_id, token)
    asked = call.request
    came = Came(
        id=new_id(call.now),
        org_id=org_id,
        source_id=source_id,
        received_at=call.now,
        content_type=call.headers.get("content-type", "")[:100],
        headers={name: call.headers[name][:1000] for name in _HEADERS & call.headers.keys()},
        query={name[:100]: value[:1000] for name, value in _query(call)},
        body=asked.raw_body().decode("utf-8", "replace"),
    )
    message = AlertCame.of(came, hash_of(token))
    if len(message.packed) > MAX_BYTES:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large, even compressed.")
    if queues.current().send("apply_signals", [message]):
        raise UnavailableError("It could not be stored right now. Send it again in a moment.")
    return Answer(None)


def _query(call: Call[None, None]) -> list[tuple[str, str]]:
    return list(dict(call.request.request.query_params or {}).items())[:_MOST_QUERY]


def _organization(source_id: str, token: str) -> "Id":
    """Whose source it is; raises NotFoundError for a token that is not its own.

    Without the database, a token that we made is believed for now: the queue is read when it is back, and asks again.
    """
    from chalicelib.domain.sources import organization_of  # noqa: PLC0415 - the room is opened for this alone
    from chalicelib.store import sources  # noqa: PLC0415

    key = settings().need("token_secret").token_secret.encode()
    org_id = organization_of(source_id, token, key) if ULID.fullmatch(source_id) else None
    if org_id is None:
        raise NotFoundError("There is no such source.")
    try:
        with due_in(LOOK_SECONDS):
            source = sources.find(org_id, source_id)
    except UnavailableError:
        log.warning("source_not_looked_up", organization=org_id)
        return org_id
    if source is None or not source.has(token):
        raise NotFoundError("There is no such source.")
    return org_id
