"""The team's own report: uptime over any days, and how long incidents took, month by month."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import ClassVar

from pydantic import ConfigDict, Field

from chalicelib.domain import uptime as rules
from chalicelib.domain.history import moment
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant
from chalicelib.publish.uptime_days import UP, Counted, CountedDays
from chalicelib.publish.uptime_models import Date, Lengths, Percent, UptimeOfCategory

LONGEST_DAYS = 366
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for a formula at the start of a cell."""


class ServiceReport(Model):
    """One service over all days of the report."""

    id: str
    """The service's."""
    name: str
    """As it is called now."""
    category: str
    """The group it is listed under; empty for none."""
    uptime: Percent
    """A major outage counts whole, a partial one 0.3, everything else nothing; null where nothing is known."""
    seconds: Lengths
    """In each status that there was."""


class MonthReport(Model):
    """One month, as far as the report covers it."""

    month: str
    """Such as 2026-10, in the page's time zone."""
    uptime: Percent
    """The mean of all services."""
    incidents: int
    """How many started in it."""
    resolved: int
    """How many of these are resolved."""
    mttr: float | None
    """The mean time to resolve those, in seconds, from `started_at` to `resolved_at`; null where none is resolved."""


class UptimeReport(Model):
    """Uptime and incidents from one day to another, both included."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    also_as: ClassVar[tuple[str, ...]] = ("text/csv",)
    """Content types besides JSON."""
    first: Date = Field(alias="from")
    """The first day."""
    last: Date = Field(alias="to")
    """The last day."""
    time_zone: str
    """Days are those of this time zone."""
    as_of: Instant
    """Today counts up to here."""
    services: tuple[ServiceReport, ...]
    """All services, also those whose uptime visitors do not see."""
    categories: tuple[UptimeOfCategory, ...]
    """Those that have services, as the page orders them."""
    months: tuple[MonthReport, ...]
    """The oldest first; none before anything was counted."""


def report(found: CountedDays, first: date, last: date) -> UptimeReport:
    """From one day to another, both included; what has not been is not known."""
    days = rules.days_between(first, min(last, found.today)) if first <= found.today else []
    services = [found.counted(each, days) for each in found.services] if days else []
    return UptimeReport(
        first=first.isoformat(),
        last=last.isoformat(),
        time_zone=found.head.zone,
        as_of=moment(found.head.as_of),
        services=tuple(map(_of_service, services)),
        categories=tuple(UptimeOfCategory.model_validate(each) for each in found.categories(services)),
        months=tuple(_months(found, days)) if found.head.is_ready else (),
    )


def as_csv(given: UptimeReport) -> str:
    """The same as one table, which spreadsheets read; no cell is taken for a formula."""
    out = StringIO()
    table = csv.writer(out)
    table.writerow(["kind", "name", "category", "month", "uptime", "incidents", "resolved", "mttr_seconds", "id"])
    for service in given.services:
        table.writerow(_row("service", service.name, service.category, uptime=service.uptime, id=service.id))
    for category in given.categories:
        table.writerow(_row("category", category.name, category.name, uptime=category.uptime))
    for each in given.months:
        cells = _row("month", month=each.month, uptime=each.uptime)
        table.writerow([*cells[:5], each.incidents, each.resolved, "" if each.mttr is None else each.mttr, ""])
    return out.getvalue()


@dataclass(frozen=True)
class Csv:
    """A body that is no JSON."""

    report: UptimeReport

    def model_dump_json(self) -> str:
        """The table."""
        return as_csv(self.report)


def _row(
    kind: str,
    name: str = "",
    category: str = "",
    *,
    month: str = "",
    uptime: float | None = None,
    id: str = "",  # noqa: A002 - the column's name
) -> list[object]:
    shown = "" if uptime is None else uptime
    return [kind, _cell(name), _cell(category), month, shown, "", "", "", id]


def _cell(text: str) -> str:
    """A text that a spreadsheet shows as it is."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _of_service(found: Counted) -> ServiceReport:
    up = found.known - sum(found.sums.values())
    service = found.service
    return ServiceReport(
        id=service.id,
        name=service.name,
        category=service.category,
        uptime=found.uptime,
        seconds=({UP: up} if up > 0 else {}) | found.sums,
    )


def _months(found: CountedDays, days: Sequence[date]) -> Iterable[MonthReport]:
    by_month: dict[str, list[date]] = defaultdict(list)
    for day in days:
        by_month[rules.month_of(day)].append(day)
    entries = [each for each in found.entries(days) if each.kind == "incident"] if days else []
    for name, its_days in by_month.items():
        low = rules.start_of(its_days[0], found.head.zone)
        high = rules.end_of(its_days[-1], found.head.zone)
        started = [each for each in entries if each.start is not None and low <= each.start < high]
        took = [each.end - each.start for each in started if each.end is not None and each.start is not None]
        yield MonthReport(
            month=name,
            uptime=rules.mean(found.counted(service, its_days).uptime for service in found.services),
            incidents=len(started),
            resolved=len(took),
            mttr=round(sum(took) / len(took), 1) if took else None,
        )
