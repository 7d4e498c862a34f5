"""Services that come to an incident, and leave it, while it goes on; and what it says beside what they are."""

from typing import Any

import pytest

from chalicelib.domain.services import Service
from tests.edges import Api, Stream
from tests.engine import Engine
from tests.factories import DOWN, PARTLY_DOWN, SLOW, UP
from tests.tenancy import Tenant


@pytest.fixture
def checkout(tenant: Tenant) -> Service:
    return tenant.service("Checkout")


@pytest.fixture
def search(tenant: Tenant) -> Service:
    return tenant.service("Search")


@pytest.fixture
def incident(owner: Api, checkout: Service, search: Service) -> Any:
    """Checkout is partly down by it."""
    draft = {"title": "Down", "service_ids": [checkout.id], "service_status": "partial_outage"}
    return owner.post("/api/incidents", draft).json()


def _named(incident: Any) -> dict[str, str]:
    return {each["name"]: each["status"] for each in incident["services"]}


def test_a_service_that_is_added_gets_its_status_in_the_same_edit(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service, search: Service
) -> None:
    path = f"/api/incidents/{incident['id']}"
    edit = {"service_ids": [checkout.id, search.id], "service_status": {search.id: "degraded"}}
    edited = owner.put(path, edit).json()
    assert _named(edited) == {"Checkout": "partial_outage", "Search": "degraded_performance"}
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (PARTLY_DOWN, SLOW)
    owner.put(f"{path}/status", {"status": "resolved"})
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (UP, UP)


def test_a_service_that_is_taken_out_is_given_back_unless_somebody_says_otherwise(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service, search: Service
) -> None:
    path = f"/api/incidents/{incident['id']}"
    both = {"service_ids": [checkout.id, search.id], "service_status": "major_outage"}
    owner.put(path, both)
    owner.put(path, {"service_ids": [search.id], "restore_services": False})
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (DOWN, DOWN)
    owner.put(path, {"service_ids": []})
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (DOWN, UP)


def test_of_those_taken_out_some_are_given_back(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service, search: Service
) -> None:
    path = f"/api/incidents/{incident['id']}"
    owner.put(path, {"service_ids": [checkout.id, search.id], "service_status": "major_outage"})
    owner.put(path, {"service_ids": [], "restore_services": [search.id]})
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (DOWN, UP)


def test_an_update_can_add_services_and_take_others_out(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service, search: Service
) -> None:
    update = {"text": "It was search.", "service_ids": [search.id], "service_status": "major_outage"}
    answer = owner.post(f"/api/incidents/{incident['id']}/updates", update)
    assert answer.status == 201, answer.body
    assert _named(answer.json()) == {"Search": "major_outage"}
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (UP, DOWN)


def test_an_update_can_leave_down_what_it_takes_out(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service
) -> None:
    update = {"text": "Not ours.", "service_ids": [], "restore_services": False}
    owner.post(f"/api/incidents/{incident['id']}/updates", update)
    assert tenant.status_of(checkout) is PARTLY_DOWN


def test_an_update_that_resolves_restores_what_it_takes_out_as_well(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service, search: Service
) -> None:
    update = {"text": "Over.", "status": "resolved", "service_ids": [search.id]}
    resolved = owner.post(f"/api/incidents/{incident['id']}/updates", update).json()
    assert (resolved["status"], list(_named(resolved))) == ("resolved", ["Search"])
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (UP, UP)


def test_resolving_with_a_status_for_one_service_leaves_no_other_down(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service, search: Service
) -> None:
    path = f"/api/incidents/{incident['id']}"
    owner.put(path, {"service_ids": [checkout.id, search.id], "service_status": "major_outage"})
    update = {"text": "Over.", "status": "resolved", "service_status": {search.id: "degraded"}}
    owner.post(f"{path}/updates", update)
    assert (tenant.status_of(checkout), tenant.status_of(search)) == (UP, SLOW)


def test_a_resolved_incident_says_what_to_reopen_its_services_with(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service
) -> None:
    path = f"/api/incidents/{incident['id']}"
    resolved = owner.put(f"{path}/status", {"status": "resolved"}).json()
    assert tenant.status_of(checkout) is UP
    again = {each["id"]: each["status"] for each in resolved["services"]}
    owner.post(f"{path}/updates", {"text": "It is back.", "status": "investigating", "service_status": again})
    assert tenant.status_of(checkout) is PARTLY_DOWN


def test_its_impact_rises_with_what_its_services_become_and_does_not_fall_by_itself(
    owner: Api, incident: Any, checkout: Service
) -> None:
    path = f"/api/incidents/{incident['id']}"
    assert incident["impact"] == "major"
    worse = owner.post(f"{path}/updates", {"text": "Worse.", "service_status": "major_outage"}).json()
    assert worse["impact"] == "critical"
    better = owner.post(f"{path}/updates", {"text": "Better.", "service_status": "degraded"}).json()
    assert better["impact"] == "critical"
    lowered = owner.put(path, {"impact": "minor", "service_status": {checkout.id: "partial_outage"}}).json()
    assert lowered["impact"] == "minor"


def test_no_impact_does_not_stand_beside_a_service_that_is_down(
    owner: Api, incident: Any, checkout: Service, tables: Engine
) -> None:
    before = tables.contents()
    draft = {"title": "x", "impact": "none", "service_ids": [checkout.id], "service_status": "degraded"}
    for refused in (
        owner.post("/api/incidents", draft),
        owner.put(f"/api/incidents/{incident['id']}", {"impact": "none"}),
    ):
        assert (refused.status, refused.json()["errors"][0]["loc"]) == (422, ["impact"])
    assert tables.contents() == before


def test_a_resolved_incident_gives_no_service_a_status_by_an_edit(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service
) -> None:
    path = f"/api/incidents/{incident['id']}"
    owner.put(f"{path}/status", {"status": "resolved"})
    assert owner.put(path, {"service_status": {checkout.id: "major_outage"}}).status == 409
    assert tenant.status_of(checkout) is UP


def test_a_status_for_a_service_that_is_not_affected_is_refused(
    owner: Api, incident: Any, search: Service, tables: Engine
) -> None:
    before = tables.contents()
    path = f"/api/incidents/{incident['id']}"
    for refused in (
        owner.put(path, {"service_status": {search.id: "degraded"}}),
        owner.post(f"{path}/updates", {"text": "x", "service_ids": [], "service_status": {search.id: "degraded"}}),
        owner.put(path, {"service_ids": ["01kg000000000000000000000z"]}),
    ):
        assert refused.status == 422
    assert tables.contents() == before


def test_the_banner_and_the_services_tell_the_same_story_from_beginning_to_end(
    owner: Api, tenant: Tenant, incident: Any, checkout: Service, stream: Stream
) -> None:
    path = f"/api/incidents/{incident['id']}"

    def banner() -> tuple[str, str]:
        stream.flow()
        page = owner.get(f"/api/status/{tenant.slug}").json()
        return page["status"]["indicator"], page["status"]["description"]

    assert banner() == ("major", "Partial outage")
    owner.post(f"{path}/updates", {"text": "Back.", "status": "monitoring", "service_status": "operational"})
    assert banner() == ("minor", "An incident is still open")
    owner.put(f"{path}/status", {"status": "resolved"})
    assert banner() == ("none", "All systems operational")
