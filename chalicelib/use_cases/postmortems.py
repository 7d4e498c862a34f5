"""Writing, publishing and deleting the postmortem of an incident.

What visitors learn of it is told as a change of the incident; what stays within the team is in the audit log alone.
"""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain import postmortems as rules
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.events import Actor, Event, EventType, happened, quiet
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.postmortems import Postmortem, PostmortemEdit
from chalicelib.store import incidents, postmortems
from chalicelib.store.changes import Change
from chalicelib.store.transactions import retried


def get(org_id: Id, incident_id: Id) -> Postmortem:
    """The postmortem of an incident, published or not; raises NotFoundError."""
    if (found := postmortems.find(org_id, incident_id)) is None:
        raise NotFoundError("This incident has no postmortem.")
    return found


def write(
    org_id: Id, incident_id: Id, edit: PostmortemEdit, actor: Actor, now: datetime, expected: int | None = None
) -> Postmortem:
    """The postmortem with what the edit says; published, changed or taken back, the incident says so."""

    def attempt() -> Postmortem:
        incident, before = incidents.get(org_id, incident_id), _found(org_id, incident_id, expected)
        after = rules.written(before, incident, edit, now)
        change = _change(incident, before, after, actor, now)
        change.event = quiet(change.event, edit.notify)
        change.commit()
        return after

    return retried(attempt)


def delete(org_id: Id, incident_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """There is no postmortem any more; raises NotFoundError where there was none."""

    def attempt() -> None:
        incident = incidents.get(org_id, incident_id)
        if (before := _found(org_id, incident_id, expected)) is None:
            raise NotFoundError("This incident has no postmortem.")
        _change(incident, before, None, actor, now).commit()

    retried(attempt)


def _found(org_id: Id, incident_id: Id, expected: int | None) -> Postmortem | None:
    before = postmortems.find(org_id, incident_id)
    version = before.version if before else 0
    if expected is not None and expected != version:
        raise StaleVersionError(version)
    return before


def _change(
    incident: Incident, before: Postmortem | None, after: Postmortem | None, actor: Actor, now: datetime
) -> Change:
    saved = [after] if after else []
    deleted = [] if after or not before else [before]
    event = _event(incident, before, after, actor, now)
    if event.type.is_private:
        return Change(event, saved=[*saved], deleted=[*deleted])
    return Change(event, saved=[*saved, rules.marked(incident, after, now)], deleted=[*deleted])


def _event(
    incident: Incident, before: Postmortem | None, after: Postmortem | None, actor: Actor, now: datetime
) -> Event:
    """A change of the incident where visitors see any of it; and always what the text was."""
    shown = bool((before and before.published) or (after and after.published))
    kind = EventType.INCIDENT_UPDATED if shown else EventType.POSTMORTEM_WRITTEN
    subject = rules.marked(incident, after, now) if shown else after or before
    assert subject is not None, "nothing changes without a before or an after"  # noqa: S101 - a programming error
    event = happened(kind, subject, actor, now, org_id=incident.org_id, summary=_said(incident, before, after))
    return event.but(changes=_differences(before, after))


def _said(incident: Incident, before: Postmortem | None, after: Postmortem | None) -> str:
    was, is_now = bool(before and before.published), bool(after and after.published)
    word = {(False, True): "published", (True, True): "edited", (True, False): "withdrawn"}.get((was, is_now))
    return f"Postmortem {word or ('written' if after else 'deleted')}: {incident.title}"


_KEPT: dict[str, Callable[[Postmortem], object]] = {
    "postmortem": lambda each: each.text,
    "published": lambda each: each.published,
}


def _differences(before: Postmortem | None, after: Postmortem | None) -> dict[str, object]:
    found = {name: [read(before) if before else None, read(after) if after else None] for name, read in _KEPT.items()}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}
