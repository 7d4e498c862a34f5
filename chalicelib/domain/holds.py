"""What holds a service down: open incidents and running maintenance.

A service carries one status. An incident that opens may set it, a maintenance that starts covers it, and each
gives it back when it ends, unless another still holds it. Nobody keeps a stack: what holds a service is found
from the incidents and maintenance that are open at that moment.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.ids import Id
from chalicelib.domain.services import Service, ServiceStatus


@dataclass(frozen=True)
class Holders:
    """Which services the *other* open incidents and running maintenances hold, by service id."""

    by_incidents: Collection[Id] = ()
    by_maintenance: Collection[Id] = ()


def held_by_incident(
    services: Collection[Service], statuses: Mapping[Id, ServiceStatus], now: datetime
) -> list[Service]:
    """Those services whose status the incident changes, changed.

    One that is down already is revised, too: only its version tells a writer who lets go of it of the new holder.
    """
    return [
        service.revised(now, status=status, status_before_maintenance=service.status_before_maintenance and status)
        for service in services
        if (status := statuses.get(service.id)) is not None
        and (status is not service.status or status is not ServiceStatus.OPERATIONAL)
    ]


def released_by_incident(services: Collection[Service], others: Holders, now: datetime) -> list[Service]:
    """Those services that become operational (or go back under maintenance) as the incident ends, changed."""
    return [
        _given_back(service, service.id in others.by_maintenance, now)
        for service in services
        if service.status is not ServiceStatus.OPERATIONAL and service.id not in others.by_incidents
    ]


def _given_back(service: Service, in_maintenance: bool, now: datetime) -> Service:  # noqa: FBT001 - private
    if in_maintenance:
        return service.revised(
            now, status=ServiceStatus.UNDER_MAINTENANCE, status_before_maintenance=ServiceStatus.OPERATIONAL
        )
    return service.revised(now, status=ServiceStatus.OPERATIONAL, status_before_maintenance=None)


def covered_by_maintenance(services: Collection[Service], now: datetime) -> list[Service]:
    """The services as they go under maintenance, each remembering what it was.

    One that is covered already is revised, too: only its version tells a writer who uncovers it of the new cover.
    """
    return [_covered(service, now) for service in services]


def _covered(service: Service, now: datetime) -> Service:
    if service.status is ServiceStatus.UNDER_MAINTENANCE:
        return service.revised(now)
    return service.revised(now, status=ServiceStatus.UNDER_MAINTENANCE, status_before_maintenance=service.status)


def uncovered_by_maintenance(services: Collection[Service], others: Holders, now: datetime) -> list[Service]:
    """Those services that get back the status they had as the maintenance ends, changed.

    One that somebody gave another status meanwhile keeps it.
    """
    freed = [service for service in services if service.id not in others.by_maintenance]
    return [_uncovered(service, now) for service in freed if _remembers_maintenance(service)]


def _remembers_maintenance(service: Service) -> bool:
    return service.status is ServiceStatus.UNDER_MAINTENANCE or service.status_before_maintenance is not None


def _uncovered(service: Service, now: datetime) -> Service:
    if service.status is not ServiceStatus.UNDER_MAINTENANCE:
        return service.revised(now, status_before_maintenance=None)
    status = service.status_before_maintenance or ServiceStatus.OPERATIONAL
    return service.revised(now, status=status, status_before_maintenance=None)
