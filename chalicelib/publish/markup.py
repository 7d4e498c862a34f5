"""The page as HTML, in the elements and classes that the scripts in static_site/js/page draw it with.

A visitor reads it before any script has run, and whoever runs none reads only this: times are UTC here, and become the
viewer's own when the scripts take over. A browser test holds the two against each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import groupby
from urllib.parse import urlsplit

from chalicelib.domain.affected import Affected, AffectedService
from chalicelib.domain.appearance import (
    IMPACTS,
    INDICATORS,
    OPEN_GROUPS_UP_TO,
    SERVICE_STATUSES,
    Tone,
    tone_of,
    word_of,
)
from chalicelib.domain.incidents import Incident, IncidentUpdate
from chalicelib.domain.maintenance import Maintenance, MaintenanceStatus, MaintenanceUpdate
from chalicelib.domain.markdown import Tree
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import Page
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.domain.times import to_wire
from chalicelib.publish.icons import ICONS
from chalicelib.publish.prose import prose

_UNITS = (("day", 1440), ("hour", 60), ("minute", 1))


def masthead(organization: OrganizationProfile) -> str:
    """Whose page it is."""
    logo, website = organization.logo_url, organization.website_url
    image = (
        f'<img src="{escape(logo)}" alt="" referrerpolicy="no-referrer">' if logo.lower().startswith("https:") else ""
    )
    host = escape(urlsplit(website).netloc)
    link = f'<a class="website" href="{escape(website)}" rel="noopener">{host}</a>' if website else ""
    name = f'<h1><span dir="auto">{escape(organization.name)}</span> <span class="brand-word">status</span></h1>'
    home = f'<a class="brand" href="/status/{organization.slug}">{image}{name}</a>'
    return f'<header class="masthead">{home}{link}</header>'


def overview(page: Page) -> str:
    """The page from its banner down to what is planned; the days of the past are the scripts' to tell."""
    return "".join(_parts(page))


def _parts(page: Page) -> Iterable[str]:
    organization = page.organization
    yield _banner(page)
    yield f'<div class="freshness"><span class="connection is-connecting">As published</span>{_as_of(page)}</div>'
    yield from (f'<div class="about">{prose(text, tree)}</div>' for text, tree in _about(organization) if text)
    incidents = [_incident(each, page) for each in page.active_incidents]
    yield _section("incidents", "Open incidents", incidents)
    running = [_maintenance(each, page) for each in page.maintenance if each.is_running]
    yield _section("running", "Maintenance in progress", running)
    yield _services(page)
    coming = [each for each in page.maintenance if each.status is MaintenanceStatus.SCHEDULED]
    yield _section("upcoming", "Upcoming maintenance", [_maintenance(each, page) for each in coming])


def _about(organization: OrganizationProfile) -> tuple[tuple[str, Tree | None], ...]:
    return (
        (organization.description, organization.description_tree),
        (organization.intro_text, organization.intro_text_tree),
    )


def _banner(page: Page) -> str:
    tone = INDICATORS[page.status.indicator].tone
    text = f'<p class="banner-text">{escape(page.status.description)}</p>'
    return f'<section class="banner tone-{tone}" aria-label="Current status">{_icon(tone)}{text}</section>'


def _as_of(page: Page) -> str:
    return f"<span>Last updated {_time(page.updated_at, year=None)}</span>"


def _section(name: str, title: str, cards: Sequence[str]) -> str:
    if not cards:
        return ""
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2>{"".join(cards)}</section>'


def _services(page: Page) -> str:
    groups = [(name, list(found)) for name, found in groupby(_by_category(page), key=lambda service: service.category)]
    is_open = " open" if len(page.services) <= OPEN_GROUPS_UP_TO else ""
    words = page.organization.status_words
    shown = "".join(_group(name, services, is_open, words) for name, services in groups)
    if not page.services:
        shown = '<p class="empty">No services are listed yet.</p>'
    return f'<section aria-labelledby="services"><h2 id="services">Services</h2>{shown}</section>'


def _by_category(page: Page) -> list[Service]:
    """The groups in the organization's order, those it did not order behind them as they come."""
    ordered = page.organization.categories
    met = list(dict.fromkeys(service.category for service in page.services))
    places = {name: ordered.index(name) if name in ordered else len(ordered) + met.index(name) for name in met}
    return sorted(page.services, key=lambda service: places[service.category])


def _group(name: str, services: Sequence[Service], is_open: str, words: Mapping[ServiceStatus, str]) -> str:
    rows = f'<ul class="services">{"".join(_service(each, words) for each in services)}</ul>'
    if not name:
        return f'<div class="group">{rows}</div>'
    worst = max((each.status for each in services), key=lambda status: status.severity)
    state = f'<span class="group-state">{_state(worst, words)}</span>'
    return (
        f'<details class="group"{is_open}><summary><h3 dir="auto">{escape(name)}</h3>{state}</summary>{rows}</details>'
    )


def _service(service: Service, words: Mapping[ServiceStatus, str]) -> str:
    said = prose(service.description, service.description_tree)
    about = f'<div class="service-about">{said}</div>' if service.description else ""
    name = f'<div><span class="service-name" dir="auto">{escape(service.name)}</span>{about}</div>'
    return f'<li class="service">{name}{_state(service.status, words)}</li>'


def _state(status: ServiceStatus, words: Mapping[ServiceStatus, str]) -> str:
    word, tone = SERVICE_STATUSES[status]
    return (
        f'<span class="state tone-{tone}">{_icon(tone)}<span dir="auto">{escape(words.get(status, word))}</span></span>'
    )


def _incident(incident: Incident, page: Page) -> str:
    badge, tone = IMPACTS[incident.impact]
    parts = _affected(incident.services, page) + _timeline(incident.updates, page)
    return _card(f"/status/{page.organization.slug}/incidents/{incident.id}", incident.title, tone, badge, parts)


def _maintenance(item: Maintenance, page: Page) -> str:
    start = item.actual_start or item.scheduled_start
    length = f'<span class="muted">({_length(start, item.scheduled_end)})</span>'
    when = f'<p class="when">{_span(start, item.scheduled_end, page.updated_at.year)} {length}</p>'
    about = prose(item.description, item.description_tree) if item.description else ""
    is_planned = item.status is MaintenanceStatus.SCHEDULED
    affected = _affected(item.services, page, planned=is_planned)
    updates = _timeline([update for update in item.updates if update.text != item.description], page)
    address = f"/status/{page.organization.slug}/maintenance/{item.id}"
    return _card(address, item.title, tone_of(item.status), word_of(item.status), when + about + affected + updates)


def _card(address: str, title: str, tone: Tone, badge: str, parts: str) -> str:
    head = f'<h3 dir="auto"><a href="{address}">{escape(title)}</a></h3><span class="badge tone-{tone}">{badge}</span>'
    return f'<article class="card tone-{tone}"><header>{head}</header>{parts}</article>'


def _affected(services: Affected, page: Page, *, planned: bool = False) -> str:
    """The state an incident gave each; planned work gives none yet."""
    if not services:
        return ""
    items = "".join(f"<li>{_affected_one(each, page, planned=planned)}</li>" for each in services)
    return f'<ul class="affected" aria-label="Affected services">{items}</ul>'


def _affected_one(service: AffectedService, page: Page, *, planned: bool) -> str:
    name = f'<span dir="auto">{escape(service.name)}</span>'
    if planned:
        return name
    word, tone = SERVICE_STATUSES[service.status]
    word = page.organization.status_words.get(service.status, word)
    return f'{_icon(tone)}{name}<span class="visually-hidden">: <span dir="auto">{escape(word)}</span></span>'


def _timeline(updates: Sequence[IncidentUpdate | MaintenanceUpdate], page: Page) -> str:
    if not updates:
        return ""
    year = page.updated_at.year
    items = (
        f'<li><p class="update-head"><strong>{word_of(update.status)}</strong> {_time(update.created_at, year)}'
        f" {_edited(update.edited_at, year)}</p>"
        f"{prose(update.text, update.text_tree)}</li>"
        for update in updates
    )
    return f'<ol class="timeline">{"".join(items)}</ol>'


def _edited(at: datetime | None, year: int) -> str:
    return f"<span>(edited {_time(at, year)})</span>" if at else ""


def _icon(tone: Tone) -> str:
    shape, glyph = ICONS[tone]
    paths = f'<path d="{shape}"/><path d="{glyph}"/>'
    return f'<svg class="icon tone-{tone}" viewBox="0 0 16 16" aria-hidden="true">{paths}</svg>'


def _time(at: datetime, year: int | None) -> str:
    """In UTC. The year is told unless it is this one, which is the year of "Last updated"."""
    return f'<time datetime="{to_wire(at)}">{_day(at, year)}, {at:%H:%M} UTC</time>'


def _span(start: datetime, end: datetime, year: int) -> str:
    told = year if start.year == end.year else None
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{_day(end, told)}, {end:%H:%M}"
    return f'<time datetime="{to_wire(start)}">{_day(start, told)}, {start:%H:%M} to {until} UTC</time>'


def _day(at: datetime, year: int | None) -> str:
    return f"{at.day} {at:%b}" if at.year == year else f"{at.day} {at:%b} {at.year}"


def _length(start: datetime, end: datetime) -> str:
    """`2 hours 15 minutes`."""
    left = max(1, round((end - start).total_seconds() / 60))
    parts = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return " ".join(parts[:2])
