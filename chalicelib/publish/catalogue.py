"""The catalogue of public documents: each is declared here once, and the publisher goes through the list.

To add one, write what renders it and append a `Document`: folder, bucket, CDN rules and policies go by its path. Those
that other programs read are in `syndicated.py`.
"""

from collections.abc import Callable

from pydantic import BaseModel

from chalicelib.domain.lean import lean
from chalicelib.publish import (
    metrics_page,
    past,
    permalinks,
    shell,
    subscribe_page,
    syndicated,
    touched,
    uptime_page,
    views,
)
from chalicelib.publish.declaration import Document
from chalicelib.publish.documents import Kind
from chalicelib.publish.history import IncidentHistory
from chalicelib.publish.source import Source
from chalicelib.publish.uptime import Uptime


def _incident(source: Source, name: str) -> BaseModel | None:
    found = source.incident(name)
    return views.incident(source.organization, found) if found else None


def _maintenance(source: Source, name: str) -> BaseModel | None:
    found = source.maintenance(name)
    return views.one_maintenance(source.organization, found) if found else None


def _uptime(render: Callable[[Uptime], str]) -> Callable[[Source, str], str | None]:
    return lambda source, _: render(source.uptime) if source.uptime else None


def _incident_page(source: Source, name: str) -> str | None:
    found = source.incident(name)
    return permalinks.incident(source.organization, found, views.postmortem(found)) if found else None


def _maintenance_page(source: Source, name: str) -> str | None:
    found = source.maintenance(name)
    return permalinks.maintenance(source.organization, found) if found else None


def _month_page(source: Source, name: str) -> str:
    """Also of a month in which nothing is left, because others link to it."""
    found = source.month(name)
    return past.month(source.organization, _entries(found), name, source.month_before(found))


def _history_page(source: Source, _: str) -> str:
    found = source.newest_month
    return past.newest(source.organization, _entries(found), source.month_before(found))


def _uptime_page(source: Source, _: str) -> str | None:
    return uptime_page.page(source.organization, source.uptime)


def _metrics(source: Source, _: str) -> str | None:
    return source.measured.day if source.measured else None


def _longer_metrics(source: Source, name: str) -> str | None:
    return source.measured.longer(name) if source.measured else None


def _metrics_page(source: Source, _: str) -> str | None:
    return metrics_page.page(source.organization, source.measured.day if source.measured else None)


def _entries(found: IncidentHistory) -> list[past.Entry]:
    return [*found.incidents, *found.maintenance]


_API, _PAGE = "api/status/{slug}", "status/{slug}"

DOCUMENTS: tuple[Document, ...] = (
    Document(
        f"{_API}/incidents/page/{{name}}",
        Kind.JSON,
        lambda source, name: source.month(name),
        touched.months,
        Source.every_month,
    ),
    Document(f"{_API}/incidents", Kind.JSON, lambda source, _: source.newest_month, touched.newest_month),
    Document(f"{_API}/incidents/{{name}}", Kind.JSON, _incident, touched.incidents, Source.every_incident),
    Document(f"{_API}/maintenance/{{name}}", Kind.JSON, _maintenance, touched.maintenance, Source.every_maintenance),
    Document(f"{_API}/services", Kind.JSON, lambda source, _: lean(views.services(source.page).model_dump_json())),
    Document(f"{_API}/maintenance", Kind.JSON, lambda source, _: views.maintenance(source.page)),
    Document(f"{_API}/timeline", Kind.JSON, lambda source, _: views.timeline(source.snapshot)),
    Document(f"{_API}/uptime/bars", Kind.JSON, _uptime(Uptime.bars), touched.never),
    Document(
        f"{_API}/uptime/{{name}}",
        Kind.JSON,
        lambda source, name: source.uptime.month(name) if source.uptime else None,
        touched.never,
        Source.every_uptime_month,
    ),
    Document(f"{_API}/uptime", Kind.JSON, _uptime(Uptime.recent), touched.never),
    Document(
        f"{_API}/metrics/{{name}}",
        Kind.JSON,
        _longer_metrics,
        touched.by_measuring,
        Source.every_longer_range,
    ),
    Document(f"{_API}/metrics", Kind.JSON, _metrics, touched.by_measuring),
    Document(f"{_API}/providers", Kind.JSON, lambda source, _: source.followed, touched.followed),
    Document(_API, Kind.JSON, lambda source, _: lean(source.page.model_dump_json())),
    Document(f"{_PAGE}/history/{{name}}", Kind.HTML, _month_page, touched.months, Source.every_month),
    Document(f"{_PAGE}/history", Kind.HTML, _history_page, touched.history_page),
    Document(f"{_PAGE}/uptime", Kind.HTML, _uptime_page, touched.uptime_page),
    Document(f"{_PAGE}/metrics", Kind.HTML, _metrics_page, touched.metrics_page),
    Document(f"{_PAGE}/incidents/{{name}}", Kind.HTML, _incident_page, touched.incidents, Source.every_incident),
    Document(
        f"{_PAGE}/maintenance/{{name}}", Kind.HTML, _maintenance_page, touched.maintenance, Source.every_maintenance
    ),
    Document(
        f"{_PAGE}/subscribe", Kind.HTML, lambda source, _: subscribe_page.page(source.page), touched.subscribe_page
    ),
    Document(_PAGE, Kind.HTML, lambda source, _: shell.overview(source.page)),
    *syndicated.DOCUMENTS,
)


def folders() -> list[str]:
    """Where the documents of all pages are: `api/status` and `status`."""
    return sorted({document.path.partition("/{slug}")[0] for document in DOCUMENTS})


def roots(slug: str) -> list[str]:
    """The keys that one page's documents are at and below, and no other page's."""
    return [f"{folder}/{slug}" for folder in folders()]
