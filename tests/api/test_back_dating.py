"""Incidents told afterwards: with a start in the past, perhaps over already, and with updates of their own times."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.events import EventType
from chalicelib.domain.times import to_wire
from chalicelib.store import events
from tests.conftest import Clock
from tests.edges import Api, Stream
from tests.engine import Engine
from tests.factories import DOWN, NOW, PARTLY_DOWN, UP
from tests.tenancy import Tenant


def ago(**length: float) -> str:
    """A time before NOW, which is 5 January 2026, 12:00."""
    return to_wire(NOW - timedelta(**length))


@pytest.fixture(autouse=True)
def now(clock: Clock) -> None:
    """It is NOW."""


def _said(status: str, text: str, **since: float) -> dict[str, str]:
    return {"status": status, "text": text, "created_at": ago(**since)}


STORY = [_said("investigating", "Looking.", hours=3), _said("identified", "A disk.", hours=2)]
WHOLE = [*STORY, _said("resolved", "Fixed.", hours=1)]


def _recorded(owner: Api, **fields: Any) -> Any:
    answer = owner.post("/api/incidents", {"title": "Cards fail", **fields})
    assert answer.status == 201, answer.body
    return answer.json()


def test_an_incident_that_is_over_is_recorded_with_what_was_said_and_when(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service()
    incident = _recorded(
        owner,
        started_at=ago(hours=3),
        resolved_at=ago(hours=1),
        updates=WHOLE,
        service_ids=[checkout.id],
        service_status="major_outage",
    )
    assert (incident["status"], incident["impact"]) == ("resolved", "critical")
    assert (incident["started_at"], incident["resolved_at"]) == (ago(hours=3), ago(hours=1))
    assert incident["created_at"] == to_wire(NOW)
    told = [(said["status"], said["text"], said["created_at"]) for said in incident["updates"]]
    assert told == [(said["status"], said["text"], said["created_at"]) for said in reversed(WHOLE)]
    assert incident["services"][0]["status"] == "major_outage"
    assert tenant.status_of(checkout) is UP
    assert owner.get(f"/api/incidents/{incident['id']}").json() == incident


def test_what_is_over_leaves_services_alone_that_are_down_for_another_reason(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service()
    tenant.opens(checkout, service_status=DOWN)
    _recorded(
        owner, started_at=ago(days=3), resolved_at=ago(days=2), service_ids=[checkout.id], service_status="degraded"
    )
    assert tenant.status_of(checkout) is DOWN


def test_updates_may_be_given_in_either_order(owner: Api) -> None:
    one = _recorded(owner, started_at=ago(hours=3), resolved_at=ago(hours=1), updates=WHOLE)
    other = _recorded(owner, started_at=ago(hours=3), resolved_at=ago(hours=1), updates=WHOLE[::-1])
    assert [said["text"] for said in one["updates"]] == [said["text"] for said in other["updates"]]


def test_without_updates_one_says_how_it_ended_in_the_words_of_the_description(owner: Api) -> None:
    incident = _recorded(owner, started_at=ago(hours=3), resolved_at=ago(hours=1), description="A disk was full.")
    [said] = incident["updates"]
    assert (said["status"], said["text"], said["created_at"]) == ("resolved", "A disk was full.", ago(hours=1))
    [said] = _recorded(owner, started_at=ago(hours=3), resolved_at=ago(hours=1))["updates"]
    assert said["text"] == "This incident has been resolved."


def test_an_incident_that_is_still_open_counts_from_its_start_and_claims_its_services_now(
    owner: Api, tenant: Tenant
) -> None:
    checkout = tenant.service()
    incident = _recorded(
        owner,
        started_at=ago(hours=3),
        updates=STORY,
        service_ids=[checkout.id],
        service_status="partial_outage",
    )
    assert (incident["status"], incident["resolved_at"], incident["started_at"]) == ("identified", None, ago(hours=3))
    assert tenant.status_of(checkout) is PARTLY_DOWN
    owner.put(f"/api/incidents/{incident['id']}/status", {"status": "resolved"})
    assert tenant.status_of(checkout) is UP


def test_its_start_may_follow_from_its_first_update_and_its_end_from_the_last(owner: Api) -> None:
    incident = _recorded(owner, updates=WHOLE)
    assert (incident["started_at"], incident["resolved_at"]) == (ago(hours=3), ago(hours=1))
    began = _recorded(owner, started_at=ago(minutes=40))
    assert (began["status"], began["updates"][0]["created_at"]) == ("investigating", to_wire(NOW))


def test_the_event_tells_what_the_services_were_and_when(owner: Api, tenant: Tenant) -> None:
    checkout = tenant.service()
    fields = {"service_ids": [checkout.id], "service_status": "major_outage"}
    _recorded(owner, started_at=ago(hours=3), resolved_at=ago(hours=1), **fields)
    _recorded(owner, started_at=ago(hours=2), **fields)
    public = events.newest_public(tenant.org_id, limit=10)
    told = [event.data.get("history") for event in public if event.type is EventType.INCIDENT_CREATED]
    span = {"service_id": checkout.id, "status": "major_outage"}
    ended = span | {"from": ago(hours=3), "to": ago(hours=1)}
    begun = span | {"from": ago(hours=2), "to": to_wire(NOW)}
    assert sorted(told, key=str) == sorted([[ended], [begun]], key=str)


IN = [_said("investigating", "Looking.", hours=3)]


@pytest.mark.parametrize(
    ("fields", "loc"),
    [
        ({"started_at": ago(hours=-1)}, ["started_at"]),
        ({"started_at": ago(days=3660)}, ["started_at"]),
        ({"resolved_at": ago(hours=1)}, ["started_at"]),
        ({"started_at": ago(hours=1), "resolved_at": ago(hours=2)}, ["resolved_at"]),
        ({"started_at": ago(hours=1), "resolved_at": ago(hours=-1)}, ["resolved_at"]),
        ({"started_at": ago(hours=3), "resolved_at": ago(hours=1), "status": "monitoring"}, ["status"]),
        ({"started_at": ago(hours=3), "resolved_at": ago(hours=1), "updates": STORY}, ["updates"]),
        ({"started_at": ago(hours=3), "resolved_at": ago(minutes=30), "updates": WHOLE}, ["resolved_at"]),
        ({"started_at": ago(hours=3), "updates": STORY, "status": "resolved"}, ["status"]),
        ({"started_at": ago(hours=2), "updates": IN}, ["updates", 0, "created_at"]),
        ({"started_at": ago(hours=5), "updates": [_said("identified", "x", hours=-1)]}, ["updates", 0, "created_at"]),
        (
            {
                "started_at": ago(hours=3),
                "resolved_at": ago(hours=2),
                "updates": [_said("monitoring", "Still.", hours=1.5), _said("resolved", "Over.", hours=1)],
            },
            ["updates", 0, "created_at"],
        ),
        (
            {"started_at": ago(hours=3), "updates": [{"status": "identified", "text": "x"}]},
            ["updates", 0, "created_at"],
        ),
        ({"started_at": ago(hours=3), "updates": [_said("identified", "", hours=1)]}, ["updates", 0, "text"]),
        ({"started_at": ago(hours=3), "updates": [_said("identified", "x", hours=1)] * 101}, ["updates"]),
        ({"started_at": "yesterday"}, ["started_at"]),
    ],
)
def test_times_and_words_that_do_not_fit_are_refused_and_nothing_is_stored(
    owner: Api, tables: Engine, fields: Any, loc: list[Any]
) -> None:
    before = tables.contents()
    answer = owner.post("/api/incidents", {"title": "Cards fail", **fields})
    assert answer.status == 422, answer.body
    assert answer.json()["errors"][0]["loc"] == loc
    assert {name: items for name, items in tables.contents().items() if name != "tests-counters"} == {
        name: items for name, items in before.items() if name != "tests-counters"
    }


def test_all_that_was_said_must_fit_an_incident(owner: Api) -> None:
    long = [_said("identified", "x" * 5000, hours=3, minutes=-place) for place in range(40)]
    answer = owner.post("/api/incidents", {"title": "Cards fail", "started_at": ago(hours=3), "updates": long})
    assert answer.status == 409
    assert "130 KB" in answer.json()["detail"]


def test_lists_pages_and_months_have_it_where_it_belongs(
    owner: Api, tenant: Tenant, stream: Stream, clock: Clock
) -> None:
    _recorded(owner, title="Now")
    clock.passes(minutes=1)
    for title, days in (("New year", 4), ("Long ago", 70), ("Christmas", 11)):
        _recorded(owner, title=title, started_at=ago(days=days), resolved_at=ago(days=days, hours=-2))
    stream.flow()
    names = ["Now", "New year", "Christmas", "Long ago"]
    page = owner.get(f"/api/status/{tenant.slug}").json()
    assert [each["title"] for each in page["active_incidents"]] == ["Now"]
    assert [each["title"] for each in page["recent_incidents"]] == ["New year", "Christmas"]
    assert _paged(owner, "/api/incidents", "items") == names
    assert _paged(owner, f"/api/status/{tenant.slug}/incidents", "incidents") == names
    assert _months(owner, tenant) == [
        ("2026-01", ["Now", "New year"]),
        ("2025-12", ["Christmas"]),
        ("2025-10", ["Long ago"]),
    ]


def _paged(owner: Api, path: str, key: str) -> list[str]:
    seen: list[str] = []
    cursor = ""
    while True:
        found = owner.get(f"{path}?limit=1{cursor}").json()
        seen += [each["title"] for each in found[key]]
        if not found["next_cursor"]:
            return seen
        cursor = f"&cursor={found['next_cursor']}"


def _months(owner: Api, tenant: Tenant) -> list[tuple[str, list[str]]]:
    """As the published documents have them, one by one."""
    seen: list[tuple[str, list[str]]] = []
    cursor = ""
    while True:
        found = owner.get(f"/api/status/{tenant.slug}/incidents{cursor}").json()
        seen.append((found["month"], [each["title"] for each in found["incidents"]]))
        if not found["next_cursor"]:
            return seen
        cursor = f"?cursor={found['next_cursor']}"
