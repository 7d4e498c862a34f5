"""Uptime as HTML: a table of services and months, read without any script. js/page/uptime/months.js draws the days."""

from __future__ import annotations

from datetime import date
from html import escape
from math import floor
from typing import TYPE_CHECKING

from chalicelib.domain.appearance import Tone
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.publish import shell
from chalicelib.publish.shell import Head

if TYPE_CHECKING:  # sites of fixtures draw this page too, and have no tables
    from chalicelib.publish.uptime import Uptime
    from chalicelib.publish.uptime_days import Row


def page(organization: OrganizationProfile, uptime: Uptime | None) -> str | None:
    """`/uptime`; None for a page that shows none. Before anything was counted it says so."""
    if not organization.show_uptime:
        return None
    about = f"How the services of {organization.name} did in the last 90 days and month by month."
    head = Head(f"Uptime - {organization.name} status", about, Tone.IDLE, ("uptime",))
    rows = uptime.by_month() if uptime else []
    content = _table(uptime, rows) if uptime and rows else '<p class="empty">Nothing was recorded yet.</p>'
    return shell.below(organization, head, f"<h2>Uptime</h2>{content}")


def _table(uptime: Uptime, rows: list[Row]) -> str:
    columns = "".join(f'<th scope="col">{name}</th>' for name in ("90 days", *map(_month, uptime.months_shown)))
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.category, []).append(row)
    bodies = "".join(_group(name, found, len(uptime.months_shown) + 2) for name, found in groups.items())
    zone = escape(uptime.head.zone.replace("_", " "))
    caption = f"<caption>Days are those of {zone}.</caption>"
    head = f'<thead><tr><th scope="col">Service</th>{columns}</tr></thead>'
    table = f'<table class="uptime-table">{caption}{head}{bodies}</table>'
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="Uptime by month">{table}</div>'


def _group(name: str, rows: list[Row], columns: int) -> str:
    head = f'<tr><th scope="rowgroup" colspan="{columns}" dir="auto">{escape(name)}</th></tr>' if name else ""
    return f"<tbody>{head}{''.join(map(_row, rows))}</tbody>"


def _row(row: Row) -> str:
    cells = "".join(f"<td>{_percent(each)}</td>" for each in (row.recent, *row.months))
    return f'<tr><th scope="row" dir="auto">{escape(row.name)}</th>{cells}</tr>'


def _percent(uptime: float | None) -> str:
    """Cut, not rounded: 100% means that nothing failed."""
    return "No data" if uptime is None else f"{floor(uptime * 100) / 100:g}%"


def _month(name: str) -> str:
    return f"{date.fromisoformat(f'{name}-01'):%b %Y}"
