"""Maintenance that is about to start: told a day and an hour before, each once for a start."""

from datetime import datetime, timedelta
from hashlib import blake2b

from chalicelib.domain.ids import Id, floor_id, id_from
from chalicelib.domain.maintenance import Maintenance, MaintenanceStatus
from chalicelib.domain.notifications import NamedService, Notification, NotificationKind, Place, Said, Told
from chalicelib.domain.times import to_wire
from chalicelib.notifications.planning import announce
from chalicelib.store import maintenance as store
from chalicelib.store import notifications, services

AHEAD = (24, 1)
"""Hours."""
LATE = timedelta(minutes=30)
"""So long a reminder is made up for, when nothing ran at its moment."""
_TIME_LETTERS = 10


def remind(org_id: Id, maintenance_id: Id, now: datetime) -> None:
    """Tells what is due of one maintenance; safe to repeat."""
    maintenance = store.find(org_id, maintenance_id)
    if maintenance is None or maintenance.status is not MaintenanceStatus.SCHEDULED:
        return
    for hours in AHEAD:
        moment = maintenance.scheduled_start - timedelta(hours=hours)
        if moment <= now < min(moment + LATE, maintenance.scheduled_start) and not _was_said(maintenance, moment):
            announce(_reminder(maintenance, hours, moment, now))


def _was_said(maintenance: Maintenance, moment: datetime) -> bool:
    """Whether its present times were announced when the moment had passed: whoever read that knows."""
    thread = notifications.thread(maintenance.org_id, maintenance.id)
    announced_at = (thread.announced_at if thread else None) or maintenance.created_at
    return announced_at > moment


def _reminder(maintenance: Maintenance, hours: int, moment: datetime, now: datetime) -> Notification:
    """Its id is made of the maintenance, its start and the hours: there is no second one."""
    what = f"{maintenance.id} {to_wire(maintenance.scheduled_start)} {hours}"
    random = id_from(blake2b(what.encode(), digest_size=16).digest())
    reminder_id = floor_id(moment)[:_TIME_LETTERS] + random[_TIME_LETTERS:]
    state = f"Starts in {hours} hours" if hours > 1 else "Starts in 1 hour"
    affected = {each.id for each in maintenance.services}
    categories = [each.category for each in services.of_organization(maintenance.org_id) if each.id in affected]
    told = Told(
        org_id=maintenance.org_id,
        event_id=reminder_id,
        kind=NotificationKind.MAINTENANCE_SOON,
        place=Place.MIDDLE,
        title=maintenance.title,
        state=state,
        at=now,
        services=tuple(NamedService(id=each.id, name=each.name) for each in maintenance.services),
        categories=tuple(dict.fromkeys(each for each in categories if each)),
        maintenance_id=maintenance.id,
        updates=(Said(label=state, at=now, text=maintenance.description, tree=maintenance.description_tree),),
        starts_at=maintenance.scheduled_start,
        ends_at=maintenance.scheduled_end,
        path=f"maintenance/{maintenance.id}",
        thread=maintenance.id,
    )
    return Notification(id=reminder_id, org_id=maintenance.org_id, told=told, created_at=now)
