"""History in pages of a month, so that an old page is a file that hardly ever changes."""

import re
from datetime import UTC, datetime

from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id, floor_id, moment_of
from chalicelib.domain.incidents import Incident
from chalicelib.domain.model import Model
from chalicelib.store import incident_reads

MONTH_LIMIT = 100
_MONTH = re.compile(r"^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$")


class IncidentHistory(Model):
    """The incidents opened in one month, newest first."""

    incidents: tuple[Incident, ...]
    month: str | None = None
    """`2026-11`, in UTC; None when the page was asked for by `limit`."""
    next_cursor: str | None = None
    """Where older ones are; None when there are none."""


def month_of(incident_id: Id) -> str:
    """The month an incident was opened in, in UTC."""
    return moment_of(incident_id).strftime("%Y-%m")


def is_month(cursor: str) -> bool:
    """Whether a cursor names a month, and so a document."""
    return bool(_MONTH.match(cursor))


def newest_month(org_id: Id) -> IncidentHistory:
    """The newest month that has incidents; empty when there never were any."""
    newest = incident_reads.newest_first(org_id, limit=1)
    return month(org_id, month_of(newest[0].id)) if newest else IncidentHistory(incidents=())


def month(org_id: Id, name: str) -> IncidentHistory:
    """One month's incidents. Where they are too many for a document, the cursor is the last one's id."""
    start, end = _bounds(name)
    found = incident_reads.newest_first(org_id, limit=MONTH_LIMIT + 1, before=floor_id(end), down_to=floor_id(start))
    if len(found) > MONTH_LIMIT:
        return IncidentHistory(incidents=tuple(found[:-1]), month=name, next_cursor=found[-2].id)
    older = incident_reads.newest_first(org_id, limit=1, before=floor_id(start))
    cursor = month_of(older[0].id) if older else None
    return IncidentHistory(incidents=tuple(found), month=name, next_cursor=cursor)


def page(org_id: Id, *, limit: int, before: Id | None) -> IncidentHistory:
    """At most `limit` incidents older than `before`."""
    found = incident_reads.newest_first(org_id, limit=limit + 1, before=before)
    cursor = found[limit - 1].id if len(found) > limit else None
    return IncidentHistory(incidents=tuple(found[:limit]), next_cursor=cursor)


def end_of(name: str) -> Id:
    """The id that every incident of the month is smaller than."""
    return floor_id(_bounds(name)[1])


def _bounds(name: str) -> tuple[datetime, datetime]:
    if not is_month(name):
        raise InvalidError(("cursor",), "is not one this list gave out")
    start = datetime.strptime(name, "%Y-%m").replace(tzinfo=UTC)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start, end
