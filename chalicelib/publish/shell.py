"""The HTML that a page starts from: published like any document, so that an unknown page is a real 404.

Scripts draw the page; what is written here is for whoever runs none: link previews, search engines, text browsers.
"""

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.page import Page
from chalicelib.domain.times import to_wire


def key_of(slug: str) -> str:
    """Where the page's HTML is; every path below it starts from the same."""
    return f"status/{slug}"


def render(page: Page) -> str:
    """The HTML of a page as it stands now."""
    title = f"{page.status.description} - {page.organization.name} status"
    description = page.organization.description or f"Current state of the services of {page.organization.name}."
    return _template().substitute(
        title=escape(title), description=escape(description), content="\n".join(_content(page))
    )


def _content(page: Page) -> Iterable[str]:
    yield f"<h1>{escape(page.organization.name)} status</h1>"
    yield f"<p><strong>{escape(page.status.description)}</strong> as of {_time(to_wire(page.updated_at))}.</p>"
    yield "<h2>Services</h2>"
    yield from _list(f"{escape(service.name)}: {_words(service.status)}" for service in page.services)
    if page.active_incidents:
        yield "<h2>Open incidents</h2>"
        yield from _list(map(_incident, page.active_incidents))
    if planned := [item for item in page.maintenance if not item.is_finished]:
        yield "<h2>Maintenance</h2>"
        yield from _list(map(_maintenance, planned))
    yield "<p>This page changes by itself in a browser that runs JavaScript; in this one, reload it.</p>"


def _incident(incident: Incident) -> str:
    newest = incident.updates[0]
    said = f"{escape(newest.text)} ({_time(to_wire(newest.created_at))})"
    return f"{escape(incident.title)}: {_words(incident.status)}. {said}"


def _maintenance(item: Maintenance) -> str:
    times = f"{_time(to_wire(item.scheduled_start))} to {_time(to_wire(item.scheduled_end))}"
    return f"{escape(item.title)}: {_words(item.status)}, {times}"


def _list(items: Iterable[str]) -> Iterable[str]:
    yield "<ul>"
    yield from (f"<li>{item}</li>" for item in items)
    yield "</ul>"


def _time(wire: str) -> str:
    return f'<time datetime="{wire}">{wire[:16].replace("T", " ")} UTC</time>'


def _words(status: str) -> str:
    return status.replace("_", " ")


@cache
def _template() -> Template:
    return Template(Path(__file__).with_name("shell.html").read_text(encoding="utf-8"))
