"""Incidents and maintenance that are prepared and not published: the team sees them, and nobody else learns of them."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.drafts import MAX_DRAFTS
from chalicelib.domain.events import EventType
from chalicelib.domain.times import to_wire
from chalicelib.jobs.handlers import maintenance_transitions
from chalicelib.publish.publisher import republish
from chalicelib.store import events
from chalicelib.store import viewers as stored_viewers
from tests.api.test_maintenance_endpoints import EVERY_MINUTE
from tests.conftest import Clock
from tests.edges import Api, LambdaContext, Stream, Viewers
from tests.engine import Engine
from tests.factories import DOWN, NOW, UP
from tests.tenancy import Tenant

CANARY = "Canary"


def _in(hours: float) -> str:
    return to_wire(NOW + timedelta(hours=hours))


def _incident(owner: Api, **fields: Any) -> Any:
    answer = owner.post("/api/incidents", {"title": CANARY, "draft": True, **fields})
    assert answer.status == 201, answer.body
    return answer.json()


def _maintenance(owner: Api, **fields: Any) -> Any:
    times = {"scheduled_start": _in(1), "scheduled_end": _in(2)}
    answer = owner.post("/api/maintenance", {"title": CANARY, "draft": True, **times, **fields})
    assert answer.status == 201, answer.body
    return answer.json()


def _public(api: Api, slug: str, documents: Path) -> str:
    """All that anybody can read: every document, and every public answer of the API."""
    paths = ("", "/services", "/incidents", "/incidents?limit=20", "/maintenance", "/timeline")
    answers = [api.get(f"/api/status/{slug}{path}").body for path in paths]
    files = [each.read_text(errors="replace") for each in documents.rglob("*") if each.is_file()]
    return "\n".join([*answers, *files, *(each.name for each in documents.rglob("*"))])


def test_a_draft_is_the_team_s_alone(
    owner: Api, api: Api, tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path, clock: Clock
) -> None:
    checkout = tenant.service()
    stored_viewers.remember(tenant.org_id, "viewer", NOW)
    stream.flow()
    before = api.get(f"/api/status/{tenant.slug}").json()
    drafts = [
        ("incidents", _incident(owner, service_ids=[checkout.id], service_status="major_outage", impact="critical")),
        ("maintenance", _maintenance(owner, service_ids=[checkout.id])),
    ]
    for kind, draft in drafts:
        owner.put(f"/api/{kind}/{draft['id']}", {"description": f"{CANARY}, described"})
    clock.passes(hours=1.5)
    maintenance_transitions(EVERY_MINUTE, LambdaContext())
    tenant.opens(title="Something else")
    stream.flow()
    republish(tenant.org_id)
    public = _public(api, tenant.slug, documents)
    frames = str(viewers.seen_by("viewer"))
    for kind, draft in drafts:
        assert api.get(f"/api/status/{tenant.slug}/{kind}/{draft['id']}").status == 404
        assert draft["id"] not in public + frames
    assert CANARY not in public + frames
    assert "Something else" in public
    assert "Something else" in frames
    assert api.get(f"/api/status/{tenant.slug}").json()["version"] == before["version"] + 1
    assert tenant.status_of(checkout) is UP
    for kind, draft in drafts:
        owner.delete(f"/api/{kind}/{draft['id']}")
    stream.flow()
    assert CANARY not in _public(api, tenant.slug, documents)
    log = owner.get("/api/events").json()["items"]
    types = Counter(each["type"] for each in log if CANARY in each["summary"])
    assert types == {"draft.created": 2, "draft.updated": 2, "draft.deleted": 2}


def test_the_team_finds_drafts_marked_among_all_others(owner: Api, tenant: Tenant, clock: Clock) -> None:
    opened, scheduled = tenant.opens(), tenant.schedules()
    clock.passes(minutes=1)
    incident, maintenance = _incident(owner), _maintenance(owner)
    listed = owner.get("/api/incidents").json()["items"]
    assert [(each["id"], each.get("draft", False)) for each in listed] == [(incident["id"], True), (opened.id, False)]
    listed = owner.get("/api/maintenance").json()["items"]
    assert [(each["id"], each.get("draft", False)) for each in listed] == [
        (maintenance["id"], True),
        (scheduled.id, False),
    ]
    assert owner.get("/api/incidents?state=draft").json()["items"] == [incident]
    assert owner.get("/api/maintenance?state=draft").json()["items"] == [maintenance]
    assert [each["id"] for each in owner.get("/api/incidents?state=open").json()["items"]] == [opened.id]
    assert owner.get(f"/api/incidents/{incident['id']}").json() == incident
    assert owner.get(f"/api/maintenance/{maintenance['id']}").json() == maintenance
    assert (incident["updates"], incident["resolved_at"], incident["version"]) == ([], None, 1)
    first = owner.get("/api/incidents?limit=1").json()
    rest = owner.get(f"/api/incidents?limit=1&cursor={first['next_cursor']}").json()
    assert [first["items"][0]["id"], rest["items"][0]["id"]] == [incident["id"], opened.id]


def test_publishing_opens_the_incident_as_if_it_were_made_then(
    owner: Api, api: Api, tenant: Tenant, stream: Stream, viewers: Viewers, clock: Clock
) -> None:
    checkout = tenant.service()
    stored_viewers.remember(tenant.org_id, "viewer", NOW)
    draft = _incident(
        owner, description="We look.", service_ids=[checkout.id], service_status="major_outage", status="identified"
    )
    assert (draft["impact"], draft["service_status"]) == ("critical", {checkout.id: "major_outage"})
    clock.passes(hours=5)
    answer = owner.post(f"/api/incidents/{draft['id']}/publish", If_Match='"1"')
    assert answer.status == 200, answer.body
    incident = answer.json()
    assert (incident["id"], incident.get("draft", False), incident["version"]) == (draft["id"], False, 1)
    assert {incident["started_at"], incident["created_at"], incident["updates"][0]["created_at"]} == {_in(5)}
    assert (incident["updates"][0]["text"], incident["status"]) == ("We look.", "identified")
    assert tenant.status_of(checkout) is DOWN
    stream.flow()
    page = api.get(f"/api/status/{tenant.slug}").json()
    assert [each["id"] for each in page["active_incidents"]] == [draft["id"]]
    frame = viewers.seen_by("viewer")[-1]
    assert (frame["event"], frame["data"]["incident"]["title"]) == ("incident_created", CANARY)
    assert owner.get("/api/incidents?state=draft").json()["items"] == []
    again = owner.post(f"/api/incidents/{draft['id']}/publish")
    assert (again.status, again.json()["detail"]) == (409, "It is published already.")


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("drafted", "publishing", "told"),
    [
        ({}, {"notify": False}, False),
        ({"notify": False}, {"notify": True}, True),
        ({"notify": False}, {}, False),
        ({"notify": False}, None, False),
    ],
)
def test_publishing_says_whether_subscribers_are_told(
    owner: Api, tenant: Tenant, drafted: dict[str, bool], publishing: dict[str, bool] | None, told: bool
) -> None:
    for kind, draft in (("incidents", _incident(owner, **drafted)), ("maintenance", _maintenance(owner, **drafted))):
        assert owner.post(f"/api/{kind}/{draft['id']}/publish", publishing).status == 200
    stretch = events.oldest_first(tenant.org_id)
    kinds = {EventType.INCIDENT_CREATED, EventType.MAINTENANCE_CREATED}
    made = [each for each in (stretch.events if stretch else ()) if each.type in kinds]
    assert [each.notify is not False for each in made] == [told, told]
    assert owner.post(f"/api/incidents/{_incident(owner)['id']}/publish", {"tell": True}).status == 422


def test_published_maintenance_starts_and_ends_by_itself(owner: Api, tenant: Tenant, clock: Clock) -> None:
    draft = _maintenance(owner)
    published = owner.post(f"/api/maintenance/{draft['id']}/publish").json()
    assert (published["id"], published["status"], published.get("draft", False)) == (draft["id"], "scheduled", False)
    clock.passes(hours=1)
    assert maintenance_transitions(EVERY_MINUTE, LambdaContext()) == 1
    assert owner.get(f"/api/maintenance/{draft['id']}").json()["status"] == "in_progress"


def test_maintenance_whose_start_has_passed_begins_at_once_and_one_whose_end_has_is_refused(
    owner: Api, tenant: Tenant, clock: Clock
) -> None:
    late, too_late = _maintenance(owner, scheduled_end=_in(9)), _maintenance(owner)
    clock.passes(hours=3)
    assert owner.post(f"/api/maintenance/{late['id']}/publish").status == 200
    assert maintenance_transitions(EVERY_MINUTE, LambdaContext()) == 1
    refused = owner.post(f"/api/maintenance/{too_late['id']}/publish")
    assert (refused.status, refused.json()["errors"][0]["loc"]) == (422, ["scheduled_end"])
    assert owner.get(f"/api/maintenance/{too_late['id']}").json()["draft"] is True
    assert owner.put(f"/api/maintenance/{too_late['id']}", {"scheduled_end": _in(4)}).status == 200
    assert owner.post(f"/api/maintenance/{too_late['id']}/publish").status == 200


def test_a_draft_reads_as_it_will_be_published(owner: Api) -> None:
    draft = _incident(owner, description="We *look*.")
    assert draft["description_tree"] == [["p", "We ", ["em", "look"], "."]]


def test_a_draft_is_edited_rewritten_and_locked_by_its_version(owner: Api, tenant: Tenant) -> None:
    checkout, search = tenant.service(), tenant.service("Search")
    draft = _incident(owner, service_ids=[checkout.id, search.id], service_status="major_outage")
    path = f"/api/incidents/{draft['id']}"
    edited = owner.put(path, {"title": "Other words", "service_ids": [search.id]}, If_Match='"1"')
    assert (edited.headers["ETag"], edited.json()["title"], edited.json()["draft"]) == ('"2"', "Other words", True)
    assert edited.json()["service_status"] == {search.id: "major_outage"}
    assert owner.put(path, {"title": "Mine"}, If_Match='"1"').status == 412
    rewritten = owner.put(f"{path}/draft", {"title": "Anew", "status": "monitoring"}, If_Match='"2"').json()
    assert (rewritten["title"], rewritten["status"], rewritten["services"]) == ("Anew", "monitoring", [])
    assert owner.post(f"{path}/publish", If_Match='"2"').status == 412
    assert owner.delete(path, If_Match='"2"').status == 412
    assert owner.delete(path, If_Match='"3"').status == 204
    assert owner.get(path).status == 404
    assert owner.post(f"{path}/publish").status == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "incidents/{incident}/status", {"status": "resolved"}),
        ("POST", "incidents/{incident}/updates", {"text": "X"}),
        ("PUT", "maintenance/{maintenance}/status", {"status": "in_progress"}),
    ],
)
def test_a_draft_takes_no_step(owner: Api, tables: Engine, method: str, path: str, body: Any) -> None:
    ids = {"incident": _incident(owner)["id"], "maintenance": _maintenance(owner)["id"]}
    before = tables.contents()
    answer = owner.send(method, f"/api/{path.format(**ids)}", body)
    assert (answer.status, answer.json()["detail"]) == (409, "It is a draft: publish it first.")
    assert tables.contents() == before


def test_a_draft_is_only_what_it_was_made_as(owner: Api, tenant: Tenant) -> None:
    incident, maintenance = _incident(owner)["id"], _maintenance(owner)["id"]
    assert owner.get(f"/api/incidents/{maintenance}").status == 404
    assert owner.post(f"/api/maintenance/{incident}/publish").status == 404
    assert owner.post(f"/api/incidents/{tenant.schedules().id}/publish").status == 404


def test_services_that_are_gone_are_left_out_when_a_draft_is_published(owner: Api, tenant: Tenant) -> None:
    checkout, search = tenant.service(), tenant.service("Search")
    draft = _incident(owner, service_ids=[checkout.id, search.id], service_status="major_outage")
    owner.delete(f"/api/services/{checkout.id}")
    owner.put(f"/api/services/{search.id}", {"name": "Finder"})
    seen = owner.get(f"/api/incidents/{draft['id']}").json()
    published = owner.post(f"/api/incidents/{draft['id']}/publish").json()
    for each in (seen, published):
        assert [item["name"] for item in each["services"]] == ["Finder"]
    assert tenant.status_of(search) is DOWN


def test_of_two_who_publish_at_the_same_moment_one_does(owner: Api, tenant: Tenant, tables: Engine) -> None:
    draft = _incident(owner)
    path = f"/api/incidents/{draft['id']}/publish"
    answers = []
    tables.before("TransactWriteItems", lambda: answers.append(owner.post(path)))
    answers.append(owner.post(path))
    assert sorted(each.status for each in answers) == [200, 409]
    assert len(owner.get("/api/incidents").json()["items"]) == 1


def test_drafts_take_no_room_of_what_is_open_and_there_are_only_so_many(owner: Api, tenant: Tenant) -> None:
    for _ in range(MAX_DRAFTS):
        _incident(owner)
    refused = owner.post("/api/incidents", {"title": "One more", "draft": True})
    assert (refused.status, f"{MAX_DRAFTS} drafts" in refused.json()["detail"]) == (409, True)
    assert owner.post("/api/incidents", {"title": "Open"}).status == 201
    _maintenance(owner)


@pytest.mark.parametrize(
    ("kind", "fields", "where"),
    [
        ("incidents", {"service_ids": ["01kg000000000000000000000z"]}, ["service_ids", 0]),
        ("incidents", {"title": ""}, ["title"]),
        ("maintenance", {"scheduled_end": _in(1)}, ["scheduled_end"]),
    ],
)
def test_a_draft_of_nonsense_is_refused(owner: Api, tables: Engine, kind: str, fields: Any, where: Any) -> None:
    times = {"scheduled_start": _in(1), "scheduled_end": _in(2)} if kind == "maintenance" else {}
    before = tables.contents()
    answer = owner.post(f"/api/{kind}", {"title": CANARY, "draft": True, **times, **fields})
    assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, where)
    assert tables.contents() == before
