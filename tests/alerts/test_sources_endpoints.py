"""Sources, from making one to what its alerts did: the way of an alert through the API, the queue and the reaction."""

import json
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest

from chalicelib.alerts.reading import sample_of
from chalicelib.api import limits
from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.organizations import Role
from chalicelib.domain.services import Service
from chalicelib.domain.sources import SourceKind
from chalicelib.domain.times import to_wire
from chalicelib.queues.message import Message
from chalicelib.store import drafts
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.factories import DOWN, NOW, SLOW, UP
from tests.queues import Queues
from tests.tenancy import Tenant, a_tenant, a_token


@dataclass
class Desk:
    """An admin at work, and the tool that sends to them."""

    api: Api
    tenant: Tenant
    queues: Queues
    clock: Clock
    tool: Api

    def makes(self, *services: Service, kind: str = "generic", **fields: Any) -> dict[str, Any]:
        rule = {"action": "set_status", "status": "major_outage", "service_ids": [each.id for each in services]}
        body = {"name": "Checks", "kind": kind, "rules": [rule] if services else [], **fields}
        answer = self.api.post("/api/sources", body)
        assert answer.status == HTTPStatus.CREATED, answer.body
        made: dict[str, Any] = answer.json()
        return made

    def sends(self, source: dict[str, Any], body: object = None, **headers: str) -> Reply:
        target = source["url"].removeprefix("https://status.example.com")
        given = {"state": "down", "key": "a", "title": "API"} if body is None else body
        return self.tool.send("POST", target, given, **headers)

    def follows(self) -> None:
        self.queues.flow("apply_signals")

    def came(self, source: dict[str, Any]) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.api.get(f"/api/sources/{source['id']}/alerts").json()["items"]
        return items


@pytest.fixture
def desk(api: Api, tenant: Tenant, queues: Queues, clock: Clock) -> Desk:
    return Desk(api.as_(tenant.token), tenant, queues, clock, api)


def test_an_alert_sets_a_service_and_is_listed_with_what_it_did(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api)
    assert desk.sends(source).status == HTTPStatus.ACCEPTED
    assert desk.tenant.status_of(api) is UP
    desk.follows()
    assert desk.tenant.status_of(api) is DOWN
    (came,) = desk.came(source)
    assert came["did"] == [
        {
            "key": "a",
            "state": "firing",
            "title": "API",
            "labels": {"key": "a", "state": "down", "title": "API"},
            "did": "API is major outage",
        }
    ]
    assert json.loads(came["body"])["state"] == "down"
    desk.clock.passes(minutes=1)
    desk.sends(source, {"state": "up", "key": "a"})
    desk.follows()
    assert desk.tenant.status_of(api) is UP


def test_the_address_is_shown_once_and_stored_nowhere(desk: Desk, tables: Engine) -> None:
    source = desk.makes()
    token = source["url"].rpartition("/")[2]
    assert "url" not in desk.api.get(f"/api/sources/{source['id']}").json()
    assert "url" not in desk.api.get("/api/sources").json()["items"][0]
    assert token not in repr(tables.contents())


def test_a_wrong_token_and_an_old_one_open_nothing(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source, other = desk.makes(api), desk.makes(api, name="Other")
    wrong = source | {"url": source["url"][:-1] + ("a" if source["url"][-1] != "a" else "b")}
    mixed = source | {"url": source["url"].rpartition("/")[0] + "/" + other["url"].rpartition("/")[2]}
    made_up = source | {"url": source["url"].rpartition("/")[0] + "/nothing"}
    for each in (wrong, mixed, made_up):
        assert desk.sends(each).status == HTTPStatus.NOT_FOUND
    fresh = desk.api.post(f"/api/sources/{source['id']}/rotate").json()
    assert desk.sends(source).status == HTTPStatus.NOT_FOUND
    assert desk.sends(fresh).status == HTTPStatus.ACCEPTED
    assert len(desk.queues.sent["apply_signals"]) == 1


def test_without_the_database_alerts_are_taken_and_checked_when_it_is_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = desk.tenant.service("API")
    source, old = desk.makes(api), desk.makes(api, name="Old")
    desk.api.post(f"/api/sources/{old['id']}/rotate")
    with monkeypatch.context() as away:

        def gone(*_: object) -> None:
            raise UnavailableError("away")

        away.setattr("chalicelib.store.sources.find", gone)
        assert desk.sends(source).status == HTTPStatus.ACCEPTED
        assert desk.sends(old, {"state": "down", "key": "b"}).status == HTTPStatus.ACCEPTED
        assert desk.sends(source | {"url": source["url"][:-4] + "aaaa"}).status == HTTPStatus.NOT_FOUND
    desk.follows()
    assert (desk.tenant.status_of(api), len(desk.came(source)), len(desk.came(old))) == (DOWN, 1, 0)


def test_an_alert_that_can_not_be_stored_is_refused_for_now(desk: Desk) -> None:
    source = desk.makes()
    desk.queues.away = True
    assert desk.sends(source).status == HTTPStatus.SERVICE_UNAVAILABLE


def test_text_that_holds_json_and_forms_are_taken(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api)
    desk.sends(source, '{"state": "down", "key": "a"}', Content_Type="text/plain; charset=UTF-8")
    desk.follows()
    assert desk.tenant.status_of(api) is DOWN
    desk.clock.passes(minutes=1)
    desk.sends(source, "state=up&key=a", Content_Type="application/x-www-form-urlencoded")
    desk.follows()
    assert desk.tenant.status_of(api) is UP


def test_a_mapping_is_taken_away_by_null_and_kept_when_left_out(desk: Desk) -> None:
    source = desk.makes(mapping={"key": "id", "state": "health"})
    path = f"/api/sources/{source['id']}"
    assert desk.api.send("PATCH", path, {"name": "Other"}).json()["mapping"]["key"] == "id"
    assert "mapping" not in desk.api.send("PATCH", path, {"mapping": None}).json()


def test_what_can_not_be_read_is_kept_with_the_reason(desk: Desk) -> None:
    source = desk.makes(kind="pingdom")
    assert desk.sends(source, "{nonsense").status == HTTPStatus.ACCEPTED
    desk.follows()
    (came,) = desk.came(source)
    assert (came["trouble"], came["body"]) == ("It looks like JSON, and is not.", "{nonsense")


def test_a_body_that_is_too_large_is_refused(desk: Desk) -> None:
    source = desk.makes()
    assert desk.sends(source, "x" * (256 * 1024 + 1)).status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_alerts_have_a_budget_of_their_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    source, other = desk.makes(), desk.makes(name="Other")
    limits.forget()
    monkeypatch.setattr("chalicelib.api.limits._quota", lambda budget: 3 if budget == "alerts" else 1000)
    answers = [desk.sends(source).status for _ in range(5)]
    assert answers == [202, 202, 202, 429, 429]
    assert desk.sends(other).status == HTTPStatus.ACCEPTED
    assert desk.api.get("/api/sources").status == HTTPStatus.OK


def test_a_delivery_that_comes_twice_is_listed_once_with_what_it_did(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api)
    desk.sends(source)
    (message,) = desk.queues.sent["apply_signals"]
    desk.follows()
    desk.queues.sent["apply_signals"] = [message]
    desk.follows()
    assert [each["did"][0]["did"] for each in desk.came(source)] == ["API is major outage"]


def test_what_a_clock_that_is_ahead_says_is_followed_once(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api)
    ahead = NOW + timedelta(minutes=30)
    desk.sends(source, {"state": "down", "key": "a", "at": to_wire(ahead)})
    (message,) = desk.queues.sent["apply_signals"]
    desk.follows()
    desk.clock.passes(minutes=1)
    desk.sends(source, {"state": "up", "key": "a", "at": to_wire(ahead + timedelta(minutes=1))})
    desk.follows()
    desk.clock.passes(minutes=1)
    desk.queues.sent["apply_signals"] = [message]
    desk.follows()
    assert desk.tenant.status_of(api) is UP


def test_an_incident_is_called_what_a_long_title_of_any_script_says(desk: Desk) -> None:
    source = desk.makes(rules=[{"action": "open_incident"}])
    desk.sends(source, {"state": "down", "key": "a", "title": "\u0958" * 150})
    desk.follows()
    (incident,) = desk.api.get("/api/incidents").json()["items"]
    assert incident["title"] == ("\u0915\u093c" * 100)


def test_a_dry_run_tells_what_the_rules_do_and_does_nothing(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api, kind="alertmanager")
    path = f"/api/sources/{source['id']}/dry-run"
    assert desk.api.post(path, {}).status == HTTPStatus.CONFLICT
    body = sample_of(SourceKind.ALERTMANAGER)
    tried = desk.api.post(path, {"body": body}).json()
    assert tried["did"][0]["did"] == "Rule 1: set status to major outage"
    assert desk.tenant.status_of(api) is UP
    assert desk.came(source) == []
    desk.sends(source, body)
    desk.follows()
    assert desk.api.post(path, {}).json()["did"][0]["did"] == "Rule 1: set status to major outage"
    assert desk.api.post(path, {"body": "nonsense"}).json()["trouble"] == "It is neither JSON nor a form."


def test_a_dry_run_looks_at_the_last_alert_and_not_at_a_test_of_ours(desk: Desk) -> None:
    source = desk.makes(desk.tenant.service("API"))
    path = f"/api/sources/{source['id']}"
    desk.api.post(f"{path}/test")
    assert desk.api.post(f"{path}/dry-run", {}).json()["did"][0]["key"] == "api-errors"
    desk.clock.passes(seconds=1)
    desk.sends(source)
    desk.follows()
    desk.clock.passes(seconds=1)
    desk.api.post(f"{path}/test")
    assert desk.api.post(f"{path}/dry-run", {}).json()["did"][0]["key"] == "a"


@pytest.mark.parametrize("where", [("mapping", "state"), ("mapping", "labels", "service")])
def test_a_mapping_that_is_no_path_is_refused_where_it_is_written(desk: Desk, where: tuple[str, ...]) -> None:
    mapping = {where[1]: "$..x" if len(where) == 2 else {where[2]: "a[?(@.b)]"}}
    answer = desk.api.post("/api/sources", {"name": "X", "kind": "generic", "mapping": mapping})
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert ".".join(where) in answer.body
    made = desk.makes(mapping={"state": "$['a b'].c"})
    assert desk.api.send("PATCH", f"/api/sources/{made['id']}", {"mapping": mapping}).status == 422


@pytest.mark.parametrize("kind", list(SourceKind))
def test_a_test_changes_nothing_and_is_listed(desk: Desk, kind: str) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api, kind=kind)
    assert desk.api.post(f"/api/sources/{source['id']}/test").status == HTTPStatus.CREATED
    (came,) = desk.came(source)
    assert (came["is_test"], came["did"][0]["did"]) == (True, "Rule 1: set status to major outage")
    assert desk.tenant.status_of(api) is UP


def test_a_source_that_is_deleted_gives_back_what_it_holds(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api)
    desk.sends(source)
    desk.follows()
    desk.clock.passes(minutes=5)
    assert desk.api.delete(f"/api/sources/{source['id']}").status == HTTPStatus.NO_CONTENT
    assert desk.tenant.status_of(api) is UP
    assert desk.sends(source).status == HTTPStatus.NOT_FOUND


def test_a_rule_that_is_taken_out_ends_with_what_it_holds(desk: Desk) -> None:
    api, web = desk.tenant.service("API"), desk.tenant.service("Web")
    source = desk.makes(api, web)
    desk.sends(source)
    desk.follows()
    desk.clock.passes(minutes=5)
    desk.api.send("PATCH", f"/api/sources/{source['id']}", {"rules": []})
    assert (desk.tenant.status_of(api), desk.tenant.status_of(web)) == (UP, UP)


def test_an_alert_whose_end_got_lost_is_ended_by_hand_until_it_begins_again(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api)
    path = f"/api/sources/{source['id']}/firing"
    member = desk.tool.as_(a_token(desk.tenant.joined_by(Role.MEMBER)))
    began = {"state": "down", "key": "a", "title": "API", "at": desk.clock.now.isoformat()}
    desk.sends(source, began)
    desk.sends(source, {"state": "up", "key": "b"})
    desk.follows()
    (firing,) = member.get(path).json()["items"]
    assert (firing["key"], firing["title"], firing["is_followed"]) == ("a", "API", True)
    desk.clock.passes(minutes=5)
    assert member.post(f"{path}/{firing['id']}/end").status == HTTPStatus.NO_CONTENT
    assert (desk.tenant.status_of(api), member.get(path).json()["items"]) == (UP, [])
    assert member.post(f"{path}/{firing['id']}/end").status == HTTPStatus.NOT_FOUND
    ended = desk.api.get("/api/events?type=source.updated").json()["items"][0]
    assert ended["summary"] == "The alert API of Checks was ended by hand"
    desk.clock.passes(minutes=5)
    desk.sends(source, began)
    desk.follows()
    assert desk.tenant.status_of(api) is UP
    desk.sends(source, began | {"at": desk.clock.now.isoformat()})
    desk.follows()
    assert desk.tenant.status_of(api) is DOWN


def test_what_fires_is_followed_by_rules_that_are_made_or_changed_meanwhile(desk: Desk) -> None:
    api, web = desk.tenant.service("API"), desk.tenant.service("Web")
    source = desk.makes(api)
    (rule,) = source["rules"]
    desk.sends(source, {"state": "down", "key": "a", "title": "API", "labels": {"severity": "critical"}})
    desk.follows()
    desk.clock.passes(minutes=5)

    def has(*rules: dict[str, Any]) -> tuple[str, str, list[str]]:
        assert desk.api.send("PATCH", f"/api/sources/{source['id']}", {"rules": rules}).status == HTTPStatus.OK
        items = desk.api.get("/api/incidents").json()["items"]
        told = desk.tenant.status_of(api), desk.tenant.status_of(web)
        desk.clock.passes(minutes=20)
        return *told, [each["title"] for each in items if each["status"] != "resolved"]

    assert has(rule, {**rule, "match": {"severity": "crit*"}, "service_ids": [web.id]}) == (DOWN, DOWN, [])
    assert has({**rule, "status": "degraded_performance", "quiet_minutes": 60}) == (SLOW, UP, [])
    log = [each["summary"] for each in desk.api.get("/api/automation/changes").json()["items"]]
    assert "API is operational" not in log
    assert has({**rule, "action": "open_incident"}) == (DOWN, UP, ["API"])
    assert has({**rule, "match": {"severity": "warning"}}) == (UP, UP, [])


def test_rules_that_come_back_may_name_what_was_deleted_meanwhile(desk: Desk) -> None:
    api, web = desk.tenant.service("API"), desk.tenant.service("Web")
    template = desk.tenant.template()
    rule = {"action": "open_incident", "service_ids": [api.id, web.id], "template_id": template.id}
    source = desk.makes(rules=[rule])
    desk.api.delete(f"/api/services/{api.id}")
    desk.api.delete(f"/api/templates/{template.id}")
    path = f"/api/sources/{source['id']}"
    edited = desk.api.put(path, {"rules": desk.api.get(path).json()["rules"], "name": "Named anew"})
    assert edited.status == HTTPStatus.OK, edited.body
    (kept,) = edited.json()["rules"]
    assert (kept["service_ids"], kept["template_id"]) == ([web.id], None)
    stranger = a_tenant("southwind").service("Theirs")
    assert desk.api.put(path, {"rules": [{**rule, "service_ids": [stranger.id]}]}).status == 422


def test_a_quiet_time_that_is_shortened_counts_for_what_fires_already(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api)
    rule = {**source["rules"][0], "quiet_minutes": 600}
    desk.api.send("PATCH", f"/api/sources/{source['id']}", {"rules": [rule]})
    desk.sends(source)
    desk.follows()
    desk.api.send("PATCH", f"/api/sources/{source['id']}", {"rules": [{**rule, "quiet_minutes": 0}]})
    desk.clock.passes(minutes=5)
    desk.sends(source, {"state": "up", "key": "a"})
    desk.follows()
    assert desk.tenant.status_of(api) is UP


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "set_status", "status": "major_outage"},
        {"action": "set_status", "service_ids": ["01kg000000000000000000000z"], "status": "major_outage"},
        {"action": "set_status", "status": "under_maintenance"},
        {"action": "open_incident", "template_id": "01kg000000000000000000000z"},
        {"action": "explode"},
        {"action": "open_incident", "quiet_minutes": -1},
        {"action": "open_incident", "match": {"a": ["b"]}},
        {"action": "open_incident", "nonsense": 1},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(desk: Desk, wrong: dict[str, Any], tables: Engine) -> None:
    before = tables.contents()
    answer = desk.api.post("/api/sources", {"name": "X", "kind": "generic", "rules": [wrong]})
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert tables.contents() == before


def test_a_change_is_undone_in_one_step_and_stays_undone_until_the_next_transition(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api)
    member = desk.tool.as_(a_token(desk.tenant.joined_by(Role.MEMBER)))
    desk.sends(source)
    desk.follows()
    (change,) = member.get("/api/automation/changes").json()["items"]
    assert change["actor"] == {"id": source["id"], "name": "Checks", "automatic": True}
    assert member.post(f"/api/events/{change['id']}/undo").status == HTTPStatus.NO_CONTENT
    assert desk.tenant.status_of(api) is UP
    assert member.post(f"/api/events/{change['id']}/undo").status == HTTPStatus.CONFLICT
    desk.sends(source)
    desk.follows()
    assert desk.tenant.status_of(api) is UP
    log = desk.api.get("/api/events?type=service.status_changed").json()["items"]
    assert len(log) == 2


def test_incidents_and_drafts_are_undone_as_well(desk: Desk) -> None:
    api = desk.tenant.service("API")
    rule = {"action": "open_incident", "status": "major_outage", "service_ids": [api.id]}
    source = desk.makes(rules=[rule])

    def undo() -> int:
        newest = desk.api.get("/api/automation/changes").json()["items"][0]
        return desk.api.post(f"/api/events/{newest['id']}/undo").status

    def open_incidents() -> int:
        items = desk.api.get("/api/incidents").json()["items"]
        return sum(each["status"] != "resolved" for each in items)

    desk.sends(source)
    desk.follows()
    desk.clock.passes(minutes=5)
    desk.sends(source, {"state": "up", "key": "a"})
    desk.follows()
    assert (open_incidents(), desk.tenant.status_of(api)) == (0, UP)
    assert undo() == HTTPStatus.NO_CONTENT  # it is open again, and holds its service
    assert (open_incidents(), desk.tenant.status_of(api)) == (1, DOWN)

    desk.clock.passes(minutes=5)
    drafting = desk.makes(name="Drafts", rules=[{**rule, "action": "draft_incident"}])
    desk.sends(drafting)
    desk.follows()
    assert undo() == HTTPStatus.NO_CONTENT
    assert drafts.of_organization(desk.tenant.org_id, DraftKind.INCIDENT) == []

    desk.clock.passes(minutes=5)
    opening = desk.makes(name="Opens", rules=[rule])
    desk.sends(opening)
    desk.follows()
    assert open_incidents() == 2
    assert undo() == HTTPStatus.NO_CONTENT
    assert open_incidents() == 1


def test_an_opening_is_undone_though_machines_have_said_more_in_it_and_not_once_people_have(desk: Desk) -> None:
    api, web = desk.tenant.service("API"), desk.tenant.service("Web")
    rule = {"action": "open_incident", "status": "major_outage"}
    rules = [{**rule, "match": {"of": each.name}, "service_ids": [each.id]} for each in (api, web)]
    source = desk.makes(rules=rules)

    def storms() -> list[str]:
        for each in (api, web):
            desk.sends(source, {"state": "down", "key": f"{each.id} {desk.clock.now}", "of": each.name})
            desk.follows()
            desk.clock.passes(minutes=30)
        items = desk.api.get("/api/automation/changes").json()["items"]
        return [each["id"] for each in items[:2]]

    def undo(event_id: str) -> int:
        return desk.api.post(f"/api/events/{event_id}/undo").status

    update, opening = storms()
    assert (undo(update), undo(opening)) == (HTTPStatus.NO_CONTENT, HTTPStatus.NO_CONTENT)
    assert desk.api.get("/api/incidents").json()["items"] == []
    desk.api.delete(f"/api/sources/{source['id']}")
    source = desk.makes(rules=rules)
    _, opening = storms()
    (incident,) = desk.api.get("/api/incidents").json()["items"]
    desk.api.post(f"/api/incidents/{incident['id']}/updates", {"text": "A cable was cut.", "status": "identified"})
    assert undo(opening) == HTTPStatus.CONFLICT
    desk.api.delete(f"/api/incidents/{incident['id']}")
    desk.api.delete(f"/api/sources/{source['id']}")
    source = desk.makes(rules=rules)
    _, opening = storms()
    assert undo(opening) == HTTPStatus.NO_CONTENT
    assert (desk.tenant.status_of(api), desk.tenant.status_of(web)) == (UP, UP)


def test_what_people_did_is_not_undone_here(desk: Desk) -> None:
    api = desk.tenant.service("API")
    desk.tenant.sets(api, DOWN)
    newest = desk.api.get("/api/events").json()["items"][0]
    assert desk.api.post(f"/api/events/{newest['id']}/undo").status == HTTPStatus.NOT_FOUND


def test_a_member_pauses_automation_and_what_fires_is_said_when_it_goes_on(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api)
    member = desk.tool.as_(a_token(desk.tenant.joined_by(Role.MEMBER)))
    assert member.put("/api/automation", {"paused": True}).json() == {"paused": True}
    desk.sends(source)
    desk.follows()
    assert desk.tenant.status_of(api) is UP
    assert desk.came(source)[0]["did"][0]["did"] == "Automation is paused"
    member.put("/api/automation", {"paused": False})
    assert desk.api.get("/api/organizations/current").json()["automation_paused"] is False
    desk.queues.sent["apply_signals"] = [Message(desk.tenant.org_id, "", "organization.updated")]
    desk.follows()
    assert desk.tenant.status_of(api) is DOWN


def test_a_source_of_another_organization_is_not_there(desk: Desk) -> None:
    source = desk.makes()
    stranger = desk.tool.as_(a_tenant("southwind").token)
    for path in ("", "/alerts"):
        assert stranger.get(f"/api/sources/{source['id']}{path}").status == HTTPStatus.NOT_FOUND
    assert stranger.delete(f"/api/sources/{source['id']}").status == HTTPStatus.NOT_FOUND


def test_lists_of_what_came_are_paged(desk: Desk) -> None:
    source = desk.makes()
    for number in range(5):
        desk.clock.passes(seconds=1)
        desk.sends(source, {"state": "down", "key": str(number)})
    desk.follows()
    path, seen = f"/api/sources/{source['id']}/alerts?limit=2", []
    for _ in range(3):
        page = desk.api.get(path).json()
        seen += [each["did"][0]["key"] for each in page["items"]]
        path = f"/api/sources/{source['id']}/alerts?limit=2&cursor={page['next_cursor']}"
    assert (seen, page["next_cursor"]) == (["4", "3", "2", "1", "0"], None)


def test_a_message_of_very_many_large_alerts_is_noted_as_far_as_there_is_room(desk: Desk) -> None:
    api = desk.tenant.service("API")
    source = desk.makes(api, mapping={"alerts": "a[*]", "key": "k", "labels": {str(n): f"l{n}" for n in range(30)}})
    labels = {
        f"l{number}": "".join(chr(0x4E00 + (number * 7 + place) % 9000) for place in range(25)) for number in range(30)
    }
    alerts = [{"k": f"\ud800 {number}", **labels} for number in range(40)]
    assert desk.sends(source, json.dumps({"a": alerts})).status == HTTPStatus.ACCEPTED
    desk.follows()
    (came,) = desk.came(source)
    assert (len(came["did"]), desk.tenant.status_of(api)) == (20, DOWN)
    whole = desk.api.get(f"/api/sources/{source['id']}/alerts/{came['id']}").json()
    assert len(whole["did"]) == 40


def test_a_service_has_a_mail_address(desk: Desk) -> None:
    api = desk.tenant.service("API")
    made = desk.api.post(f"/api/services/{api.id}/mail-address").json()
    local, _, domain = made["url"].partition("@")
    assert (domain, made["kind"], made["service_id"], len(local)) == ("in.example.com", "email", api.id, 16)
    again = desk.api.post(f"/api/services/{api.id}/mail-address").json()
    assert again["id"] == made["id"]
    assert again["url"] != made["url"]
