"""History as HTML, a month at an address, in the elements that js/page/history.js draws: read without any script."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from itertools import groupby

from chalicelib.domain.appearance import IMPACTS, Tone, tone_of, word_of
from chalicelib.domain.incidents import Incident, IncidentUpdate
from chalicelib.domain.maintenance import Maintenance, MaintenanceUpdate
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.publish import shell
from chalicelib.publish.address import page_link
from chalicelib.publish.markup import icon, timeline
from chalicelib.publish.moments import length
from chalicelib.publish.shell import Head

Entry = Incident | Maintenance


def newest(organization: OrganizationProfile, entries: Sequence[Entry], older: str | None) -> str:
    """`/history`: the newest month, and the way to the one before it."""
    about = f"Incidents and maintenance of {organization.name}, month by month."
    head = Head(f"History - {organization.name} status", about, Tone.IDLE, ("history",))
    return shell.below(organization, head, _content(organization, entries, older, "Nothing has been reported yet."))


def month(organization: OrganizationProfile, entries: Sequence[Entry], name: str, older: str | None) -> str:
    """`/history/2026-11`."""
    shown = f"{datetime.strptime(name, '%Y-%m'):%B %Y}"  # noqa: DTZ007 - a month, and no moment
    about = f"Incidents and maintenance of {organization.name} in {shown}."
    head = Head(f"History of {shown} - {organization.name} status", about, Tone.IDLE, ("history", name))
    empty = f"Nothing was reported in {shown}."
    return shell.below(organization, head, _content(organization, entries, older, empty))


def _content(organization: OrganizationProfile, entries: Sequence[Entry], older: str | None, empty: str) -> str:
    newest_first = sorted(entries, key=_start, reverse=True)
    months = groupby(newest_first, key=lambda entry: f"{_start(entry):%B %Y}")
    shown = "".join(_month(name, list(of_month), organization) for name, of_month in months)
    shown = shown or f'<p class="empty">{empty}</p>'
    address = page_link(organization, "history", older or "")
    more = f'<p class="history-link"><a class="button" href="{address}">Show older</a></p>' if older else ""
    return f"<h2>History</h2>{shown}{more}"


def _month(name: str, entries: Sequence[Entry], organization: OrganizationProfile) -> str:
    shown = "".join(_entry(each, organization) for each in entries)
    return f'<section class="day"><h3>{name}</h3><div>{shown}</div></section>'


def _entry(entry: Entry, organization: OrganizationProfile) -> str:
    """The last word in full, what led to it folded away."""
    tone = IMPACTS[entry.impact].tone if isinstance(entry, Incident) else tone_of(entry.status)
    kind = "incidents" if isinstance(entry, Incident) else "maintenance"
    address = page_link(organization, kind, entry.id)
    link = f'<a href="{address}" dir="auto">{escape(entry.title)}</a>'
    latest, earlier = entry.updates[:1], entry.updates[1:]
    mark = f', <a href="{address}">postmortem</a>' if isinstance(entry, Incident) and entry.postmortem_at else ""
    about = f'<p class="muted">{_summary(entry)}{mark}</p>'
    return f'<article class="past"><h4>{icon(tone)}{link}</h4>{about}{timeline(latest)}{_earlier(earlier)}</article>'


def _earlier(updates: Sequence[IncidentUpdate | MaintenanceUpdate]) -> str:
    if not updates:
        return ""
    count = f"{len(updates)} earlier update{'s' if len(updates) > 1 else ''}"
    return f'<details class="earlier"><summary>{count}</summary>{timeline(updates)}</details>'


def _summary(entry: Entry) -> str:
    if isinstance(entry, Incident):
        over = entry.resolved_at
        return f"{IMPACTS[entry.impact].word}, {f'lasted {length(entry.started_at, over)}' if over else 'still open'}"
    took = f", took {length(entry.actual_start, entry.actual_end)}" if entry.actual_start and entry.actual_end else ""
    return f"Maintenance {word_of(entry.status).lower()}{took}"


def _start(entry: Entry) -> datetime:
    return entry.started_at if isinstance(entry, Incident) else entry.actual_start or entry.scheduled_start
