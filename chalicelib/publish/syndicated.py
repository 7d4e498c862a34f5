"""The documents that others read, part of the catalogue: Statuspage's shape, feeds, calendars, badges and cards.

They are written by a reaction, once frames have gone out (docs/decisions/0111).
"""

from collections.abc import Callable, Iterable

from pydantic import BaseModel

from chalicelib.domain.appearance import Tone
from chalicelib.publish import views
from chalicelib.publish.declaration import ONE, Document
from chalicelib.publish.documents import Kind
from chalicelib.publish.embeds import badge
from chalicelib.publish.embeds.banner import banner
from chalicelib.publish.embeds.card import card, oembed
from chalicelib.publish.feeds import subscribed
from chalicelib.publish.feeds.atom import atom
from chalicelib.publish.feeds.rss import rss
from chalicelib.publish.source import Source
from chalicelib.queues.message import NewVersion

_PAGE = "status/{slug}"
_V2, _SERVICE = f"{_PAGE}/api/v2", f"{_PAGE}/services/{{name}}"
Render = Callable[[Source, str], BaseModel | str | None]
Choice = Callable[[Source, NewVersion], Iterable[str]]


def _with_every_version(_: Source, __: NewVersion) -> Iterable[str]:
    return ONE


def _with_entries(_: Source, change: NewVersion) -> Iterable[str]:
    return ONE if change.entries else ()


def _of_services_with_entries(_: Source, change: NewVersion) -> Iterable[str]:
    return change.services if change.entries else ()


def _v2(name: str, later: Choice, render: Callable[[Source], BaseModel]) -> Document:
    return Document(f"{_V2}/{name}.json", Kind.JSON, lambda source, _: render(source), later=later)


def _of_services(_: Source, change: NewVersion) -> Iterable[str]:
    return change.services


def _of_service(name: str, kind: Kind, render: Render, later: Choice = _of_services_with_entries) -> Document:
    return Document(f"{_SERVICE}/{name}{kind.suffix}", kind, render, every=Source.every_service, later=later)


def _badge(kind: Kind, draw: Callable[[str, str, Tone], BaseModel | str]) -> Iterable[Document]:
    """Of the page, and of each service."""

    def of_service(source: Source, name: str) -> BaseModel | str | None:
        found = badge.of_service(source, name)
        return draw(*found) if found else None

    yield _of_page("badge", kind, lambda source, _: draw(*badge.of_page(source)), _with_every_version)
    yield _of_service("badge", kind, of_service, _of_services)


def _of_page(name: str, kind: Kind, render: Render, later: Choice = _with_entries) -> Document:
    return Document(f"{_PAGE}/{name}{kind.suffix}", kind, render, later=later)


_ATOM, _ATOM_OF_SERVICE = subscribed.written_as(atom)
_RSS, _RSS_OF_SERVICE = subscribed.written_as(rss)
_HISTORY = subscribed.NAME


def _incidents(source: Source) -> BaseModel:
    """With the texts of postmortems: at most 50 reads, of incidents that say that they have one."""
    found = {each.id: views.postmortem(each) for each in source.newest_incidents if each.postmortem_at}
    texts = {incident_id: each.text for incident_id, each in found.items() if each}
    return source.board.incidents(source.newest_incidents, texts)


DOCUMENTS: tuple[Document, ...] = (
    _v2("status", _with_every_version, lambda source: source.board.status()),
    _v2("components", _with_every_version, lambda source: source.board.components()),
    _v2("summary", _with_every_version, lambda source: source.board.summary()),
    _v2("incidents/unresolved", _with_every_version, lambda source: source.board.unresolved()),
    _v2("scheduled-maintenances/upcoming", _with_every_version, lambda source: source.board.upcoming()),
    _v2("scheduled-maintenances/active", _with_every_version, lambda source: source.board.active()),
    _v2("incidents", _with_entries, _incidents),
    _v2("scheduled-maintenances", _with_entries, lambda source: source.board.maintenance(source.newest_maintenance)),
    _of_page(_HISTORY, Kind.ATOM, _ATOM),
    _of_page(_HISTORY, Kind.RSS, _RSS),
    _of_page(_HISTORY, Kind.CALENDAR, lambda source, _: subscribed.calendar_of_page(source)),
    _of_service(_HISTORY, Kind.ATOM, _ATOM_OF_SERVICE),
    _of_service(_HISTORY, Kind.RSS, _RSS_OF_SERVICE),
    _of_service(_HISTORY, Kind.CALENDAR, subscribed.calendar_of_service),
    *_badge(Kind.SVG, badge.image),
    *_badge(Kind.JSON, badge.shield),
    _of_page("banner", Kind.JSON, lambda source, _: banner(source), _with_every_version),
    _of_page("oembed", Kind.JSON, lambda source, _: oembed(source)),
    Document(f"{_PAGE}/card", Kind.HTML, lambda source, _: card(source), later=_with_every_version),
)
