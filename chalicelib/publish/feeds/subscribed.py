"""The feeds of a page and of its services."""

from collections.abc import Callable

from chalicelib.domain.affected import touches
from chalicelib.domain.ids import Id, moment_of
from chalicelib.publish.address import page_url
from chalicelib.publish.feeds.calendar import calendar
from chalicelib.publish.feeds.entries import Feed, entries, feed_id
from chalicelib.publish.source import Source

NAME = "history"


def of_page(source: Source) -> Feed:
    """Everything that happened."""
    organization = source.page.organization
    return Feed(
        id=feed_id(source.org_id),
        title=f"{organization.name} status",
        author=organization.name,
        page=page_url(source.page.organization),
        path=page_url(source.page.organization, NAME),
        begun=moment_of(source.org_id),
        entries=entries(source.page.organization, source.newest_incidents, source.newest_maintenance),
    )


def of_service(source: Source, service_id: Id) -> Feed | None:
    """What happened to one service; None for one that is not on the page."""
    name = _name(source, service_id)
    if name is None:
        return None
    organization = source.page.organization
    affected = [each for each in source.newest_incidents if touches(each.services, {service_id})]
    planned = [each for each in source.newest_maintenance if touches(each.services, {service_id})]
    return Feed(
        id=feed_id(source.org_id, service_id),
        title=f"{name} - {organization.name} status",
        author=organization.name,
        page=page_url(source.page.organization),
        path=page_url(source.page.organization, "services", service_id, NAME),
        begun=moment_of(service_id),
        entries=entries(source.page.organization, affected, planned),
    )


def calendar_of_page(source: Source) -> str:
    """All maintenance."""
    organization = source.page.organization
    name = f"{organization.name} maintenance"
    return calendar(name, organization.time_zone, organization, source.newest_maintenance)


def calendar_of_service(source: Source, service_id: Id) -> str | None:
    """The maintenance of one service; None for one that is not on the page."""
    name = _name(source, service_id)
    if name is None:
        return None
    organization = source.page.organization
    planned = [each for each in source.newest_maintenance if touches(each.services, {service_id})]
    return calendar(f"{name} - {organization.name} maintenance", organization.time_zone, organization, planned)


def written_as(
    write: Callable[[Feed], str],
) -> tuple[Callable[[Source, str], str], Callable[[Source, str], str | None]]:
    """What renders the page's feed in one format, and what renders a service's."""

    def service(source: Source, name: str) -> str | None:
        found = of_service(source, name)
        return write(found) if found else None

    return lambda source, _: write(of_page(source)), service


def _name(source: Source, service_id: Id) -> str | None:
    return next((each.name for each in source.page.services if each.id == service_id), None)
