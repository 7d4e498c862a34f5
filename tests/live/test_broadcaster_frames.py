"""What viewers are told of each change, and that it is all they need."""

from typing import Any

import pytest

from chalicelib.domain.incidents import IncidentEdit, IncidentUpdateDraft
from chalicelib.domain.maintenance import MaintenanceEdit
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.services import ServiceEdit
from chalicelib.store.viewers import remember
from chalicelib.use_cases import incidents, maintenance, organizations, services
from tests.edges import Api, Stream, Viewers
from tests.factories import DOWN, NOW, SLOW
from tests.tenancy import Tenant


@pytest.fixture
def told(tenant: Tenant, stream: Stream, viewers: Viewers) -> Any:
    """What a viewer is told of the changes since the last call."""
    remember(tenant.org_id, "viewer", NOW)

    def told() -> list[Any]:
        viewers.frames.clear()
        stream.flow()
        return viewers.seen_by("viewer")

    told()
    return told


def test_a_frame_says_which_change_it_is_and_how_the_page_now_stands(tenant: Tenant, told: Any) -> None:
    service = tenant.service()
    [frame] = told()
    assert set(frame) == {"event", "id", "tenant_id", "version", "occurred_at", "data"}
    assert frame["tenant_id"] == tenant.org_id
    assert frame["version"] == 2
    assert frame["occurred_at"] == "2026-01-05T12:00:00.000Z"
    assert frame["data"]["status"] == {"indicator": "none", "description": "All systems operational"}
    assert frame["data"]["service"]["id"] == service.id


def test_a_new_service_is_a_status_update(tenant: Tenant, told: Any) -> None:
    tenant.service("Search")
    [frame] = told()
    assert (frame["event"], frame["data"]["service"]["name"]) == ("status_update", "Search")


def test_a_changed_status_is_a_service_update_with_the_service_as_the_api_has_it(
    tenant: Tenant, told: Any, api: Api
) -> None:
    service = tenant.service()
    tenant.sets(service, DOWN)
    [_, frame] = told()
    assert frame["event"] == "service_update"
    assert frame["data"]["service"] == api.as_(tenant.token).get(f"/api/services/{service.id}").json()
    assert frame["data"]["status"]["indicator"] == "critical"


def test_a_renamed_service_is_a_service_update_and_brings_the_open_incidents_that_name_it(
    tenant: Tenant, told: Any
) -> None:
    service = tenant.service()
    tenant.opens(service)
    told()
    services.edit(tenant.org_id, service.id, ServiceEdit(name="Basket"), tenant.actor, NOW)
    [frame] = told()
    assert frame["event"] == "service_update"
    assert frame["data"]["incidents"][0]["services"][0]["name"] == "Basket"


def test_a_moved_service_is_a_status_update(tenant: Tenant, told: Any) -> None:
    service = tenant.service()
    told()
    services.edit(tenant.org_id, service.id, ServiceEdit(position=7), tenant.actor, NOW)
    [frame] = told()
    assert (frame["event"], frame["data"]["service"]["position"]) == ("status_update", 7)


def test_a_deleted_service_is_a_status_update_with_the_incidents_it_left(tenant: Tenant, told: Any) -> None:
    service = tenant.service()
    incident = tenant.opens(service)
    told()
    services.delete(tenant.org_id, service.id, tenant.actor, NOW)
    [frame] = told()
    assert frame["event"] == "status_update"
    assert frame["data"]["service"] == {"id": service.id, "deleted": True}
    assert [(item["id"], item["services"]) for item in frame["data"]["incidents"]] == [(incident.id, [])]


def test_an_opened_incident_brings_the_services_that_changed_with_it(tenant: Tenant, told: Any, api: Api) -> None:
    service, unchanged = tenant.service(), tenant.service("Search")
    told()
    given = {service.id: "major_outage"}
    incident = tenant.opens(service, unchanged, service_status=given)
    [frame] = told()
    assert frame["event"] == "incident_created"
    assert frame["data"]["incident"] == api.as_(tenant.token).get(f"/api/incidents/{incident.id}").json()
    assert [(item["id"], item["status"]) for item in frame["data"]["services"]] == [(service.id, "major_outage")]
    assert frame["data"]["status"]["indicator"] == "critical"


def test_every_later_change_of_an_incident_is_an_incident_update(tenant: Tenant, told: Any) -> None:
    incident = tenant.opens(tenant.service(), service_status="major_outage")
    told()
    incidents.edit(tenant.org_id, incident.id, IncidentEdit(title="Cards fail"), tenant.actor, NOW)
    incidents.post_update(tenant.org_id, incident.id, IncidentUpdateDraft(text="Found it."), tenant.actor, NOW)
    tenant.resolves(incident)
    frames = told()
    assert [frame["event"] for frame in frames] == ["incident_update"] * 3
    assert [frame["data"]["incident"]["title"] for frame in frames] == ["Cards fail"] * 3
    assert frames[2]["data"]["services"][0]["status"] == "operational"


def test_a_deleted_incident_is_named_as_deleted_and_gives_back_its_services(tenant: Tenant, told: Any) -> None:
    incident = tenant.opens(tenant.service(), service_status="major_outage")
    told()
    incidents.delete(tenant.org_id, incident.id, tenant.actor, NOW)
    [frame] = told()
    assert frame["event"] == "incident_update"
    assert frame["data"]["incident"] == {"id": incident.id, "deleted": True}
    assert frame["data"]["services"][0]["status"] == "operational"


def test_maintenance_is_created_once_and_then_updated(tenant: Tenant, told: Any) -> None:
    item = tenant.schedules(tenant.service())
    told()
    maintenance.edit(tenant.org_id, item.id, MaintenanceEdit(title="Bigger disks"), tenant.actor, NOW)
    tenant.moves(item, "in_progress")
    tenant.moves(item, "completed")
    maintenance.delete(tenant.org_id, item.id, tenant.actor, NOW)
    frames = told()
    assert [frame["event"] for frame in frames] == ["maintenance_update"] * 4
    assert frames[0]["data"]["maintenance"]["title"] == "Bigger disks"
    assert frames[1]["data"]["services"][0]["status"] == "under_maintenance"
    assert frames[2]["data"]["services"][0]["status"] == "operational"
    assert frames[3]["data"]["maintenance"] == {"id": item.id, "deleted": True}


def test_scheduled_maintenance_is_announced(tenant: Tenant, told: Any, api: Api) -> None:
    item = tenant.schedules()
    [frame] = told()
    assert frame["event"] == "maintenance_created"
    assert frame["data"]["maintenance"] == api.as_(tenant.token).get(f"/api/maintenance/{item.id}").json()


def test_new_branding_is_a_status_update(tenant: Tenant, told: Any) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(accent_color="#aa3300"), tenant.actor, NOW)
    [frame] = told()
    assert (frame["event"], frame["data"]["organization"]["accent_color"]) == ("status_update", "#aa3300")


def test_no_frame_says_who_did_it(tenant: Tenant, told: Any) -> None:
    tenant.sets(tenant.service(), SLOW)
    tenant.opens()
    frames = told()
    assert len(frames) == 3
    assert tenant.owner.email not in str(frames)
    assert tenant.owner.id not in str(frames)


def test_the_frames_of_one_batch_add_up_to_the_page(
    tenant: Tenant, told: Any, viewers: Viewers, stream: Stream, api: Api
) -> None:
    """A viewer that applies every frame to what it had sees what a newcomer reads."""
    checkout, search = tenant.service(), tenant.service("Search")
    incident = tenant.opens(checkout, service_status="major_outage")
    tenant.sets(search, SLOW)
    tenant.resolves(incident)
    seen: dict[str, Any] = {}
    for frame in told():
        for service in [frame["data"].get("service"), *frame["data"].get("services", [])]:
            seen |= {service["id"]: service} if service else {}
    assert list(seen.values()) == api.get(f"/api/status/{tenant.slug}").json()["services"]


def test_an_incident_of_many_long_updates_still_fits_a_frame(tenant: Tenant, told: Any) -> None:
    incident = tenant.opens()
    for number in range(24):
        draft = IncidentUpdateDraft(text=f"{number:04}" * 1250)
        incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, NOW)
    frames = told()
    assert all(len(str(frame).encode()) < 128_000 for frame in frames)
    assert frames[-1]["data"]["partial"] is True
    assert frames[-1]["data"]["incident"]["updates"][0]["text"].startswith("0023")
