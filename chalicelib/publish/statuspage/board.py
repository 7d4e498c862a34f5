"""The v2 documents of one page at one version."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance, MaintenanceStatus
from chalicelib.domain.page import Indicator, Page
from chalicelib.domain.services import ServiceStatus
from chalicelib.publish.address import page_url
from chalicelib.publish.statuspage import shapes
from chalicelib.publish.statuspage.components import components
from chalicelib.publish.statuspage.entries import Entries
from chalicelib.publish.statuspage.shapes import Component, Group, PageIndicator, PageInfo, ScheduledMaintenance, Status

_DESCRIPTIONS = {
    Indicator.NONE: "All Systems Operational",
    Indicator.UNKNOWN: "Status Partly Unknown",
    Indicator.MAINTENANCE: "Service Under Maintenance",
    Indicator.MINOR: "Minor Service Outage",
    Indicator.MAJOR: "Partial System Outage",
    Indicator.CRITICAL: "Major Service Outage",
}
_INDICATORS: Mapping[Indicator, PageIndicator] = {
    Indicator.NONE: "none",
    Indicator.UNKNOWN: "minor",
    Indicator.MAINTENANCE: "maintenance",
    Indicator.MINOR: "minor",
    Indicator.MAJOR: "major",
    Indicator.CRITICAL: "critical",
}
"""There is no word for what is not known, which is never fine."""
_DEGRADED = "Partially Degraded Service"


class Board:
    """What documents are made of; the newest entries, which no page holds, are given where they are asked for."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def status(self) -> shapes.StatusDocument:
        """`status.json`."""
        return shapes.StatusDocument.model_construct(page=self._info, status=self._status)

    def components(self) -> shapes.ComponentsDocument:
        """`components.json`."""
        return shapes.ComponentsDocument.model_construct(page=self._info, components=self._components)

    def summary(self) -> shapes.Summary:
        """`summary.json`: everything but what is over."""
        return shapes.Summary.model_construct(
            page=self._info,
            components=self._components,
            incidents=self._unresolved,
            scheduled_maintenances=(*self._active, *self._upcoming),
            status=self._status,
        )

    def unresolved(self) -> shapes.IncidentsDocument:
        """`incidents/unresolved.json`."""
        return self._of_incidents(self._unresolved)

    def incidents(self, newest: Iterable[Incident], postmortems: Mapping[Id, str]) -> shapes.IncidentsDocument:
        """`incidents.json`, with the texts of postmortems by incident."""
        return self._of_incidents(tuple(self._entries.incident(each, postmortems.get(each.id, "")) for each in newest))

    def upcoming(self) -> shapes.MaintenanceDocument:
        """`scheduled-maintenances/upcoming.json`: what begins first comes first."""
        return self._of_maintenance(self._upcoming)

    def active(self) -> shapes.MaintenanceDocument:
        """`scheduled-maintenances/active.json`."""
        return self._of_maintenance(self._active)

    def maintenance(self, newest: Iterable[Maintenance]) -> shapes.MaintenanceDocument:
        """`scheduled-maintenances.json`."""
        return self._of_maintenance(tuple(map(self._entries.maintenance, newest)))

    def _of_incidents(self, found: tuple[shapes.Incident, ...]) -> shapes.IncidentsDocument:
        return shapes.IncidentsDocument.model_construct(page=self._info, incidents=found)

    def _of_maintenance(self, found: tuple[ScheduledMaintenance, ...]) -> shapes.MaintenanceDocument:
        return shapes.MaintenanceDocument.model_construct(page=self._info, scheduled_maintenances=found)

    @cached_property
    def _info(self) -> PageInfo:
        organization = self._page.organization
        return PageInfo.model_construct(
            id=organization.id,
            name=organization.name,
            url=page_url(organization),
            time_zone=organization.time_zone,
            updated_at=self._page.updated_at,
        )

    @cached_property
    def _status(self) -> Status:
        indicator = self._page.status.indicator
        return Status.model_construct(indicator=_INDICATORS[indicator], description=self._description(indicator))

    def _description(self, indicator: Indicator) -> str:
        states = {service.status for service in self._page.services}
        is_degraded = indicator is Indicator.MINOR and ServiceStatus.DEGRADED_PERFORMANCE in states
        return _DEGRADED if is_degraded else _DESCRIPTIONS[indicator]

    @cached_property
    def _components(self) -> tuple[Group | Component, ...]:
        return components(self._page)

    @cached_property
    def _entries(self) -> Entries:
        organization = self._page.organization
        return Entries(organization.id, organization, {each.id: each for each in self._components if not each.group})

    @cached_property
    def _unresolved(self) -> tuple[shapes.Incident, ...]:
        return tuple(map(self._entries.incident, self._page.active_incidents))

    @cached_property
    def _upcoming(self) -> tuple[ScheduledMaintenance, ...]:
        coming = (each for each in self._page.maintenance if each.status is MaintenanceStatus.SCHEDULED)
        return tuple(map(self._entries.maintenance, coming))

    @cached_property
    def _active(self) -> tuple[ScheduledMaintenance, ...]:
        running = (each for each in self._page.maintenance if each.is_running)
        return tuple(map(self._entries.maintenance, running))
