"""The course of an export: asked for, made in the background, and read by whoever has its link."""

import hmac
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.domain import exports as rules
from chalicelib.domain.errors import ConflictError, ContendedError, NotFoundError
from chalicelib.domain.events import Actor, Event, EventType
from chalicelib.domain.exports import Export, ExportState, ExportWithLink
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.organizations import Organization
from chalicelib.queues import queues
from chalicelib.queues.message import MovingMessage
from chalicelib.store import exports as store
from chalicelib.store.changes import Change
from chalicelib.store.files import LINK_SECONDS, files, of_export
from chalicelib.store.transactions import LostRaceError, retried

QUEUE = "moving"
WHAT = "export"


class UnsentError(Exception):
    """The queue did not take a message: send it again later."""


def begin(org_id: Id, actor: Actor, now: datetime) -> Export:
    """Asks for an export; raises ConflictError while too many of the organization are being made."""
    running = [
        each for each in store.newest_first(org_id) if each.state is ExportState.RUNNING and _is_fresh(each, now)
    ]
    if len(running) >= rules.MOST_AT_ONCE:
        raise ConflictError("Exports are being made already: wait until they are done.")
    export = rules.begun(new_id(now), org_id, actor, now)
    event = Event(
        id=new_id(now),
        org_id=org_id,
        type=EventType.EXPORT_STARTED,
        actor=actor,
        occurred_at=now,
        resource_id=export.id,
        data={"export": {"id": export.id}},
        summary="Everything was exported as an archive",
        notify=False,
    )
    try:
        Change(event, first=[store.saving(export)]).commit()
    except LostRaceError:
        raise ContendedError("Too many changes at the same time. Try again in a moment.") from None
    send(export)
    return export


def _is_fresh(export: Export, now: datetime) -> bool:
    return now - export.created_at < timedelta(hours=1)


def send(export: Export) -> None:
    """Queues the export, so that it is made; raises UnsentError."""
    if queues.current().send(QUEUE, [MovingMessage(export.org_id, WHAT, export.id)]):
        raise UnsentError("The queue did not take the message.")


def make(organization: Organization, export: Export) -> None:
    """Makes the archive. Safe to repeat: one that is there already is left alone."""
    from chalicelib.exporting import archive  # noqa: PLC0415 - the API asks for exports and makes none

    if export.state is not ExportState.RUNNING:
        return
    with tempfile.TemporaryDirectory(prefix="allclear-export-") as folder:
        path = Path(folder) / "archive.zip"
        counts = archive.write(organization, path, clock.now())
        files().put_file(of_export(export.org_id, export.id), path)
        size = path.stat().st_size
    done = {"state": ExportState.DONE, "counts": counts, "size": size, "finished_at": clock.now()}
    _revised(export, lambda found: found.but(**done, version=found.version + 1))
    log.info("export_done", organization=export.org_id, bytes=size)


def with_link(export: Export, now: datetime) -> ExportWithLink:
    """The export, with a link to its archive that works for some minutes."""
    if export.state is not ExportState.DONE or now >= export.expires_at:
        return ExportWithLink(**export.__dict__)
    until = min(now + timedelta(seconds=LINK_SECONDS), export.expires_at)
    url = files().link(of_export(export.org_id, export.id), file_name(export)) or _own_link(export, until)
    return ExportWithLink(**export.__dict__, url=url, url_expires_at=until)


def file_name(export: Export) -> str:
    """The name under which browsers save the archive."""
    return f"allclear-{export.created_at:%Y-%m-%d}-{export.id[-6:]}.zip"


def opened(org_id: Id, export_id: Id, until: int, token: str, now: datetime) -> tuple[str, bytes]:
    """The name and the bytes of an archive, for whoever has its link; raises NotFoundError."""
    expected = _token(org_id, export_id, until)
    if not hmac.compare_digest(expected, token) or now.timestamp() > until:
        raise NotFoundError("This link has ended. Ask for another one.")
    export = store.get(org_id, export_id)
    body = files().get(of_export(org_id, export_id))
    if body is None:
        raise NotFoundError("This archive is forgotten. Make another export.")
    return file_name(export), body


def _own_link(export: Export, until: datetime) -> str:
    """A link to the API itself, for a store that makes no links of its own."""
    end = int(until.timestamp())
    token = _token(export.org_id, export.id, end)
    base = settings().need("public_url").public_url.rstrip("/")
    return f"{base}/api/exports/{export.id}/archive?organization={export.org_id}&until={end}&token={token}"


def _token(org_id: Id, export_id: Id, until: int) -> str:
    secret = settings().need("token_secret").token_secret.encode()
    return hmac.new(secret, f"export:{org_id}:{export_id}:{until}".encode(), sha256).hexdigest()


def _revised(export: Export, change: Callable[[Export], Export]) -> Export:
    return retried(lambda: store.save(change(store.get(export.org_id, export.id))))
