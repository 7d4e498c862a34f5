"""Reading: what is open, what is recent, and what is due; in order, in parts, and nobody else's."""

from datetime import timedelta

from chalicelib.domain.incidents import Incident, IncidentUpdateDraft
from chalicelib.store import events, maintenance, organizations, services
from chalicelib.store import incidents as stored_incidents
from chalicelib.store.tables import Organizations
from chalicelib.use_cases import incidents
from tests.engine import Engine
from tests.factories import DOWN, NOW, UP
from tests.tenancy import Tenant, a_tenant


def _titles(found: list[Incident]) -> list[str]:
    return [incident.title for incident in found]


def test_a_resource_is_read_as_it_was_written(tenant: Tenant) -> None:
    checkout = tenant.service(description="Cards.\nAnd more.", category="Payments", position=7)
    assert services.get(tenant.org_id, checkout.id) == checkout
    incident = tenant.opens(checkout, service_status=DOWN, description="Declined: 支払い")
    assert tenant.incident(incident) == incident
    item = tenant.schedules(checkout)
    assert tenant.maintenance(item) == item


def test_resolved_incidents_are_recent_for_a_while_and_open_ones_for_ever(tenant: Tenant) -> None:
    old = NOW - timedelta(days=100)
    tenant.opens(title="Old and open", now=old)
    tenant.resolves(tenant.opens(title="Long over", now=old), now=old)
    tenant.resolves(tenant.opens(title="Old, resolved now", now=old))
    found = stored_incidents.relevant_since(tenant.org_id, NOW - timedelta(days=14))
    assert sorted(_titles(found)) == ["Old and open", "Old, resolved now"]
    assert _titles(stored_incidents.unresolved(tenant.org_id)) == ["Old and open"]


def test_a_reopened_incident_is_open_again(tenant: Tenant) -> None:
    incident = tenant.resolves(tenant.opens())
    draft = IncidentUpdateDraft(text="Back.", status="investigating")
    incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, NOW)
    assert _titles(stored_incidents.unresolved(tenant.org_id)) == ["Payments fail"]


def test_incidents_are_listed_newest_first_in_parts_that_fit_together(tenant: Tenant) -> None:
    for number in range(5):
        tenant.opens(title=str(number), now=NOW + timedelta(seconds=number))
    first = stored_incidents.newest_first(tenant.org_id, limit=2)
    second = stored_incidents.newest_first(tenant.org_id, limit=2, before=first[-1].id)
    third = stored_incidents.newest_first(tenant.org_id, limit=2, before=second[-1].id)
    assert [_titles(part) for part in (first, second, third)] == [["4", "3"], ["2", "1"], ["0"]]


def test_maintenance_is_listed_newest_first_in_parts_that_fit_together(tenant: Tenant) -> None:
    for number in range(3):
        tenant.schedules(title=str(number), now=NOW + timedelta(seconds=number))
    first = maintenance.newest_first(tenant.org_id, limit=2)
    rest = maintenance.newest_first(tenant.org_id, limit=2, before=first[-1].id)
    assert [item.title for item in (*first, *rest)] == ["2", "1", "0"]


def test_events_are_listed_newest_first_in_parts_that_fit_together(tenant: Tenant) -> None:
    checkout = tenant.service(now=NOW + timedelta(seconds=1))
    tenant.sets(checkout, DOWN, now=NOW + timedelta(seconds=2))
    first = events.newest_public(tenant.org_id, limit=2)
    rest = events.newest_public(tenant.org_id, limit=2, before=first[-1].id)
    assert [event.type.value for event in (*first, *rest)] == [
        "service.status_changed",
        "service.created",
        "organization.created",
    ]


def test_what_is_due_is_found_for_all_tenants_longest_overdue_first(tables: Engine) -> None:
    one, other = a_tenant("One"), a_tenant("Other")
    late = one.schedules(starts_in=2)
    soon = other.schedules(starts_in=1)
    one.schedules(starts_in=99)
    cancelled = other.schedules(starts_in=1)
    other.moves(cancelled, "cancelled")
    due = maintenance.due(NOW + timedelta(hours=3), 10)
    assert due == [(other.org_id, soon.id), (one.org_id, late.id)]
    assert maintenance.due(NOW, 10) == []


def test_tenants_see_nothing_of_each_other(tables: Engine) -> None:
    mine, theirs = a_tenant("Mine"), a_tenant("Theirs")
    checkout = theirs.service()
    theirs.opens(checkout)
    theirs.schedules(checkout)
    assert services.of_organization(mine.org_id) == []
    assert stored_incidents.relevant_since(mine.org_id, NOW - timedelta(days=1)) == []
    assert stored_incidents.newest_first(mine.org_id, limit=10) == []
    assert maintenance.relevant_since(mine.org_id, NOW - timedelta(days=1)) == []
    assert [event.type.value for event in events.newest_public(mine.org_id, limit=10)] == ["organization.created"]
    assert theirs.status_of(checkout) is UP


def test_a_stored_time_zone_that_browsers_do_not_know_is_read_as_utc(tenant: Tenant) -> None:
    Organizations(tenant.org_id).update([Organizations.time_zone.set("right/UTC")])
    assert organizations.get(tenant.org_id).time_zone == "UTC"
