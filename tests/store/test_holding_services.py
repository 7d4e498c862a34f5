"""Services as incidents and maintenance hold them, with others writing at the same moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.domain.errors import ConflictError, InvalidError, NotFoundError
from chalicelib.domain.incidents import IncidentEdit, IncidentStatus, IncidentUpdateDraft
from chalicelib.domain.services import ServiceEdit
from chalicelib.store import services as stored_services
from chalicelib.store.tables import Incidents
from chalicelib.use_cases import incidents, maintenance, services
from tests.engine import Engine
from tests.factories import COVERED, DOWN, NOW, PARTLY_DOWN, SLOW, UP
from tests.tenancy import Tenant

LATER = NOW + timedelta(minutes=5)


def test_opening_an_incident_takes_its_services_down_and_resolving_restores_them(tenant: Tenant) -> None:
    checkout, search = tenant.service("Checkout"), tenant.service("Search")
    incident = tenant.opens(checkout, service_status=DOWN)
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (DOWN, UP)
    tenant.resolves(incident)
    assert tenant.status_of(checkout) is UP


def test_resolving_can_leave_the_services_as_they_are(tenant: Tenant) -> None:
    checkout = tenant.service()
    tenant.resolves(tenant.opens(checkout, service_status=SLOW), restore_services=False)
    assert tenant.status_of(checkout) is SLOW


def test_resolving_restores_the_services_that_are_named_and_leaves_the_others(tenant: Tenant) -> None:
    checkout, search = tenant.service("Checkout"), tenant.service("Search")
    incident = tenant.opens(checkout, search, service_status=DOWN)
    tenant.resolves(incident, restore_services=(search.id,))
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (DOWN, UP)


def test_a_service_shows_the_worst_of_its_incidents_and_then_the_one_that_is_left(tenant: Tenant) -> None:
    checkout = tenant.service("Checkout")
    slow = tenant.opens(checkout, service_status=SLOW)
    tenant.resolves(tenant.opens(checkout, service_status=DOWN), restore_services=(checkout.id,))
    assert tenant.status_of(checkout) is SLOW
    down = tenant.opens(checkout, service_status=DOWN)
    tenant.opens(checkout, service_status=SLOW)
    assert tenant.status_of(checkout) is DOWN
    incidents.delete(tenant.org_id, down.id, tenant.actor, LATER)
    assert tenant.status_of(checkout) is SLOW
    tenant.resolves(slow)
    assert tenant.status_of(checkout) is SLOW


def test_an_update_that_lessens_one_incident_leaves_what_a_worse_one_says(tenant: Tenant) -> None:
    checkout = tenant.service("Checkout")
    incident = tenant.opens(checkout, service_status=DOWN)
    tenant.opens(checkout, service_status=PARTLY_DOWN)
    draft = IncidentUpdateDraft(text="Getting better.", service_status=SLOW)
    incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, LATER)
    assert tenant.status_of(checkout) is PARTLY_DOWN


def test_a_persons_choice_stands_until_an_incident_says_something_new(tenant: Tenant) -> None:
    checkout = tenant.service("Checkout")
    incident, other = tenant.opens(checkout, service_status=DOWN), tenant.opens(checkout, service_status=DOWN)
    tenant.sets(checkout, UP)
    tenant.resolves(other)
    assert tenant.status_of(checkout) is UP
    draft = IncidentUpdateDraft(text="It is back.", service_status=SLOW)
    incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, LATER)
    assert tenant.status_of(checkout) is SLOW


def test_a_reopened_incident_holds_nothing_until_it_says_so(tenant: Tenant) -> None:
    checkout = tenant.service("Checkout")
    incident = tenant.resolves(tenant.opens(checkout, service_status=DOWN))
    reopen = IncidentUpdateDraft(text="It is back.", status=IncidentStatus.INVESTIGATING)
    incidents.post_update(tenant.org_id, incident.id, reopen, tenant.actor, LATER)
    assert tenant.status_of(checkout) is UP
    tenant.resolves(tenant.opens(checkout, service_status=SLOW))
    assert tenant.status_of(checkout) is UP


def test_a_service_that_resolving_left_down_stays_so_when_another_incident_ends(tenant: Tenant) -> None:
    checkout = tenant.service("Checkout")
    other = tenant.schedules(checkout)
    tenant.moves(other, "in_progress")
    tenant.resolves(tenant.opens(checkout, service_status=DOWN), restore_services=False)
    tenant.moves(other, "completed")
    assert tenant.status_of(checkout) is DOWN


def test_incidents_stored_before_there_were_claims_still_hold_their_services(tenant: Tenant) -> None:
    checkout = tenant.service("Checkout")
    old, other = tenant.opens(checkout, service_status=SLOW), tenant.opens(checkout, service_status=DOWN)
    for incident in (old, other):
        Incidents(tenant.org_id, incident.id).update([Incidents.claims.remove()])
    tenant.resolves(other)
    assert tenant.status_of(checkout) is SLOW
    tenant.resolves(old)
    assert tenant.status_of(checkout) is UP


def test_only_services_of_the_incident_can_be_named_to_be_restored(tenant: Tenant) -> None:
    checkout, search = tenant.service("Checkout"), tenant.service("Search", status=SLOW)
    incident = tenant.opens(checkout, service_status=DOWN)
    with pytest.raises(InvalidError, match="not a service this incident affects"):
        tenant.resolves(incident, restore_services=(search.id,))
    assert tenant.incident(incident).is_open
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (DOWN, SLOW)


def test_deleting_an_open_incident_gives_back_its_services(tenant: Tenant) -> None:
    checkout = tenant.service()
    incident = tenant.opens(checkout, service_status=DOWN)
    incidents.delete(tenant.org_id, incident.id, tenant.actor, LATER)
    assert tenant.status_of(checkout) is UP
    with pytest.raises(NotFoundError):
        tenant.incident(incident)


def test_deleting_an_incident_leaves_alone_what_it_never_claimed(tenant: Tenant) -> None:
    checkout = tenant.service()
    incident = tenant.opens(checkout)
    tenant.sets(checkout, DOWN)
    incidents.delete(tenant.org_id, incident.id, tenant.actor, LATER)
    assert tenant.status_of(checkout) is DOWN


def test_deleting_running_maintenance_gives_back_its_services(tenant: Tenant) -> None:
    checkout = tenant.service(status=SLOW)
    item = tenant.schedules(checkout)
    tenant.moves(item, "in_progress")
    assert tenant.status_of(checkout) is COVERED
    maintenance.delete(tenant.org_id, item.id, tenant.actor, LATER)
    assert tenant.status_of(checkout) is SLOW


def test_running_maintenance_keeps_a_service_whose_incident_is_resolved(tenant: Tenant) -> None:
    checkout = tenant.service()
    item = tenant.schedules(checkout)
    tenant.moves(item, "in_progress")
    incident = tenant.opens(checkout, service_status=DOWN)
    tenant.resolves(incident)
    assert tenant.status_of(checkout) is COVERED
    tenant.moves(item, "completed")
    assert tenant.status_of(checkout) is UP


def test_maintenance_says_what_its_services_are_while_it_runs_and_after(tenant: Tenant) -> None:
    checkout = tenant.service(status=SLOW)
    item = tenant.schedules(checkout)
    assert [service.status for service in tenant.moves(item, "in_progress").services] == [COVERED]
    assert [service.status for service in tenant.moves(item, "completed").services] == [SLOW]


def test_an_update_can_give_services_another_status(tenant: Tenant) -> None:
    checkout, search = tenant.service("Checkout"), tenant.service("Search")
    incident = tenant.opens(checkout, search, service_status=DOWN)
    draft = IncidentUpdateDraft(text="Search is back.", service_status={search.id: UP})
    updated = incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, LATER)
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (DOWN, UP)
    assert {item.name: item.status for item in updated.services} == {"Checkout": DOWN, "Search": UP}


def test_a_service_of_nobody_cannot_be_affected(tenant: Tenant) -> None:
    gone = tenant.service()
    services.delete(tenant.org_id, gone.id, tenant.actor, LATER)
    with pytest.raises(InvalidError) as refused:
        tenant.opens(tenant.service("Search"), gone)
    assert refused.value.loc == ("service_ids", 1)


def test_a_deleted_service_leaves_open_incidents_and_stays_named_in_past_ones(tenant: Tenant) -> None:
    checkout, search = tenant.service("Checkout"), tenant.service("Search")
    past = tenant.resolves(tenant.opens(checkout))
    current, planned = tenant.opens(checkout, search), tenant.schedules(checkout, search)
    services.delete(tenant.org_id, checkout.id, tenant.actor, LATER)
    assert [item.name for item in tenant.incident(current).services] == ["Search"]
    assert [item.name for item in tenant.maintenance(planned).services] == ["Search"]
    assert [item.name for item in tenant.incident(past).services] == ["Checkout"]


def test_a_renamed_service_is_renamed_in_what_is_open(tenant: Tenant) -> None:
    checkout = tenant.service("Checkout")
    past, current = tenant.resolves(tenant.opens(checkout)), tenant.opens(checkout)
    services.edit(tenant.org_id, checkout.id, ServiceEdit(name="Payments"), tenant.actor, LATER)
    assert [item.name for item in tenant.incident(current).services] == ["Payments"]
    assert [item.name for item in tenant.incident(past).services] == ["Checkout"]


def test_a_service_taken_out_of_an_incident_is_given_back(tenant: Tenant) -> None:
    checkout, search = tenant.service("Checkout"), tenant.service("Search")
    tenant.opens(search, service_status=SLOW)
    incident = tenant.opens(checkout, search, service_status=DOWN)
    incidents.edit(tenant.org_id, incident.id, IncidentEdit(service_ids=(checkout.id,)), tenant.actor, LATER)
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (DOWN, SLOW)
    incidents.edit(tenant.org_id, incident.id, IncidentEdit(service_ids=()), tenant.actor, LATER)
    assert tenant.status_of(checkout) is UP


def test_a_service_added_to_an_incident_keeps_its_status(tenant: Tenant) -> None:
    checkout, search = tenant.service("Checkout"), tenant.service("Search")
    incident = tenant.opens(checkout, service_status=DOWN)
    edited = incidents.edit(
        tenant.org_id, incident.id, IncidentEdit(service_ids=(search.id, checkout.id)), tenant.actor, LATER
    )
    assert [(item.name, item.status) for item in edited.services] == [("Search", UP), ("Checkout", DOWN)]
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (DOWN, UP)


Race = Callable[[], object]


def test_two_incidents_that_resolve_at_once_do_not_leave_the_service_to_each_other(
    tenant: Tenant, tables: Engine
) -> None:
    checkout = tenant.service()
    one, other = tenant.opens(checkout, service_status=DOWN), tenant.opens(checkout, service_status=SLOW)
    tables.before("TransactWriteItems", lambda: tenant.resolves(other))
    tenant.resolves(one)
    assert tenant.status_of(checkout) is UP


def test_an_incident_deleted_while_another_resolves_gives_the_service_back(tenant: Tenant, tables: Engine) -> None:
    checkout = tenant.service()
    one, other = tenant.opens(checkout, service_status=DOWN), tenant.opens(checkout, service_status=SLOW)
    tables.before("TransactWriteItems", lambda: tenant.resolves(other))
    incidents.delete(tenant.org_id, one.id, tenant.actor, LATER)
    assert tenant.status_of(checkout) is UP


def test_two_maintenances_that_complete_at_once_do_not_leave_the_service_to_each_other(
    tenant: Tenant, tables: Engine
) -> None:
    checkout = tenant.service()
    one, other = tenant.schedules(checkout), tenant.schedules(checkout)
    tenant.moves(one, "in_progress")
    tenant.moves(other, "in_progress")
    tables.before("TransactWriteItems", lambda: tenant.moves(other, "completed"))
    tenant.moves(one, "completed")
    assert tenant.status_of(checkout) is UP


def test_two_maintenances_that_complete_at_once_during_an_incident_give_the_service_back(
    tenant: Tenant, tables: Engine
) -> None:
    checkout = tenant.service()
    one, other = tenant.schedules(checkout), tenant.schedules(checkout)
    tenant.opens(checkout)
    tenant.moves(one, "in_progress")
    tenant.moves(other, "in_progress")
    tables.before("TransactWriteItems", lambda: tenant.moves(other, "completed"))
    tenant.moves(one, "completed")
    assert tenant.status_of(checkout) is UP


def test_an_incident_that_opens_while_another_resolves_keeps_its_service_down(tenant: Tenant, tables: Engine) -> None:
    checkout = tenant.service()
    one = tenant.opens(checkout, service_status=DOWN)
    tables.before("TransactWriteItems", lambda: tenant.opens(checkout, service_status=DOWN))
    tenant.resolves(one)
    assert tenant.status_of(checkout) is DOWN


def test_maintenance_that_starts_while_another_completes_keeps_its_service_covered(
    tenant: Tenant, tables: Engine
) -> None:
    checkout = tenant.service()
    one, other = tenant.schedules(checkout), tenant.schedules(checkout)
    tenant.moves(one, "in_progress")
    tables.before("TransactWriteItems", lambda: tenant.moves(other, "in_progress"))
    tenant.moves(one, "completed")
    assert tenant.status_of(checkout) is COVERED


def test_a_service_deleted_while_an_incident_opens_on_it_is_not_brought_back(tenant: Tenant, tables: Engine) -> None:
    checkout = tenant.service()
    tables.before("TransactWriteItems", lambda: services.delete(tenant.org_id, checkout.id, tenant.actor, LATER))
    with pytest.raises(InvalidError):
        tenant.opens(checkout, service_status=DOWN)
    assert stored_services.of_organization(tenant.org_id) == []


def test_a_change_that_meets_another_is_made_upon_it(tenant: Tenant, tables: Engine) -> None:
    checkout = tenant.service()
    tables.before("TransactWriteItems", lambda: tenant.sets(checkout, DOWN))
    services.edit(tenant.org_id, checkout.id, ServiceEdit(description="Cards."), tenant.actor, LATER)
    found = stored_services.get(tenant.org_id, checkout.id)
    assert (found.status, found.description, found.version) == (DOWN, "Cards.", 3)


def test_an_organization_can_have_so_many_open_incidents(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.use_cases.incidents.MAX_OPEN", 2)
    tenant.opens()
    first = tenant.opens()
    with pytest.raises(ConflictError):
        tenant.opens()
    tenant.resolves(first)
    assert tenant.opens().is_open
