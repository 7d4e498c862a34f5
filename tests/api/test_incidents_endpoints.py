"""/api/incidents."""

from typing import Any

import pytest

from chalicelib.domain.organizations import Role
from tests.edges import Api
from tests.engine import Engine
from tests.factories import DOWN, UP
from tests.tenancy import Tenant, a_token

SHAPE = {
    "id",
    "title",
    "description",
    "status",
    "impact",
    "services",
    "updates",
    "started_at",
    "resolved_at",
    "created_at",
    "updated_at",
    "version",
}


def _opened(owner: Api, **fields: Any) -> Any:
    answer = owner.post("/api/incidents", {"title": "Payments fail", **fields})
    assert answer.status == 201, answer.body
    return answer.json()


def test_an_incident_is_opened_on_services_and_takes_them_down(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service()
    incident = _opened(owner, service_ids=[checkout.id], service_status="major_outage", description="Cards.")
    assert set(incident) == SHAPE
    assert set(incident["updates"][0]) == {"id", "status", "text", "created_at"}
    assert incident["services"] == [{"id": checkout.id, "name": "Checkout", "status": "major_outage"}]
    assert (incident["impact"], incident["status"]) == ("critical", "investigating")
    assert tenant.status_of(checkout) is DOWN
    assert owner.get(f"/api/incidents/{incident['id']}").json() == incident


def test_each_service_can_be_given_its_own_status(owner: Api, tenant: Tenant) -> None:
    checkout, search = tenant.service("Checkout"), tenant.service("Search")
    incident = _opened(
        owner,
        service_ids=[checkout.id, search.id],
        service_status={checkout.id: "degraded", search.id: "partial_outage"},
    )
    assert [item["status"] for item in incident["services"]] == ["degraded_performance", "partial_outage"]
    assert incident["impact"] == "major"


def test_an_incident_runs_its_course_and_its_updates_tell_it_newest_first(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service()
    incident = _opened(owner, service_ids=[checkout.id], service_status="degraded")
    path = f"/api/incidents/{incident['id']}"
    owner.put(f"{path}/status", {"status": "identified", "text": "A full disk."})
    posted = owner.post(f"{path}/updates", {"text": "Making room."})
    resolved = owner.put(f"{path}/status", {"status": "resolved"}).json()
    assert posted.status == 201
    assert [update["status"] for update in resolved["updates"]] == [
        "resolved",
        "identified",
        "identified",
        "investigating",
    ]
    assert resolved["resolved_at"] == resolved["updates"][0]["created_at"]
    assert tenant.status_of(checkout) is UP


def test_a_resolved_incident_is_reopened_by_an_update_and_by_nothing_else(owner: Api) -> None:
    path = f"/api/incidents/{_opened(owner, status='resolved')['id']}"
    assert owner.put(f"{path}/status", {"status": "investigating"}).status == 409
    reopened = owner.post(f"{path}/updates", {"text": "Again.", "status": "investigating"}).json()
    assert (reopened["status"], reopened["resolved_at"]) == ("investigating", None)


def test_the_words_and_services_of_an_incident_are_edited(owner: Api, tenant: Tenant) -> None:
    incident = _opened(owner, service_ids=[tenant.service("Checkout").id])
    search = tenant.service("Search")
    path = f"/api/incidents/{incident['id']}"
    edited = owner.put(path, {"title": "Search fails", "impact": "none", "service_ids": [search.id]}).json()
    assert (edited["title"], edited["impact"]) == ("Search fails", "none")
    assert [item["name"] for item in edited["services"]] == ["Search"]
    assert len(edited["updates"]) == 1


def test_a_deleted_incident_is_gone(owner: Api) -> None:
    path = f"/api/incidents/{_opened(owner)['id']}"
    assert owner.delete(path).status == 204
    assert owner.get(path).status == 404


def test_incidents_are_listed_newest_first_and_open_ones_on_request(owner: Api) -> None:
    _opened(owner, title="Over", status="resolved")
    _opened(owner, title="Open")
    titles = [item["title"] for item in owner.get("/api/incidents").json()["items"]]
    still_open = [item["title"] for item in owner.get("/api/incidents?state=open").json()["items"]]
    assert sorted(titles) == ["Open", "Over"]
    assert still_open == ["Open"]


def test_the_pages_of_a_list_hold_each_incident_once(owner: Api) -> None:
    made = [_opened(owner, title=str(number), status="resolved")["id"] for number in range(5)]
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = owner.get(f"/api/incidents?limit=2{cursor and f'&cursor={cursor}'}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(made)
    assert seen == sorted(seen, reverse=True)


def test_a_status_for_a_service_that_is_not_affected_is_refused(owner: Api, tenant: Tenant, tables: Engine) -> None:
    checkout, search = tenant.service("Checkout"), tenant.service("Search")
    before = tables.contents()
    answer = owner.post(
        "/api/incidents",
        {"title": "x", "service_ids": [checkout.id], "service_status": {search.id: "major_outage"}},
    )
    assert answer.status == 422
    assert answer.json()["errors"][0]["loc"] == ["service_status", search.id]
    assert tables.contents() == before


def test_there_are_only_so_many_open_incidents(owner: Api, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.use_cases.incidents.MAX_OPEN", 1)
    tenant.opens()
    assert owner.post("/api/incidents", {"title": "One more"}).status == 409


def test_of_two_admins_the_second_is_refused_and_can_see_what_changed(owner: Api, tenant: Tenant) -> None:
    path = f"/api/incidents/{_opened(owner)['id']}"
    second = Api(token=a_token(tenant.joined_by(Role.ADMIN)))
    read = second.get(path)
    assert owner.put(path, {"title": "Card payments fail"}, If_Match='"1"').status == 200

    for refused in (
        second.put(path, {"title": "Payments are slow"}, If_Match=read.headers["ETag"]),
        second.put(f"{path}/status", {"status": "resolved"}, If_Match=read.headers["ETag"]),
        second.post(f"{path}/updates", {"text": "Nearly there."}, If_Match=read.headers["ETag"]),
        second.delete(path, If_Match=read.headers["ETag"]),
    ):
        assert (refused.status, refused.headers["ETag"]) == (412, '"2"')

    now = second.get(path)
    assert (now.json()["title"], now.json()["status"]) == ("Card payments fail", "investigating")
    edit = next(entry for entry in second.get("/api/events").json()["items"] if entry["type"] == "incident.updated")
    assert edit["actor"]["id"] == tenant.owner.id
    assert edit["changes"] == {"title": ["Payments fail", "Card payments fail"]}
    assert second.put(path, {"impact": "major"}, If_Match=now.headers["ETag"]).status == 200
