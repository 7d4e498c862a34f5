"""History in pages of a month, so that an old page is a file that hardly ever changes."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from chalicelib.domain.answer_room import MAX_BYTES, first_that_fit
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id, floor_id, moment_of
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.model import Model
from chalicelib.domain.times import EARLIEST, LATEST
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance

MONTH_LIMIT = 100
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")


class IncidentHistory(Model):
    """What happened in one month."""

    incidents: tuple[Incident, ...]
    """Begun in that month, newest first."""
    maintenance: tuple[Maintenance, ...] = ()
    """Ended in that month, the last first."""
    month: str | None = None
    """`2026-11`, in UTC; None when the page was asked for by `limit`."""
    next_cursor: str | None = None
    """Where older ones are; None when there are none."""


def month_of(moment: datetime) -> str:
    """`2026-11`, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def month_of_incident(place: Id) -> str:
    """The month an incident began in, in UTC, by its place."""
    return month_of(moment_of(place))


def is_month(cursor: str) -> bool:
    """Whether a cursor names a month, and so a document."""
    return bool(_MONTH.fullmatch(cursor))


def newest_month(org_id: Id) -> IncidentHistory:
    """The newest month in which anything happened; empty when nothing ever did."""
    newest = _month_before(org_id, LATEST)
    return month(org_id, newest) if newest else IncidentHistory(incidents=())


def month(org_id: Id, name: str) -> IncidentHistory:
    """One month. Where its incidents are too many for a document, the cursor is the last one's place."""
    start, end = _bounds(name)
    found = stored_incidents.newest_first(org_id, limit=MONTH_LIMIT + 1, before=floor_id(end), down_to=floor_id(start))
    maintenance = _shortened(stored_maintenance.finished_between(org_id, start, end, MONTH_LIMIT))
    incidents = tuple(first_that_fit(found, MONTH_LIMIT, MAX_BYTES // 2))
    cursor = incidents[-1].place if len(found) > len(incidents) else _month_before(org_id, start)
    return IncidentHistory(incidents=incidents, maintenance=maintenance, month=name, next_cursor=cursor)


def _shortened(items: Sequence[Maintenance]) -> tuple[Maintenance, ...]:
    """Maintenance with all updates as far as there is room, then with the newest alone: permalinks have them all."""
    whole = len(first_that_fit(items, len(items), MAX_BYTES // 2))
    return tuple(item if place < whole else item.but(updates=item.updates[:1]) for place, item in enumerate(items))


def month_before(org_id: Id, name: str) -> str | None:
    """The last month before this one in which anything happened."""
    return _month_before(org_id, _bounds(name)[0])


def _month_before(org_id: Id, moment: datetime) -> str | None:
    """The last month before `moment` in which an incident began or maintenance ended."""
    incidents = stored_incidents.newest_first(org_id, limit=1, before=floor_id(moment))
    maintenance = stored_maintenance.finished_between(org_id, EARLIEST, moment, 1)
    months = [month_of_incident(incident.place) for incident in incidents]
    months += [month_of(item.ended_at) for item in maintenance if item.ended_at]
    return max(months, default=None)


def month_after(org_id: Id, name: str) -> str | None:
    """The first month after this one in which anything happened: the one whose cursor leads to it."""
    end = _bounds(name)[1]
    incident = stored_incidents.first_since(org_id, floor_id(end))
    maintenance = stored_maintenance.first_finished_since(org_id, end)
    months = [month_of_incident(incident.place)] if incident else []
    months += [month_of(maintenance.ended_at)] if maintenance and maintenance.ended_at else []
    return min(months, default=None)


def page(org_id: Id, *, limit: int, before: Id | None) -> IncidentHistory:
    """At most `limit` incidents that began before the place `before`."""
    found = stored_incidents.newest_first(org_id, limit=limit + 1, before=before)
    incidents = tuple(first_that_fit(found, limit))
    cursor = incidents[-1].place if len(found) > len(incidents) else None
    return IncidentHistory(incidents=incidents, next_cursor=cursor)


def end_of(name: str) -> Id:
    """What the place of every incident of the month is smaller than."""
    return floor_id(_bounds(name)[1])


def _bounds(name: str) -> tuple[datetime, datetime]:
    if not is_month(name):
        raise InvalidError(("cursor",), "is not one this list gave out")
    start = datetime.strptime(name, "%Y-%m").replace(tzinfo=UTC)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start, end
