"""The services that an incident or maintenance affects, by the names they had then."""

from collections.abc import Collection, Iterable, Mapping

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.domain.text import Name

MAX_AFFECTED = 200


class AffectedService(Model):
    """A service as an incident or maintenance names it. It stays when the service itself is deleted."""

    id: Id
    name: Name
    status: ServiceStatus
    """The status it was given, or the one it had at that time."""


Affected = tuple[AffectedService, ...]


def affected_by(services: Iterable[Service], given: Mapping[Id, ServiceStatus]) -> Affected:
    """These services as affected, in page order."""
    return tuple(
        AffectedService(id=service.id, name=service.name, status=given.get(service.id, service.status))
        for service in services
    )


def with_statuses(affected: Affected, given: Mapping[Id, ServiceStatus]) -> Affected:
    """The same services, some of them in another status."""
    return tuple(item.but(status=given.get(item.id, item.status)) for item in affected)


def without_service(affected: Affected, service_id: Id) -> Affected:
    """All but this one."""
    return tuple(item for item in affected if item.id != service_id)


def with_name(affected: Affected, service_id: Id, name: str) -> Affected:
    """The same services, one of them renamed."""
    return tuple(item.but(name=name) if item.id == service_id else item for item in affected)


def ids_of(affected: Affected) -> list[Id]:
    """The ids of the services."""
    return [item.id for item in affected]


def touches(affected: Affected, service_ids: Collection[Id]) -> bool:
    """Whether any of `service_ids` is among them."""
    return any(item.id in service_ids for item in affected)
