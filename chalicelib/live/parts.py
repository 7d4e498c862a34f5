"""Large audiences: when there are more viewers than one invocation should push to, several do it in parallel.

A part is a range of connections, which its invocation lists for itself, and a rate: its share of what the account's API
Gateway accepts, without which all parts together would be throttled (docs/operations.md, fan-out).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session
from chalice import Blueprint

from chalicelib import log
from chalicelib.config import settings
from chalicelib.live import push
from chalicelib.live.notices import Notice, deliver
from chalicelib.store import viewers

bp = Blueprint(__name__)

MAX_PAYLOAD_BYTES = 200_000
"""Lambda takes events of up to 256 KB; a larger notice is delivered by the broadcaster itself."""
_SHARE = 0.95
"""The share of the quota that parts may use; the rest is for replies to viewers who come and go."""


def hand_out(notice: Notice, watching: Sequence[str]) -> Sequence[str]:
    """Starts an invocation for every part, and returns the connections that are left for the caller to push to.

    Those are all of them when the audience is small, and otherwise those of parts that could not be started.
    """
    size = settings().push_part_size
    if not settings().push_part or len(watching) <= size:
        return watching
    count = -(-len(watching) // size)
    rate = settings().push_quota * _SHARE / count
    left = [part for part in _parts(watching, size) if not _started(notice, part, rate)]
    log.info("crowd_shared", organization=notice.org_id, version=notice.version, parts=count, untaken=len(left))
    return [connection_id for part in left for connection_id in part]


def _parts(watching: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Ranges in the order of ids, as DynamoDB lists them."""
    yield from (watching[start : start + size] for start in range(0, len(watching), size))


def _started(notice: Notice, part: Sequence[str], rate: float) -> bool:
    payload = json.dumps({"notice": asdict(notice), "first": part[0], "last": part[-1], "rate": rate}).encode()
    if len(payload) > MAX_PAYLOAD_BYTES:
        return False
    try:
        _client().invoke(FunctionName=settings().push_part, InvocationType="Event", Payload=payload)
    except (BotoCoreError, ClientError):
        log.exception("part_not_started", organization=notice.org_id)
        return False
    return True


@cache
def _client() -> Any:  # noqa: ANN401 - botocore makes its clients as it goes
    return get_session().create_client("lambda", region_name=settings().aws_region)


@bp.lambda_function(name="push_part")
def push_part(event: dict[str, Any], context: object) -> None:  # noqa: ARG001 - a handler's shape
    """Delivers a notice to a part. Lambda may do it twice; viewers drop what they have seen."""
    given = event["notice"]
    notice = Notice(given["org_id"], given["version"], tuple(given["messages"]), tuple(given["written"]))
    part = viewers.watching(notice.org_id, (event["first"], event["last"]))
    deliver(notice, part, push.paced(event["rate"]))
