"""Uptime goes on by itself, reads the past once, and follows what an organization changes about itself."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.domain.events import EventType, happened
from chalicelib.domain.history_of_events import facts_of
from chalicelib.domain.incidents import Incident
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.services import Service, ServiceEdit
from chalicelib.history import filling
from chalicelib.jobs.republication import republish
from chalicelib.jobs.uptime import uptime_days
from chalicelib.publish import publisher
from chalicelib.store import erasure, events
from chalicelib.store import organizations as stored
from chalicelib.store.history import counted
from chalicelib.store.tables import History
from chalicelib.use_cases import incidents, organizations, services
from tests.conftest import Clock
from tests.edges import Api, LambdaContext, Stream
from tests.factories import ADA, DOWN, NOW, ORG_ID, SLOW, UP, a_service, an_incident
from tests.history.conftest import Counter
from tests.queues import Queues
from tests.tenancy import Tenant

D, H = timedelta(days=1), timedelta(hours=1)


def statuses(counter: Counter, tenant: Tenant) -> dict[str, dict[str, int]]:
    """By day, the seconds of the first service."""
    return {each["date"]: each["seconds"] for each in counter.document(tenant)["services"][0]["days"]}


def edits(tenant: Tenant, clock: Clock, **changes: object) -> None:
    """The organization's settings change."""
    organizations.edit(tenant.org_id, OrganizationEdit.model_validate(changes), tenant.actor, clock.now)


def test_midnight_passes_without_an_event(tenant: Tenant, counter: Counter, clock: Clock, queues: Queues) -> None:
    service = tenant.service()
    tenant.sets(service, DOWN, clock.passes(hours=1))
    counter.tell()
    assert uptime_days() == 0
    clock.passes(days=3)
    assert uptime_days() == 1
    counter.count()
    found = statuses(counter, tenant)
    assert found["2026-01-06"] == found["2026-01-07"] == {"major_outage": 86400}
    assert found["2026-01-08"] == {"major_outage": 13 * 3600}
    assert counter.document(tenant)["to"] == "2026-01-08"
    assert uptime_days() == 0


def test_while_something_is_down_today_is_counted_on(tenant: Tenant, counter: Counter, clock: Clock) -> None:
    service = tenant.service()
    counter.tell()
    clock.passes(hours=2)
    assert uptime_days() == 0
    tenant.sets(service, SLOW, clock.now)
    counter.tell()
    clock.passes(minutes=6)
    assert uptime_days() == 1
    counter.count()
    assert statuses(counter, tenant)["2026-01-05"]["degraded_performance"] == 360


def test_a_month_that_is_over_has_all_of_its_last_day(tenant: Tenant, counter: Counter, clock: Clock) -> None:
    tenant.service()
    counter.tell()
    clock.passes(days=27)
    uptime_days()
    counter.count()
    january = counter.document(tenant, "uptime/2026-01")
    assert january["services"][0]["days"][-1]["seconds"] == {"operational": 86400}
    assert counter.document(tenant, "uptime/2026-02")["days"] == 1


def test_the_past_is_read_from_the_events_that_are_there(
    tenant: Tenant, counter: Counter, clock: Clock, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In as many goes as it takes, and once."""
    service = tenant.service()
    incident = tenant.opens(service, service_status=DOWN, now=clock.passes(hours=1))
    tenant.resolves(incident, now=clock.passes(hours=2))
    counter.stream.flow()
    assert api.get(f"/api/status/{tenant.slug}/uptime").json()["services"] == []
    real = events.oldest_first
    monkeypatch.setattr(events, "oldest_first", lambda org_id, after: real(org_id, after=after, limit=1))
    organization = stored.get(tenant.org_id)
    goes = 0
    while True:
        goes += 1
        try:
            filling.fill(organization, int(clock.now.timestamp()), seconds=0)
        except filling.UnfinishedError:
            continue
        break
    assert goes > 3
    assert republish({"org_id": tenant.org_id}, LambdaContext()) == {"published": True}
    day = counter.day(tenant, "2026-01-05")
    assert day["seconds"] == {"operational": 3600, "major_outage": 7200}
    assert day["incidents"] == [incident.id]


def test_an_old_organization_gains_its_history_with_the_next_event(
    tenant: Tenant, counter: Counter, clock: Clock
) -> None:
    service = tenant.service()
    tenant.sets(service, DOWN, clock.passes(hours=1))
    counter.stream.flow()
    tenant.sets(service, UP, clock.passes(hours=1))
    counter.tell()
    assert statuses(counter, tenant)["2026-01-05"] == {"operational": 3600, "major_outage": 3600}


def test_a_service_that_no_event_tells_of_always_was_as_it_is(tenant: Tenant, counter: Counter, clock: Clock) -> None:
    from chalicelib.store.tables import Events  # noqa: PLC0415 - as an older release or a restored table has it

    tenant.service(status=SLOW)
    records = counter.stream.flow()
    image = records[-1]["dynamodb"]["NewImage"]
    Events(tenant.org_id, image["event_id"]["S"]).delete()
    clock.passes(hours=3)
    edits(tenant, clock, name="Southwind")
    counter.tell()
    assert statuses(counter, tenant)["2026-01-05"] == {"degraded_performance": 3 * 3600}


def test_another_time_zone_has_other_days(tenant: Tenant, counter: Counter, clock: Clock) -> None:
    service = tenant.service(now=clock.now - 2 * D)
    tenant.sets(service, DOWN, clock.now - D)
    tenant.sets(service, UP, clock.now - D + 14 * H)
    counter.tell()
    assert statuses(counter, tenant)["2026-01-04"] == {"operational": 12 * 3600, "major_outage": 12 * 3600}
    edits(tenant, clock, time_zone="Asia/Kathmandu")
    counter.tell()
    found = counter.document(tenant)
    assert found["time_zone"] == "Asia/Kathmandu"
    assert statuses(counter, tenant)["2026-01-04"]["major_outage"] == 6 * 3600 + 900
    assert statuses(counter, tenant)["2026-01-05"]["major_outage"] == 7 * 3600 + 2700
    assert len([row for row in History.query(tenant.org_id) if row.item.startswith("month#")]) == 1


def test_what_is_hidden_is_in_no_document(tenant: Tenant, counter: Counter, clock: Clock, api: Api) -> None:
    shown, hidden = (tenant.service(name, category="Shop", now=clock.now - D) for name in ("Checkout", "Secret"))
    tenant.sets(hidden, DOWN, clock.now - H)
    services.edit(tenant.org_id, hidden.id, ServiceEdit(show_uptime=False), tenant.actor, clock.now)
    counter.tell()
    for name in ("uptime", "uptime/bars", "uptime/2026-01"):
        found = counter.document(tenant, name)
        assert [each["id"] for each in found["services"]] == [shown.id]
        assert found["categories"] == [{"name": "Shop", "uptime": 100.0}]
    edits(tenant, clock, show_uptime=False)
    counter.tell()
    assert [*counter.folder.glob(f"api/status/{tenant.slug}/uptime*")] == []
    for name in ("uptime", "uptime/bars", "uptime/2026-01"):
        assert api.get(f"/api/status/{tenant.slug}/{name}").status == 404
    services.edit(tenant.org_id, hidden.id, ServiceEdit(show_uptime=True), tenant.actor, clock.now)
    edits(tenant, clock, show_uptime=True)
    counter.tell()
    assert len(counter.document(tenant)["services"]) == 2


def test_a_page_that_moves_takes_its_uptime_along(tenant: Tenant, counter: Counter, clock: Clock) -> None:
    tenant.service()
    counter.tell()
    before = {name: counter.document(tenant, name) for name in ("uptime", "uptime/bars", "uptime/2026-01")}
    edits(tenant, clock, slug="new-home")
    counter.tell()
    moved = Tenant(tenant.org_id, "new-home", tenant.owner)
    assert {name: counter.document(moved, name) for name in before} == before
    assert not (counter.folder / f"api/status/{tenant.slug}/uptime.json").exists()


def test_an_erased_organization_has_no_history_and_gets_none(
    tenant: Tenant, counter: Counter, clock: Clock, queues: Queues
) -> None:
    tenant.service()
    counter.tell()
    erasure.empty(tenant.org_id)
    organization = stored.get(tenant.org_id)
    erasure.finish(organization)
    queues.sent["history"] = counter.told
    counter.count()
    assert list(History.query(tenant.org_id)) == []


def test_a_deleted_service_is_in_no_document_and_an_incident_s_days_follow_it(
    tenant: Tenant, counter: Counter, clock: Clock
) -> None:
    stays, goes = tenant.service("Checkout"), tenant.service("Search")
    incident = tenant.opens(stays, goes, service_status=DOWN, now=clock.passes(hours=1))
    counter.tell()
    services.delete(tenant.org_id, goes.id, tenant.actor, clock.passes(hours=1))
    counter.tell()
    assert [each["id"] for each in counter.document(tenant)["services"]] == [stays.id]
    assert counter.day(tenant, "2026-01-05")["incidents"] == [incident.id]
    incidents.delete(tenant.org_id, incident.id, tenant.actor, clock.passes(hours=1))
    counter.tell()
    day = counter.day(tenant, "2026-01-05")
    assert day["incidents"] == []
    assert day["seconds"]["major_outage"] == 2 * 3600


def test_days_name_an_incident_from_its_start_to_its_end(tenant: Tenant, counter: Counter, clock: Clock) -> None:
    service = tenant.service(now=clock.now - 40 * D)
    incident = tenant.opens(service, now=clock.now - 36 * D)
    counter.tell()
    resolved = tenant.resolves(incident, now=clock.now - 33 * D)
    counter.tell()

    def named(incident: Incident) -> list[str]:
        days = counter.document(tenant)["services"][0]["days"]
        return [day["date"] for day in days if incident.id in day["incidents"]]

    assert named(resolved) == ["2025-11-30", "2025-12-01", "2025-12-02", "2025-12-03"]
    november = counter.document(tenant, "uptime/2025-11")
    assert november["services"][0]["days"][-1]["incidents"] == [incident.id]
    (note,) = counter.document(tenant, "uptime/bars")["notes"]
    assert (note["title"], note["kind"]) == ("Payments fail", "incident")


def test_a_large_event_loses_nothing_of_history() -> None:
    many = [a_service(f"{n}", description="x" * 2000, status=DOWN) for n in range(45)]
    incident = an_incident("Payments fail", *many)
    event = happened(
        EventType.INCIDENT_CREATED, incident, ADA, NOW, org_id=ORG_ID, summary="It was opened", services=many
    )
    assert event.data["partial"] is True
    assert {turn.service_id: turn.status for turn in facts_of(event).turns} == {each.id: DOWN for each in many}


def of(service: Service, counter: Counter, tenant: Tenant) -> object:
    """A service's bars."""
    return next(each for each in counter.document(tenant, "uptime/bars")["services"] if each["id"] == service.id)


def test_bars_tell_the_same_in_little(tenant: Tenant, counter: Counter, clock: Clock, stream: Stream) -> None:
    old, new = tenant.service("Old", now=clock.now - 100 * D), tenant.service("New", now=clock.now - D)
    for service, hours in ((old, 3), (new, 1)):
        tenant.sets(service, DOWN, clock.now - hours * H)
    counter.tell()
    found = counter.document(tenant, "uptime/bars")
    assert (found["from"], found["to"], found["first_month"]) == ("2025-10-08", "2026-01-05", "2025-09")
    assert found["today"] == {"from": "2026-01-05T00:00:00.000Z", "to": "2026-01-06T00:00:00.000Z"}
    whole = {each["id"]: each["uptime"] for each in counter.document(tenant)["services"]}
    assert of(old, counter, tenant) == {
        "id": old.id,
        "uptime": whole[old.id],
        "known": 89 * 86400 + 12 * 3600,
        "down": 3 * 3600.0,
        "status": "major_outage",
        "days": [{"day": 89, "uptime": 75.0, "seconds": {"major_outage": 3 * 3600}, "notes": []}],
    }
    assert json.loads(json.dumps(of(new, counter, tenant)))["since"] == "2026-01-04"


def test_the_head_forgets_nothing_while_two_count_at_once(
    tenant: Tenant, counter: Counter, clock: Clock, documents: Path
) -> None:
    one, two = tenant.service("One"), tenant.service("Two")
    counter.tell()
    tenant.sets(one, DOWN, clock.passes(hours=1))
    tenant.sets(two, SLOW, clock.now)
    messages = [each for each in counter.stream.flow() if each]
    queued = [counter_message(each) for each in messages]
    counter.queues.sent["history"] = queued[:1]
    interposed = counter.stream.engine
    interposed.before("PutItem", lambda: _count_other(counter, queued[1]))
    counter.count()
    head = counted.head(tenant.org_id)
    assert head
    assert {key: each.status for key, each in head.running.items()} == {one.id: DOWN, two.id: SLOW}


def counter_message(record: dict[str, object]) -> object:
    from tests.history.conftest import message_of  # noqa: PLC0415 - the fixture's own

    return message_of(record)


def _count_other(counter: Counter, message: object) -> None:
    from chalicelib.reactions.history import history  # noqa: PLC0415 - after the environment

    history(message)  # type: ignore[arg-type]


def test_a_storm_of_events_is_counted_one_by_one_and_written_a_few_times(
    tenant: Tenant, counter: Counter, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [tenant.service(f"{n}") for n in range(10)]
    counter.tell()
    written: list[str] = []
    from chalicelib.reactions import history as reaction  # noqa: PLC0415 - after the environment

    real = publisher.write_uptime

    def writes(org_id: str, months: frozenset[str]) -> None:
        written.append(org_id)
        real(org_id, months)

    monkeypatch.setattr(reaction, "write_uptime", writes)
    clock.passes(hours=1)
    for each in many:
        tenant.sets(each, DOWN, clock.now)
    counter.tell()
    assert len(written) == 2
    assert all(each["status"] == "major_outage" for each in counter.document(tenant, "uptime/bars")["services"])


def test_a_write_whose_message_got_lost_is_made_up_for_by_the_job(
    tenant: Tenant, counter: Counter, clock: Clock, queues: Queues
) -> None:
    service = tenant.service()
    counter.tell()
    clock.passes(hours=1)
    for status in (SLOW, DOWN):
        tenant.sets(service, status, clock.now)
    queues.sent["history"] = [counter_message(each) for each in counter.stream.flow()]
    assert queues.flow("history") == []
    queues.sent.clear()
    assert counter.document(tenant, "uptime/bars")["services"][0]["status"] == "degraded_performance"
    clock.passes(minutes=1)
    assert uptime_days() == 1
    counter.count()
    assert counter.document(tenant, "uptime/bars")["services"][0]["status"] == "major_outage"
