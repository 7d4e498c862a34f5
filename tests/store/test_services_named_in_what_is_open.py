"""What is open names services as they are, whoever renames or deletes one meanwhile and however much is open."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import TransactWriteError

from chalicelib.domain.errors import ConflictError, InvalidError, NotFoundError
from chalicelib.domain.incidents import Incident, IncidentEdit, IncidentUpdateDraft, updated
from chalicelib.domain.maintenance import Maintenance, MaintenanceEdit
from chalicelib.domain.services import Service, ServiceEdit
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store.rows import to_row
from chalicelib.store.tables import Incidents, MaintenanceTable
from chalicelib.use_cases import incidents, maintenance, services
from tests.edges import Stream
from tests.engine import Engine
from tests.factories import NOW, a_maintenance, an_incident
from tests.tenancy import Tenant

Holder = Incident | Maintenance
Name = Callable[[Tenant, Service], Holder]
TRANSACTION_BYTES = 4 * 1024 * 1024


def renames(tenant: Tenant, service: Service) -> None:
    """To "Payments"."""
    services.edit(tenant.org_id, service.id, ServiceEdit(name="Payments"), tenant.actor, NOW)


def deletes(tenant: Tenant, service: Service) -> None:
    """The service is no more."""
    services.delete(tenant.org_id, service.id, tenant.actor, NOW)


def opens(tenant: Tenant, service: Service) -> Holder:
    """An incident that gives the service no status."""
    return tenant.opens(service)


def schedules(tenant: Tenant, service: Service) -> Holder:
    """Maintenance of the service."""
    return tenant.schedules(service)


def adds_to_an_incident(tenant: Tenant, service: Service) -> Holder:
    """An edit adds the service to an incident without any."""
    (incident,) = stored_incidents.unresolved(tenant.org_id)
    return incidents.edit(tenant.org_id, incident.id, IncidentEdit(service_ids=(service.id,)), tenant.actor, NOW)


def adds_to_maintenance(tenant: Tenant, service: Service) -> Holder:
    """An edit adds the service to maintenance without any."""
    (item,) = stored_maintenance.unfinished(tenant.org_id)
    return maintenance.edit(tenant.org_id, item.id, MaintenanceEdit(service_ids=(service.id,)), tenant.actor, NOW)


WAYS = pytest.mark.parametrize("name", [opens, schedules, adds_to_an_incident, adds_to_maintenance])


@pytest.fixture
def checkout(tenant: Tenant) -> Service:
    """A service, beside an incident and maintenance without any."""
    tenant.opens()
    tenant.schedules()
    return tenant.service("Checkout")


def names_in(tenant: Tenant) -> list[str]:
    """The names of services in all that is open, each once."""
    holders: list[Holder] = [*stored_incidents.unresolved(tenant.org_id), *stored_maintenance.unfinished(tenant.org_id)]
    return sorted({item.name for holder in holders for item in holder.services})


@WAYS
def test_a_service_renamed_while_it_is_named_has_its_new_name(
    tenant: Tenant, tables: Engine, checkout: Service, name: Name
) -> None:
    tables.before("TransactWriteItems", lambda: renames(tenant, checkout))
    name(tenant, checkout)
    assert names_in(tenant) == ["Payments"]


@WAYS
def test_a_service_deleted_while_it_is_named_is_refused(
    tenant: Tenant, tables: Engine, checkout: Service, name: Name
) -> None:
    tables.before("TransactWriteItems", lambda: deletes(tenant, checkout))
    with pytest.raises(InvalidError):
        name(tenant, checkout)
    assert names_in(tenant) == []


@WAYS
def test_what_names_a_service_just_before_it_is_renamed_follows(
    tenant: Tenant, tables: Engine, checkout: Service, name: Name
) -> None:
    tables.before("TransactWriteItems", lambda: name(tenant, checkout))
    renames(tenant, checkout)
    assert names_in(tenant) == ["Payments"]


@WAYS
def test_what_names_a_service_just_before_it_is_deleted_follows(
    tenant: Tenant, tables: Engine, checkout: Service, name: Name
) -> None:
    tables.before("TransactWriteItems", lambda: name(tenant, checkout))
    deletes(tenant, checkout)
    assert names_in(tenant) == []


@pytest.fixture
def full(tenant: Tenant) -> Service:
    """A service that 40 incidents and 40 maintenances name, each as long as it may be."""
    service = tenant.service("Checkout")
    incident = an_incident("Down", service, description="\u6f22" * 5000)
    with suppress(ConflictError):
        while True:
            incident = updated(incident, IncidentUpdateDraft(text="\u6f22" * 5000), {}, NOW)
    item = a_maintenance("Work", service, description="\u6f22" * 5000)
    for number in range(40):
        fields = {"org_id": tenant.org_id, "id": f"{incident.id[:-2]}{number:02}"}
        to_row(Incidents, incident.but(**fields), relevant_until="open").save()
        to_row(MaintenanceTable, item.but(**fields), relevant_until="open").save()
    return service


@pytest.mark.parametrize(("change", "left"), [(renames, ["Payments"]), (deletes, [])])
def test_a_service_that_a_full_page_names_is_changed_in_transactions_that_dynamodb_takes(
    tenant: Tenant,
    tables: Engine,
    stream: Stream,
    documents: Path,
    full: Service,
    change: Callable[[Tenant, Service], None],
    left: list[str],
) -> None:
    tables.requests.clear()
    change(tenant, full)
    assert names_in(tenant) == left
    written = [asked["TransactItems"] for operation, asked in tables.requests if operation == "TransactWriteItems"]
    assert max(len(json.dumps(items, ensure_ascii=False, default=str).encode()) for items in written) < (
        TRANSACTION_BYTES // 2
    )
    assert max(map(len, written)) <= 100
    stream.flow()
    page = json.loads((documents / f"api/status/{tenant.slug}.json").read_text())
    shown = [*page["active_incidents"], *page["maintenance"]]
    assert len(shown) == 80
    assert all([item["name"] for item in each["services"]] == left for each in shown)


@pytest.mark.parametrize("change", [renames, deletes])
def test_a_change_that_was_interrupted_is_completed_by_repeating_it(
    tenant: Tenant,
    tables: Engine,
    checkout: Service,
    change: Callable[[Tenant, Service], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chalicelib.use_cases.holders.MOST", 1)
    for _ in range(3):
        tenant.opens(checkout)
    tenant.schedules(checkout)
    tables.before("TransactWriteItems", lambda: tables.faults.append(fails_from_the_second()))
    with pytest.raises(TransactWriteError):
        change(tenant, checkout)
    assert "Checkout" in names_in(tenant)
    tables.faults.clear()
    with suppress(NotFoundError):
        change(tenant, checkout)
    assert "Checkout" not in names_in(tenant)


def fails_from_the_second() -> Callable[[str, dict[str, object]], None]:
    """One transaction is written, and every other fails."""
    seen: list[str] = []

    def fault(operation: str, _: dict[str, object]) -> None:
        if operation == "TransactWriteItems":
            seen.append(operation)
            if len(seen) > 1:
                raise ClientError({"Error": {"Code": "ValidationException", "Message": "a fault"}}, operation)

    return fault
