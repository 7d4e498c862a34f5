"""The course of an import: begun, its files taken, read, and carried out in parts that go on wherever one stopped."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib import clock, log
from chalicelib.domain.counts import so_many_of
from chalicelib.domain.errors import ConflictError, ContendedError
from chalicelib.domain.events import Actor, Event, EventType
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.imports import Import, ImportProgress, ImportRequest, ImportState, UploadedFile, progress
from chalicelib.importing import secret_keys, uploads
from chalicelib.importing.fetching import LaterError
from chalicelib.importing.findings import UnreadableError
from chalicelib.importing.sources import check, source_of
from chalicelib.queues import queues
from chalicelib.queues.message import ImportMessage, MovingMessage
from chalicelib.store import imports as store
from chalicelib.store.changes import Change
from chalicelib.store.files import files
from chalicelib.store.transactions import LostRaceError, retried

QUEUE = "moving"
ASKING = "import_subscribers"
WHAT = "import"
LONGEST = 60.0
"""Seconds after which no further part is begun: the next message goes on."""
KEY_KEPT_FOR = timedelta(days=1)
_ENDED = frozenset({ImportState.DONE, ImportState.FAILED})
_S = ImportState


class UnsentError(Exception):
    """The message is to be sent again later."""


def begin(org_id: Id, given: ImportRequest, actor: Actor, now: datetime) -> Import:
    """The import, which reads as soon as it has its files."""
    check(given)
    import_id = new_id(now)
    key = given.key.get_secret_value() if given.key else ""
    made = Import(
        id=import_id,
        org_id=org_id,
        kind=given.kind,
        state=_S.WAITING if given.files_follow else _S.READING,
        source=source_of(given),
        address=given.address.strip(),
        page_id=given.page_id.strip(),
        subscribers=given.subscribers,
        dry_run=given.dry_run,
        files=(given.file.name,) if given.file else (),
        sealed_key=secret_keys.sealed(key, import_id) if key else "",
        created_at=now,
        created_by=actor,
    )
    if given.file:
        uploads.keep(made, 0, given.file)
    _commit(made, EventType.IMPORT_STARTED, f"An import from {made.kind.replace('_', ' ')} was begun", now)
    if made.state is _S.READING:
        send(made)
    return made


def add_file(org_id: Id, import_id: Id, number: int, given: UploadedFile) -> Import:
    """The import with one more part of a file; raises ConflictError once it is read."""
    made = store.get(org_id, import_id)
    if made.state is not _S.WAITING:
        raise ConflictError(f"It is {made.state}, and takes no more files.")
    uploads.keep(made, number, given)
    return _revised(
        made,
        lambda found: {"files": found.files if given.name in found.files[-1:] else (*found.files, given.name)[-50:]},
    )


def read(org_id: Id, import_id: Id) -> Import:
    """The import, whose files are all there, and which is read now."""
    made = _stepped(org_id, import_id, {_S.WAITING}, _S.READING)
    send(made)
    return made


def start(org_id: Id, import_id: Id, now: datetime) -> Import:
    """The import, which is carried out as it was shown; one that failed on the way goes on."""
    made = store.get(org_id, import_id)
    if made.state is _S.RUNNING:
        send(made)
        return made
    if not made.parts:
        raise ConflictError(f"It is {made.state}: only what was read can be started.")
    made = _stepped(org_id, import_id, {_S.READY, _S.FAILED}, _S.RUNNING, started_at=now, message="")
    send(made)
    return made


def stop(org_id: Id, import_id: Id, now: datetime) -> Import:
    """The import, which does nothing more; what is imported already stays."""
    made = _stepped(
        org_id, import_id, {*ImportState} - _ENDED, _S.FAILED, message="It was stopped.", sealed_key="", finished_at=now
    )
    _forget_sources(made)
    return made


def get(org_id: Id, import_id: Id) -> ImportProgress:
    """How far it is; raises NotFoundError."""
    made = store.get(org_id, import_id)
    return progress(made, store.outcomes(made))


def send(made: Import, number: int = 0) -> None:
    """Has it gone on with; raises UnsentError."""
    if queues.current().send(QUEUE, [MovingMessage(made.org_id, WHAT, made.id, number)]):
        raise UnsentError("The queue did not take the message.")


def carry_on(made: Import) -> None:
    """Does what is next, for about a minute."""
    if made.state is _S.READING:
        made = _read(made)
    if made.state is _S.RUNNING:
        _carry(made)


def _read(made: Import) -> Import:
    from chalicelib.importing import reading  # noqa: PLC0415 - the API begins imports and reads none

    now = clock.now()
    try:
        _check_age(made, now)
        parts, preview = reading.read(made, now)
    except LaterError:
        send(made, 1)
        return made
    except UnreadableError as error:
        message = str(error)
        log.info("import_unreadable", organization=made.org_id, kind=made.kind)
        _forget_sources(made)
        return _revised(made, lambda _: {"state": _S.FAILED, "message": message, "sealed_key": "", "finished_at": now})
    _forget_sources(made)
    state = _S.READY if made.dry_run else _S.RUNNING
    begun = {} if made.dry_run else {"started_at": now}
    return _revised(made, lambda _: {"state": state, "parts": parts, "preview": preview, "sealed_key": "", **begun})


def _check_age(made: Import, now: datetime) -> None:
    """Another product's key is not kept for long."""
    if made.sealed_key and now > made.created_at + KEY_KEPT_FOR:
        raise UnreadableError("It took too long to read: begin it again.")


def _carry(made: Import) -> None:
    from chalicelib.importing import reading  # noqa: PLC0415 - the API begins imports and carries none out
    from chalicelib.importing.carrying import Carrier  # noqa: PLC0415 - likewise

    until = time.monotonic() + LONGEST
    carrier = Carrier(made, clock.now())
    dealt_with = {each.number for each in store.outcomes(made)}
    for number in range(made.parts):
        if number in dealt_with:
            continue
        if time.monotonic() > until:
            if store.get(made.org_id, made.id).state is _S.RUNNING:
                send(made, number)
            return
        part = reading.part(made, number)
        if part is None:
            _revised(made, lambda _: {"state": _S.FAILED, "message": "What was read is forgotten: begin it again."})
            return
        carrier.part(part, clock.now())
    _end(made)


def _end(made: Import) -> None:
    now = clock.now()
    if made.subscribers == "ask" and any(each.asked for each in store.outcomes(made)):
        _ask(made)
    done = _stepped(made.org_id, made.id, {_S.RUNNING}, _S.DONE, finished_at=now)
    files().delete_under(uploads.folder_of(made))
    result = progress(done, store.outcomes(done)).result
    added = ", ".join(so_many_of(tally.added, sort) for sort, tally in result.items() if tally.added) or "nothing new"
    _log(done, f"An import from {done.kind.replace('_', ' ')} has ended: {added}", now)
    log.info(
        "import_done", organization=made.org_id, kind=made.kind, seconds=round((now - made.created_at).total_seconds())
    )


def _ask(made: Import) -> None:
    """Has those asked who were handed on, before the import ends: who is asked already is not asked again."""
    if queues.current().send(ASKING, [ImportMessage(made.org_id, made.id, 0)]):
        raise UnsentError("The queue did not take the message.")


def _forget_sources(made: Import) -> None:
    """What came from elsewhere; what was read of it stays until it is carried out."""
    for name in ("upload/", "fetched/"):
        files().delete_under(uploads.folder_of(made) + name)


def _stepped(org_id: Id, import_id: Id, before: set[ImportState], after: ImportState, **fields: object) -> Import:
    def attempt() -> Import:
        found = store.get(org_id, import_id)
        if found.state not in before:
            raise ConflictError(f"It is {found.state}.")
        return store.save(found.revised(state=after, **fields))

    return retried(attempt)


def _revised(made: Import, changes: Callable[[Import], dict[str, object]]) -> Import:
    """The import changed, unless it has ended meanwhile."""

    def attempt() -> Import:
        found = store.get(made.org_id, made.id)
        return found if found.state in _ENDED else store.save(found.revised(**changes(found)))

    return retried(attempt)


def _commit(made: Import, kind: EventType, summary: str, now: datetime) -> None:
    try:
        Change(_event(made, kind, summary, now), first=[store.saving(made)]).commit()
    except LostRaceError:
        raise ContendedError("Too many changes at the same time. Try again in a moment.") from None


def _log(made: Import, summary: str, now: datetime) -> None:
    retried(lambda: Change(_event(made, EventType.IMPORT_ENDED, summary, now)).commit())


def _event(made: Import, kind: EventType, summary: str, now: datetime) -> Event:
    """For the audit log."""
    return Event(
        id=new_id(now),
        org_id=made.org_id,
        type=kind,
        actor=made.created_by,
        occurred_at=now,
        resource_id=made.id,
        data={"import": {"id": made.id, "kind": made.kind.value}},
        summary=summary,
        notify=False,
    )
