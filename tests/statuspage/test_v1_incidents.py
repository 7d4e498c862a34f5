"""Incidents of v1, and maintenance among them: what is sent in Statuspage's words is done by our own rules."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.clock import now
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.times import to_wire
from chalicelib.store import events
from tests.edges import Api
from tests.engine import Engine
from tests.tenancy import Tenant

FORM = "application/x-www-form-urlencoded"


def _made(client: Api, page: str, **fields: Any) -> Any:
    reply = client.post(f"{page}/incidents.json", {"incident": {"name": "Checkout is slow", **fields}})
    assert reply.status == 201, reply.body
    return reply.json()


def _in(**time: float) -> str:
    return to_wire(now() + timedelta(**time))


def test_an_incident_takes_its_components_down_and_gives_them_back(client: Api, page: str, tenant: Tenant) -> None:
    checkout, mail = tenant.service(), tenant.service("Mail")
    made = _made(
        client,
        page,
        status="identified",
        body="We know why.",
        component_ids=[checkout.id, mail.id],
        components={checkout.id: "major_outage"},
    )
    assert (made["name"], made["status"], made["impact"]) == ("Checkout is slow", "identified", "critical")
    assert made["page_id"] == tenant.org_id
    assert [each["body"] for each in made["incident_updates"]] == ["We know why."]
    assert {each["id"]: each["status"] for each in made["components"]} == {
        checkout.id: "major_outage",
        mail.id: "operational",
    }
    one = f"{page}/incidents/{made['id']}"
    assert client.get(one).json() == client.get(f"{one}.json").json() == made
    after = client.send("PATCH", one, {"incident": {"status": "resolved", "body": "All is well."}}).json()
    assert (after["status"], after["incident_updates"][0]["body"]) == ("resolved", "All is well.")
    assert after["resolved_at"]
    assert tenant.status_of(checkout) is ServiceStatus.OPERATIONAL


def test_an_edit_says_an_update_where_visitors_read_one(client: Api, page: str, tenant: Tenant) -> None:
    checkout, mail = tenant.service(), tenant.service("Mail")
    made = _made(client, page, component_ids=[checkout.id])
    one = f"{page}/incidents/{made['id']}"
    renamed = client.put(one, {"incident": {"name": "Checkout fails", "impact_override": "major"}}).json()
    assert (renamed["name"], renamed["impact"], len(renamed["incident_updates"])) == ("Checkout fails", "major", 1)
    told = client.send("PATCH", one, {"incident": {"components": {mail.id: "partial_outage"}}}).json()
    assert [each["name"] for each in told["components"]] == ["Checkout", "Mail"]
    assert (len(told["incident_updates"]), tenant.status_of(mail)) == (2, ServiceStatus.PARTIAL_OUTAGE)
    fewer = client.send("PATCH", one, {"incident": {"component_ids": [checkout.id]}}).json()
    assert [each["name"] for each in fewer["components"]] == ["Checkout"]
    assert tenant.status_of(mail) is ServiceStatus.OPERATIONAL
    same = client.send("PATCH", one, {"incident": {"status": "investigating"}}).json()
    assert len(same["incident_updates"]) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "on fire"},
        {"status": "in_progress"},
        {"component_ids": ["01kg000000000000000000000z"]},
        {"components": {"01kg000000000000000000000z": "major_outage"}},
        {"name": "", "body": "X"},
        {"name": "New", "components": {"01kg000000000000000000000z": "major_outage"}},
        {"name": "New", "status": "postmortem"},
        {"name": "New", "metadata": {"jira": {"issue": "X-1"}}},
        {"impact_override": "awful"},
    ],
)
def test_an_edit_that_is_refused_changes_nothing(
    client: Api, page: str, tables: Engine, fields: dict[str, Any]
) -> None:
    made = _made(client, page)
    refused = client.send("PATCH", f"{page}/incidents/{made['id']}", {"incident": fields})
    assert refused.status == 422, refused.body
    assert isinstance(refused.json()["error"], list)
    assert client.get(f"{page}/incidents/{made['id']}").json() == made


def test_whoever_is_not_to_be_told_is_not(client: Api, page: str, tenant: Tenant, tables: Engine) -> None:
    made = _made(client, page, deliver_notifications=False)
    assert events.newest_public(tenant.org_id, limit=1)[0].notify is False
    one = f"{page}/incidents/{made['id']}"
    client.send("PATCH", one, {"incident": {"body": "X", "deliver_notifications": "false"}})
    assert events.newest_public(tenant.org_id, limit=1)[0].notify is False
    client.send("PATCH", one, {"incident": {"body": "Y"}})
    assert events.newest_public(tenant.org_id, limit=1)[0].notify is not False


def test_an_incident_is_recorded_afterwards(client: Api, page: str, tenant: Tenant) -> None:
    checkout = tenant.service()
    day = (now() - timedelta(days=40)).date().isoformat()
    made = _made(
        client,
        page,
        status="resolved",
        backfilled=True,
        backfill_date=day,
        body="It was DNS.",
        component_ids=[checkout.id],
    )
    assert (made["status"], made["started_at"][:10], made["resolved_at"][:10]) == ("resolved", day, day)
    assert made["incident_updates"][0]["body"] == "It was DNS."
    assert tenant.status_of(checkout) is ServiceStatus.OPERATIONAL


def test_what_is_scheduled_is_maintenance(client: Api, page: str, tenant: Tenant) -> None:
    checkout = tenant.service()
    made = _made(
        client,
        page,
        body="We renew the disks.",
        scheduled_for=_in(hours=1),
        scheduled_until=_in(hours=2),
        scheduled_auto_in_progress=True,
        scheduled_auto_completed=True,
        components={checkout.id: "under_maintenance"},
    )
    assert (made["status"], made["impact"]) == ("scheduled", "maintenance")
    assert made["scheduled_auto_in_progress"] is made["scheduled_auto_completed"] is True
    assert tenant.status_of(checkout) is ServiceStatus.OPERATIONAL
    one = f"{page}/incidents/{made['id']}"

    def listed(name: str) -> list[str]:
        return [each["id"] for each in client.get(f"{page}/incidents/{name}").json()]

    assert (listed("upcoming"), listed("active_maintenance"), listed("unresolved")) == ([made["id"]], [], [])
    later = {"name": "New disks", "scheduled_until": _in(hours=3)}
    assert client.send("PATCH", one, {"incident": later}).json()["name"] == "New disks"
    started = client.send("PATCH", one, {"incident": {"status": "in_progress"}}).json()
    assert started["status"] == "in_progress"
    assert tenant.status_of(checkout) is ServiceStatus.UNDER_MAINTENANCE
    assert (listed("upcoming"), listed("active_maintenance")) == ([], [made["id"]])
    done = client.put(one, {"incident": {"status": "completed", "body": "Faster now."}}).json()
    assert (done["status"], done["incident_updates"][0]["body"]) == ("completed", "Faster now.")
    assert tenant.status_of(checkout) is ServiceStatus.OPERATIONAL
    assert listed("scheduled") == [made["id"]]
    assert client.send("PATCH", one, {"incident": {"name": "X", "status": "in_progress"}}).status == 422
    assert client.get(one).json()["name"] == "New disks"


def test_maintenance_that_nobody_began_can_be_completed(client: Api, page: str) -> None:
    made = _made(client, page, scheduled_for=_in(hours=1), scheduled_until=_in(hours=2))
    done = client.send("PATCH", f"{page}/incidents/{made['id']}", {"incident": {"status": "completed"}})
    assert (done.status, done.json()["status"]) == (200, "completed")


@pytest.mark.parametrize(
    "fields",
    [{"scheduled_for": "2090-01-05T12:00:00Z"}, {"scheduled_for": "soon", "scheduled_until": "2090-01-05T12:00:00Z"}],
)
def test_maintenance_needs_times(client: Api, page: str, fields: dict[str, str]) -> None:
    refused = client.post(f"{page}/incidents", {"incident": {"name": "X", **fields}})
    assert refused.status == 422
    assert "scheduled_" in refused.json()["error"][0]


def test_lists_hold_incidents_and_maintenance_newest_first(client: Api, page: str, tenant: Tenant) -> None:
    made = [_made(client, page, name=f"Incident {number}")["id"] for number in range(3)]
    planned = _made(client, page, name="Disks", scheduled_for=_in(hours=1), scheduled_until=_in(hours=2))["id"]
    every = [planned, *reversed(made)]
    assert [each["id"] for each in client.get(f"{page}/incidents").json()] == every
    assert [each["id"] for each in client.get(f"{page}/incidents?limit=2&page=2").json()] == every[2:]
    assert [each["id"] for each in client.get(f"{page}/incidents?q=DISKS").json()] == [planned]
    assert [each["id"] for each in client.get(f"{page}/incidents/unresolved?per_page=2").json()] == every[1:3]


def test_an_incident_that_is_deleted_is_shown_once_more(client: Api, page: str, tenant: Tenant) -> None:
    checkout = tenant.service()
    made = _made(client, page, components={checkout.id: "major_outage"})
    gone = client.delete(f"{page}/incidents/{made['id']}.json")
    assert (gone.status, gone.json()["id"]) == (200, made["id"])
    assert client.get(f"{page}/incidents/{made['id']}").status == 404
    assert tenant.status_of(checkout) is ServiceStatus.OPERATIONAL


def test_form_fields_open_an_incident(client: Api, page: str, tenant: Tenant) -> None:
    checkout, mail = tenant.service(), tenant.service("Mail")
    listed = f"incident[name]=Slow&incident[components][]={checkout.id}&incident[components][]={mail.id}"
    made = client.post(f"{page}/incidents.json", listed, Content_Type=FORM).json()
    assert [each["status"] for each in made["components"]] == ["operational", "operational"]
    given = f"incident[status]=monitoring&incident[components][{checkout.id}]=degraded_performance&incident[body]=a+b"
    after = client.send("PATCH", f"{page}/incidents/{made['id']}", given, Content_Type=FORM).json()
    assert (after["status"], after["incident_updates"][0]["body"]) == ("monitoring", "a b")
    assert tenant.status_of(checkout) is ServiceStatus.DEGRADED_PERFORMANCE


def test_an_update_is_corrected(client: Api, page: str) -> None:
    made = _made(client, page, body="Teh disk")
    update = made["incident_updates"][0]
    one = f"{page}/incidents/{made['id']}/incident_updates/{update['id']}"
    after = client.send("PATCH", one, {"incident_update": {"body": "The disk", "deliver_notifications": False}})
    assert (after.status, after.json()["body"], after.json()["id"]) == (200, "The disk", update["id"])
    assert client.get(f"{page}/incidents/{made['id']}").json()["incident_updates"][0]["body"] == "The disk"
    gone = f"{page}/incidents/{made['id']}/incident_updates/01kg000000000000000000000z"
    assert client.put(gone, {"incident_update": {"body": "X"}}).status == 404


def test_a_postmortem_is_drafted_published_and_taken_back(client: Api, page: str) -> None:
    made = _made(client, page)
    one = f"{page}/incidents/{made['id']}"
    assert client.get(f"{one}/postmortem").status == 404
    draft = client.put(f"{one}/postmortem", {"postmortem": {"body_draft": "It was DNS."}}).json()
    assert (draft["body"], draft["body_draft"], draft["published_at"]) == (None, "It was DNS.", None)
    assert client.put(f"{one}/postmortem/publish", {"postmortem": {}}).status == 422
    client.send("PATCH", one, {"incident": {"status": "resolved"}})
    public = client.put(f"{one}/postmortem/publish", {"postmortem": {"notify_subscribers": False}}).json()
    assert (public["body"], public["body_draft"]) == ("It was DNS.", None)
    shown = client.get(one).json()
    assert (shown["status"], shown["postmortem_body"]) == ("postmortem", "It was DNS.")
    assert client.put(f"{one}/postmortem/revert").json()["body_draft"] == "It was DNS."
    assert client.get(one).json()["status"] == "resolved"
    assert client.delete(f"{one}/postmortem").status == 204
    assert client.get(f"{one}/postmortem").json() == {"error": "Not found"}


def test_null_is_as_good_as_left_out(client: Api, page: str, tenant: Tenant) -> None:
    checkout = tenant.service()
    made = _made(client, page, components={checkout.id: "major_outage"}, metadata=None, scheduled_for=None)
    one = f"{page}/incidents/{made['id']}"
    before = events.newest_public(tenant.org_id, limit=1)[0].id
    empty = dict.fromkeys(("name", "status", "body", "component_ids", "components", "impact_override"))
    assert client.send("PATCH", one, {"incident": empty}).json() == made
    assert events.newest_public(tenant.org_id, limit=1)[0].id == before
    named = client.post(
        f"{page}/subscribers", {"subscriber": {"endpoint": "https://a.example.com", "component_ids": None}}
    )
    assert named.status == 201


@pytest.mark.parametrize("body", [None, {"incident": None}, {"incident": []}, [], "text", {"incident": {"name": {}}}])
def test_a_body_of_another_shape_is_refused(client: Api, page: str, body: object) -> None:
    refused = client.post(f"{page}/incidents", json.dumps(body), Content_Type="application/json")
    assert refused.status == 422
    assert client.get(f"{page}/incidents?page=99999999999999999999").status == 422
    assert client.post(f"{page}/incidents", "{", Content_Type="application/json").status == 400
