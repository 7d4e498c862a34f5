"""A card for a frame on other sites, and what says how to frame it.

It runs no script and asks for nothing but its style: it reloads itself.
"""

from collections.abc import Iterable
from html import escape

from chalicelib.domain.appearance import IMPACTS, Tone, word_of
from chalicelib.domain.model import Model
from chalicelib.publish.address import page_url, site_url
from chalicelib.publish.markup import banner, icon
from chalicelib.publish.source import Source

RELOAD_SECONDS = 30
WIDTH, HEIGHT = 420, 180
_MOST = 4
"""Entries; how many more there are is said."""


class Served(Model):
    """How programs reach a page, whatever host it is looked at on."""

    slug: str
    api: str
    """Where paths such as `/api/services` are below."""
    live: str
    """The WebSocket's address."""


class OEmbed(Model):
    """oEmbed 1.0, of the kind `rich`: https://oembed.com."""

    version: str = "1.0"
    type: str = "rich"
    title: str
    author_name: str
    author_url: str
    provider_name: str = "Allclear"
    provider_url: str
    cache_age: int = 300
    html: str
    width: int = WIDTH
    height: int = HEIGHT
    allclear: Served


def oembed(source: Source) -> OEmbed:
    """`oembed.json`: what a site that is given the page's address may show of it."""
    organization = source.page.organization
    title = f"{organization.name} status"
    address = page_url(source.page.organization)
    frame = (
        f'<iframe src="{escape(address)}/card" title="{escape(title)}" width="{WIDTH}" height="{HEIGHT}" '
        'style="border:0;max-width:100%" loading="lazy"></iframe>'
    )
    site = site_url()
    return OEmbed(
        title=title,
        author_name=organization.name,
        author_url=address,
        provider_url=site,
        html=frame,
        allclear=Served(slug=source.slug, api=site, live=f"{site.replace('http', 'ws', 1)}/live"),
    )


def card(source: Source) -> str:
    """`card`."""
    organization = source.page.organization
    title = escape(f"{organization.name} status")
    name = f'<a href="{_address(source)}" target="_blank" rel="noopener" dir="auto">{title}</a>'
    entries = list(_entries(source))
    shown, more = entries[:_MOST], len(entries) - _MOST
    rest = f'<li class="muted">and {more} more</li>' if more > 0 else ""
    listed = f"<ul>{''.join(shown)}{rest}</ul>" if shown else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="{RELOAD_SECONDS}">\n<title>{title}</title>\n'
        '<link rel="stylesheet" href="/css/base.css">\n<link rel="stylesheet" href="/css/card.css">\n</head>\n'
        f'<body class="framed"><main><h1>{name}</h1>{banner(source.page)}{listed}</main></body>\n</html>\n'
    )


def _entries(source: Source) -> Iterable[str]:
    for incident in source.page.active_incidents:
        tone = IMPACTS[incident.impact].tone
        yield _entry(source, tone, "incidents", incident.id, incident.title, word_of(incident.status))
    for item in source.page.maintenance:
        if item.is_running:
            yield _entry(source, Tone.MAINTENANCE, "maintenance", item.id, item.title, word_of(item.status))


def _entry(source: Source, tone: Tone, *named: str) -> str:
    kind, name, title, state = named
    link = f'<a href="{_address(source, kind, name)}" target="_blank" rel="noopener" dir="auto">{escape(title)}</a>'
    return f'<li class="tone-{tone}">{icon(tone)}{link} <span class="muted">{state}</span></li>'


def _address(source: Source, *below: str) -> str:
    return escape(page_url(source.page.organization, *below))
