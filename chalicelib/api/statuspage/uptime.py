"""/v1/pages/{page_id}/components/{component_id}/uptime, and of a group: from the same history as our own figures."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from chalicelib.api.call import Call
from chalicelib.api.statuspage.components import component
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Flag, Given, Text
from chalicelib.api.statuspage.shapes import Group, RelatedEvents, RelatedIncident, Uptime
from chalicelib.domain.errors import InvalidError, NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Role
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.history import spans
from chalicelib.history.spans import HistorySpan
from chalicelib.store import services

USUAL, LONGEST = timedelta(days=90), timedelta(days=184)
_PARTIAL = 0.3
"""What a partial outage counts, of a major one."""
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class UptimeQuery(Given):
    """From when to when: a time, a day, a month or a year; the last 90 days by default, and at most six months."""

    start: Text = None
    end: Text = None
    skip_related_events: Flag = None


@v1("GET", f"{PAGE}/components/{{component_id}}/uptime", Role.VIEWER, query=UptimeQuery)
def get_component_uptime(call: Call[None, UptimeQuery]) -> Uptime:
    """Get how long a component was how bad."""
    service = services.get(call.org_id, call.id("component_id"))
    return _uptime(call, service.id, service.name, [service])


@v1("GET", f"{PAGE}/component-groups/{{group_id}}/uptime", Role.VIEWER, query=UptimeQuery)
def get_group_uptime(call: Call[None, UptimeQuery]) -> Uptime:
    """Get how long the components of a group were how bad, on the average of them."""
    group = component(call.org_id, call.id("group_id"))
    if not isinstance(group, Group):
        raise NotFoundError("There is no such group.")
    found = [each for each in services.of_organization(call.org_id) if each.id in group.components]
    return _uptime(call, group.id, group.name, found)


def _uptime(call: Call[None, UptimeQuery], subject: Id, name: str, found: list[Service]) -> Uptime:
    start, end = _range(call.query, min(each.created_at for each in found), call.now)
    items = [span for each in found for span in spans.of_service(each, start, end).items]
    known = sum(_seconds(span) for span in items)
    major = sum(_seconds(span) for span in items if span.status is ServiceStatus.MAJOR_OUTAGE)
    partial = sum(_seconds(span) for span in items if span.status is ServiceStatus.PARTIAL_OUTAGE)
    share = 1 - (major + _PARTIAL * partial) / known if known else 1
    return Uptime(
        range_start=start,
        range_end=end,
        uptime_percentage=round(100 * share, 4),
        major_outage=round(major / len(found)),
        partial_outage=round(partial / len(found)),
        id=subject,
        name=name,
        related_events=RelatedEvents(incidents=() if call.query.skip_related_events else tuple(_related(items))),
    )


def _related(items: Iterable[HistorySpan]) -> list[RelatedIncident]:
    found = [span.because.id for span in items if span.status is not ServiceStatus.OPERATIONAL]
    return [RelatedIncident(id=each) for each in dict.fromkeys(found) if each]


def _seconds(span: HistorySpan) -> float:
    return (span.end - span.start).total_seconds()


def _range(query: UptimeQuery, created: datetime, now: datetime) -> tuple[datetime, datetime]:
    end = min(_moment("end", query.end, at_end=True) or now, now)
    start = _moment("start", query.start) or max(end - USUAL, min(created, end))
    if start > end or (query.start and start == end):
        raise InvalidError(("query", "start"), "must be before end, and in the past")
    if end - start > LONGEST:
        raise InvalidError(("query", "start"), "must be at most six months before end")
    return start, end


def _moment(name: str, given: str | None, *, at_end: bool = False) -> datetime | None:
    if not given:
        return None
    try:
        if _DAY.fullmatch(given):
            return _of_day(given, at_end=at_end)
        moment = datetime.fromisoformat(given.upper())
    except (ValueError, OverflowError):
        raise InvalidError(("query", name), "must be a day such as 2026-01-05, or a time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _of_day(given: str, *, at_end: bool) -> datetime:
    """The beginning of a day, month or year, in UTC; or, as an end, that of the day after it."""
    year, month, day = ([int(part) for part in given.split("-")] + [0, 0])[:3]
    first = date(year, month or 1, day or 1)
    if at_end:
        days = 1 if day else 31 if month else 366
        after = first + timedelta(days=days)
        first = after if day else after.replace(day=1) if month else after.replace(month=1, day=1)
    return datetime(first.year, first.month, first.day, tzinfo=UTC)
