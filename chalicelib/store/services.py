"""Services, read, and held to what was read."""

from collections.abc import Sequence

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.services import Service, ordered
from chalicelib.store.changes import Operation, replacing
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Services
from chalicelib.store.transactions import transaction


def of_organization(org_id: Id) -> list[Service]:
    """All services, in page order; consistent."""
    with reaching_dynamodb():
        return ordered(from_row(Service, row) for row in Services.query(org_id, consistent_read=True))


def get(org_id: Id, service_id: Id) -> Service:
    """One service; raises NotFoundError."""
    if (found := find(org_id, service_id)) is None:
        raise NotFoundError("There is no such service.")
    return found


def find(org_id: Id, service_id: Id) -> Service | None:
    """One service, if it is there; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(Service, Services.get(org_id, service_id, consistent_read=True))
        except Services.DoesNotExist:
            return None


def unchanged(service: Service) -> Operation:
    """Writes nothing, and fails the transaction unless the service still is at the version that was read."""
    same = Services.version == service.version
    return lambda write: write.condition_check(Services, service.org_id, service.id, condition=same)


def save_without_event(services: Sequence[Service]) -> None:
    """For what nobody sees, such as a claim under a worse one; raises LostRaceError."""
    with transaction() as write:
        for service in services:
            replacing(write, service)
