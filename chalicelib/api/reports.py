"""/api/reports/uptime: the team's own figures, as JSON or as a table."""

from datetime import date, timedelta
from typing import Literal

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.organizations import Role
from chalicelib.domain.times import EARLIEST
from chalicelib.publish import uptime, uptime_report
from chalicelib.publish.uptime import Uptime
from chalicelib.publish.uptime_report import LONGEST_DAYS, Csv, UptimeReport

bp = Blueprint(__name__)
USUAL_DAYS = 30


class ReportQuery(BaseModel):
    """Which days, in the page's time zone; by default the last 30."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    first: date | None = Field(default=None, alias="from")
    """Such as 2026-01-01; by default 29 days before `to`."""
    last: date | None = Field(default=None, alias="to")
    """Such as 2026-01-31, included; by default today. At most 366 days in all."""
    format: Literal["json", "csv"] | None = None
    """By default what `Accept` asks for: `text/csv`, or else JSON."""


@endpoint(bp, "GET", "/api/reports/uptime", Role.VIEWER, query=ReportQuery, answer=UptimeReport)
def get_uptime_report(call: Call[None, ReportQuery]) -> Answer:
    """Get uptime and times to resolve over a stretch of days.

    JSON, or a table with `Accept: text/csv` or `?format=csv`. What happened counts within seconds, up to `as_of`; of an
    organization that is only just there, nothing is known yet.
    """
    found = uptime.of_team(call.org_id, call.now)
    first, last = _days(call.query, found)
    made = uptime_report.report(found, first, last)
    if not _wants_table(call):
        return Answer(made, {"Vary": "Accept"})
    name = f"uptime-{found.organization.slug}-{first}-{last}.csv"
    return Answer(
        Csv(made),
        {
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Vary": "Accept",
        },
    )


def _days(query: ReportQuery, found: Uptime) -> tuple[date, date]:
    """Raises InvalidError for days that are none, or too many."""
    last = query.last or max(found.today, query.first or found.today)
    try:
        first = query.first or last - timedelta(days=USUAL_DAYS - 1)
        days = (last - first).days + 1
    except OverflowError:
        raise InvalidError(("query", "to"), "is too long ago") from None
    if first.year < EARLIEST.year:
        raise InvalidError(("query", "from"), f"must not be before {EARLIEST.year}")
    if days < 1:
        raise InvalidError(("query", "from"), "must not be after `to`")
    if days > LONGEST_DAYS:
        raise InvalidError(("query", "from"), f"must be at most {LONGEST_DAYS} days before the end of `to`")
    return first, last


def _wants_table(call: Call[None, ReportQuery]) -> bool:
    """The query says more than the header."""
    if call.query.format:
        return call.query.format == "csv"
    wanted = call.headers.get("accept", "").split(",")[0].partition(";")[0].strip().lower()
    return wanted == "text/csv"
