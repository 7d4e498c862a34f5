"""The page as HTML, in the elements and classes that the scripts in static_site/js/page draw it with.

A visitor reads it before any script has run, and whoever runs none reads only this: times are UTC here, and become the
viewer's own when the scripts take over. A browser test holds the two against each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import groupby
from typing import Protocol
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
from chalicelib.domain.branding import CategoryDetail
from chalicelib.domain.incidents import Incident, IncidentUpdate
from chalicelib.domain.maintenance import Maintenance, MaintenanceStatus, MaintenanceUpdate
from chalicelib.domain.markdown import Tree
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import Page
from chalicelib.domain.providers import Follows
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.publish.address import page_link
from chalicelib.publish.icons import ICONS
from chalicelib.publish.moments import length, moment, span
from chalicelib.publish.prose import prose

Words = Mapping[ServiceStatus, str]
"""An organization's own words for the status of a service."""


def masthead(organization: OrganizationProfile, *, subscribes: bool = True) -> str:
    """Whose page it is, and the way to subscribe to it."""
    logo, website = organization.logo_url, organization.website_url
    image = (
        f'<img src="{escape(logo)}" alt="" referrerpolicy="no-referrer">' if logo.lower().startswith("https:") else ""
    )
    host = escape(urlsplit(website).netloc)
    link = f'<a class="website" href="{escape(website)}" rel="noopener">{host}</a>' if website else ""
    name = f'<h1><span dir="auto">{escape(organization.name)}</span> <span class="brand-word">status</span></h1>'
    home = f'<a class="brand" href="{page_link(organization)}">{image}{name}</a>'
    path = f"/status/{organization.slug}/subscribe"
    subscribe = f'<form action="{path}"><button class="button">Subscribe</button></form>'
    return f'<header class="masthead">{home}{link}{subscribe if subscribes else ""}</header>'


def back(organization: OrganizationProfile) -> str:
    """From an address below the page to the page."""
    return f'<p class="back"><a href="{page_link(organization)}">Current status</a></p>'


def overview(page: Page) -> str:
    """The page from its banner down to what is planned; the days of the past are the scripts' to tell."""
    return "".join(_parts(page))


def _parts(page: Page) -> Iterable[str]:
    organization = page.organization
    yield banner(page)
    yield f'<div class="freshness"><span class="connection is-connecting">As published</span>{_as_of(page)}</div>'
    yield from (f'<div class="about">{prose(text, tree)}</div>' for text, tree in _about(organization) if text)
    incidents = [_incident(each, page) for each in page.active_incidents]
    yield _section("incidents", "Open incidents", incidents)
    running = [_maintenance(each, page) for each in page.maintenance if each.is_running]
    yield _section("running", "Maintenance in progress", running)
    yield _services(page)
    if organization.shows_metrics:
        yield _metrics(organization)
    coming = [each for each in page.maintenance if each.status is MaintenanceStatus.SCHEDULED]
    yield _section("upcoming", "Upcoming maintenance", [_maintenance(each, page) for each in coming])


def _about(organization: OrganizationProfile) -> tuple[tuple[str, Tree | None], ...]:
    return (
        (organization.description, organization.description_tree),
        (organization.intro_text, organization.intro_text_tree),
    )


def banner(page: Page) -> str:
    tone = INDICATORS[page.status.indicator].tone
    text = f'<p class="banner-text">{escape(page.status.description)}</p>'
    return f'<section class="banner tone-{tone}" aria-label="Current status">{icon(tone)}{text}</section>'


def _as_of(page: Page) -> str:
    return f"<span>Last updated {moment(page.updated_at)}</span>"


def _section(name: str, title: str, cards: Sequence[str]) -> str:
    if not cards:
        return ""
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2>{"".join(cards)}</section>'


def _services(page: Page) -> str:
    groups = [(name, list(found)) for name, found in groupby(by_category(page), key=lambda service: service.category)]
    shown = "".join(_group(name, services, page) for name, services in groups)
    if not page.services:
        shown = '<p class="empty">No services are listed yet.</p>'
    elif page.organization.show_uptime:
        months = page_link(page.organization, "uptime")
        shown += f'<p class="history-link"><a class="button" href="{months}">Uptime by month</a></p>'
    return f'<section aria-labelledby="services"><h2 id="services">Services</h2>{shown}</section>'


def _metrics(organization: OrganizationProfile) -> str:
    """Where they are read without scripts; these put lines in its place."""
    link = f'<a class="button" href="{page_link(organization, "metrics")}">Metrics of the last 24 hours</a>'
    head = '<section class="metrics" aria-labelledby="metrics"><h2 id="metrics">Metrics</h2>'
    return f'{head}<p class="history-link">{link}</p></section>'


class Grouped(Protocol):
    """A page, as far as it lists services."""

    @property
    def organization(self) -> OrganizationProfile:
        """Whose it is."""

    @property
    def services(self) -> Sequence[Service]:
        """In its order."""


def by_category(page: Grouped) -> list[Service]:
    """The groups in the organization's order, those it did not order behind them as they come."""
    ordered = page.organization.categories
    met = list(dict.fromkeys(service.category for service in page.services))
    places = {name: ordered.index(name) if name in ordered else len(ordered) + met.index(name) for name in met}
    return sorted(page.services, key=lambda service: places[service.category])


def _group(name: str, services: Sequence[Service], page: Page) -> str:
    """What is affected starts open; so does all of a small page, but for what the organization wants folded."""
    words = page.organization.status_words
    rows = f'<ul class="services">{"".join(_service(each, page.organization) for each in services)}</ul>'
    if not name:
        return f'<div class="group">{rows}</div>'
    detail = next((each for each in page.organization.category_details if each.name == name), CategoryDetail(name=name))
    worst = max((each.status for each in services), key=lambda status: status.severity)
    is_small = len(page.services) <= OPEN_GROUPS_UP_TO
    is_open = worst is not ServiceStatus.OPERATIONAL or (is_small and not detail.folded)
    about = f'<p class="group-about" dir="auto">{escape(detail.description)}</p>' if detail.description else ""
    average = '<span class="average"></span>' if page.organization.show_uptime else ""
    state = f'{average}<span class="group-state">{_state(worst, words)}</span>'
    summary = f'<summary><h3 dir="auto">{escape(name)}</h3>{state}</summary>'
    return f'<details class="group"{" open" if is_open else ""}>{summary}{about}{rows}</details>'


def _service(service: Service, organization: OrganizationProfile) -> str:
    """With a place for its bars of uptime, so that nothing moves when the scripts draw them."""
    said = prose(service.description, service.description_tree)
    about = f'<div class="service-about">{said}</div>' if service.description else ""
    about += _followed(service.follows) if service.follows else ""
    name = f'<div><span class="service-name" dir="auto">{escape(service.name)}</span>{about}</div>'
    bars = '<div class="uptime"></div>' if organization.show_uptime and service.show_uptime else ""
    state = _state(service.status, organization.status_words)
    return f'<li class="service">{name}{state}{bars}</li>'


def _followed(follows: Follows) -> str:
    """Where its status comes from. How old that is, scripts say; a document would be wrong a minute later."""
    link = f'<a href="{escape(follows.url)}" rel="noopener" dir="auto">{escape(follows.name)}</a>'
    part = f': <span dir="auto">{escape(follows.component)}</span>' if follows.component else ""
    return f'<p class="muted followed">From {link}{part}</p>'


def _state(status: ServiceStatus, words: Words) -> str:
    word, tone = SERVICE_STATUSES[status]
    return (
        f'<span class="state tone-{tone}">{icon(tone)}<span dir="auto">{escape(words.get(status, word))}</span></span>'
    )


def _incident(incident: Incident, page: Page) -> str:
    word, tone = IMPACTS[incident.impact]
    services = affected(incident.services, page.organization.status_words)
    parts = services + timeline(incident.updates, page.updated_at.year)
    return _card(page_link(page.organization, "incidents", incident.id), incident.title, tone, word, parts)


def _maintenance(item: Maintenance, page: Page) -> str:
    start = item.actual_start or item.scheduled_start
    lasts = f'<span class="muted">({length(start, item.scheduled_end)})</span>'
    when = f'<p class="when">{span(start, item.scheduled_end, page.updated_at.year)} {lasts}</p>'
    about = prose(item.description, item.description_tree) if item.description else ""
    is_planned = item.status is MaintenanceStatus.SCHEDULED
    services = affected(item.services, page.organization.status_words, planned=is_planned)
    updates = timeline(updates_of(item), page.updated_at.year)
    address = page_link(page.organization, "maintenance", item.id)
    return _card(address, item.title, tone_of(item.status), word_of(item.status), when + about + services + updates)


def _card(address: str, title: str, tone: Tone, state: str, parts: str) -> str:
    head = f'<h3 dir="auto"><a href="{address}">{escape(title)}</a></h3>{badge(state, tone)}'
    return f'<article class="card tone-{tone}"><header>{head}</header>{parts}</article>'


def updates_of(item: Maintenance) -> list[MaintenanceUpdate]:
    """The first update of planned work only repeats its description."""
    return [update for update in item.updates if update.text != item.description]


def affected(services: Affected, words: Words, *, planned: bool = False) -> str:
    """The state an incident gave each; planned work gives none yet."""
    if not services:
        return ""
    items = "".join(f"<li>{_affected_one(each, words, planned=planned)}</li>" for each in services)
    return f'<ul class="affected" aria-label="Affected services">{items}</ul>'


def _affected_one(service: AffectedService, words: Words, *, planned: bool) -> str:
    name = f'<span dir="auto">{escape(service.name)}</span>'
    if planned:
        return name
    word, tone = SERVICE_STATUSES[service.status]
    word = words.get(service.status, word)
    return f'{icon(tone)}{name}<span class="visually-hidden">: <span dir="auto">{escape(word)}</span></span>'


def timeline(updates: Sequence[IncidentUpdate | MaintenanceUpdate], year: int | None = None) -> str:
    """What was said, newest first. Years are told unless they are `year`."""
    if not updates:
        return ""
    items = (
        f'<li><p class="update-head"><strong>{word_of(update.status)}</strong> {moment(update.created_at, year)}'
        f" {_edited(update.edited_at, year)}</p>"
        f"{prose(update.text, update.text_tree)}</li>"
        for update in updates
    )
    return f'<ol class="timeline">{"".join(items)}</ol>'


def _edited(at: datetime | None, year: int | None) -> str:
    return f"<span>(edited {moment(at, year)})</span>" if at else ""


def badge(word: str, tone: Tone) -> str:
    """A state in a word."""
    return f'<span class="badge tone-{tone}">{word}</span>'


def icon(tone: Tone) -> str:
    """A state by shape and colour; the word stands next to it."""
    shape, glyph = ICONS[tone]
    paths = f'<path d="{shape}"/><path d="{glyph}"/>'
    return f'<svg class="icon tone-{tone}" viewBox="0 0 16 16" aria-hidden="true">{paths}</svg>'
