"""Importing again: what changed at its source follows here, what people changed here stays, and nobody is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.events import TELLING
from chalicelib.domain.ids import new_id
from chalicelib.domain.imports import Import, ImportKind, ImportState, PartOutcome
from chalicelib.domain.incidents import IncidentStatus, IncidentUpdateDraft
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.maintenance import MaintenanceStatus as Step
from chalicelib.domain.pieces import (
    HistoryPiece,
    IncidentPiece,
    IncidentSaid,
    MaintenancePiece,
    MaintenanceSaid,
    Part,
    Piece,
    ServicePiece,
    SpanPiece,
    TemplatePiece,
)
from chalicelib.domain.services import ServiceEdit, ServiceStatus
from chalicelib.domain.times import to_wire
from chalicelib.importing.carrying import Carrier
from chalicelib.store import events, incidents, maintenance, postmortems, services, templates
from chalicelib.use_cases import incidents as incident_uses
from chalicelib.use_cases import maintenance as maintenance_uses
from chalicelib.use_cases import services as service_uses
from tests.factories import NOW
from tests.tenancy import Tenant

HOUR = timedelta(hours=1)
LATER = NOW + timedelta(days=7)
Run = Callable[..., PartOutcome]

CHECKOUT = ServicePiece(foreign_id="c", name="Checkout", since=NOW - timedelta(days=9))
DOWN = IncidentPiece(
    foreign_id="i",
    title="Checkout is down",
    services=("c",),
    updates=(IncidentSaid(status=IncidentStatus.INVESTIGATING, text="We look", at=NOW - HOUR),),
    started_at=NOW - HOUR,
    statuses={"c": ServiceStatus.MAJOR_OUTAGE},
)
UP_AGAIN = IncidentSaid(status=IncidentStatus.RESOLVED, text="It works", at=NOW + HOUR)
RESOLVED = DOWN.but(updates=(*DOWN.updates, UP_AGAIN), resolved_at=UP_AGAIN.at, statuses={})
WORK = MaintenancePiece(
    foreign_id="m", title="Upgrade", services=("c",), scheduled_start=NOW + HOUR, scheduled_end=NOW + 2 * HOUR
)


@pytest.fixture
def run(tenant: Tenant) -> Run:
    """Carries out an import of these pieces from one source, each time as another import."""

    def imported(*pieces: Piece, now: datetime = NOW, dry: bool = False, as_of: Import | None = None) -> PartOutcome:
        made = as_of or an_import(tenant, now)
        return Carrier(made, now, dry=dry).part(Part(number=len(events_of(tenant)), pieces=pieces))

    return imported


def an_import(tenant: Tenant, now: datetime) -> Import:
    return Import(
        id=new_id(now),
        org_id=tenant.org_id,
        kind=ImportKind.STATUSPAGE,
        state=ImportState.RUNNING,
        source="statuspage:p",
        created_at=now,
        created_by=tenant.actor,
    )


def events_of(tenant: Tenant) -> list[Any]:
    found = events.oldest_first(tenant.org_id, limit=1000)
    return found.events if found else []


def counts(outcome: PartOutcome) -> dict[str, int]:
    assert outcome.errors == ()
    found = {"added": outcome.added, "changed": outcome.changed, "unchanged": outcome.unchanged}
    return {name: count for name, count in (found | {"kept": len(outcome.kept)}).items() if count}


def the_service(tenant: Tenant) -> Any:
    (found,) = services.of_organization(tenant.org_id)
    return found


def the_maintenance(tenant: Tenant) -> Maintenance:
    (found,) = maintenance.newest_first(tenant.org_id, limit=5)
    return found


def test_a_service_follows_its_name_group_and_status(run: Run, tenant: Tenant) -> None:
    run(CHECKOUT)
    renamed = CHECKOUT.but(name="Payments", category="Shop", status=ServiceStatus.PARTIAL_OUTAGE)
    assert counts(run(renamed, now=LATER, dry=True)) == {"changed": 1}
    assert the_service(tenant).name == "Checkout"
    assert counts(run(renamed, now=LATER)) == {"changed": 1}
    found = the_service(tenant)
    assert (found.name, found.category, found.status) == ("Payments", "Shop", ServiceStatus.PARTIAL_OUTAGE)
    assert found.created_at == CHECKOUT.since
    assert counts(run(renamed, now=LATER + HOUR)) == {"unchanged": 1}


def test_a_service_that_a_person_changed_stays(run: Run, tenant: Tenant) -> None:
    run(CHECKOUT)
    service_uses.edit(tenant.org_id, the_service(tenant).id, ServiceEdit(name="Our checkout"), tenant.actor, NOW)
    for _ in range(2):
        outcome = run(CHECKOUT.but(name="Payments"), now=LATER)
        assert [(each.name, each.message) for each in outcome.kept] == [("Payments", "It was changed here, too.")]
    assert counts(run(CHECKOUT, now=LATER)) == {"unchanged": 1}
    assert the_service(tenant).name == "Our checkout"


def test_a_service_that_was_here_before_stays_and_one_that_was_deleted_does_not_come_back(
    run: Run, tenant: Tenant
) -> None:
    mine = tenant.service("Checkout")
    assert counts(run(CHECKOUT)) == {"unchanged": 1}
    assert [each.message for each in run(CHECKOUT.but(name="Payments"), now=LATER).kept] == ["It was made here."]
    service_uses.delete(tenant.org_id, mine.id, tenant.actor, LATER)
    assert [each.message for each in run(CHECKOUT.but(name="Payments"), now=LATER).kept] == ["It was deleted here."]
    assert services.of_organization(tenant.org_id) == []


def test_an_open_incident_gets_its_updates_and_ends_when_it_ended_there(run: Run, tenant: Tenant) -> None:
    run(CHECKOUT)
    run(DOWN)
    (opened,) = incidents.unresolved(tenant.org_id)
    more = IncidentSaid(status=IncidentStatus.IDENTIFIED, text="A bad cable", at=NOW + timedelta(minutes=5))
    worse = DOWN.but(title="Shop is down", updates=(*DOWN.updates, more), statuses={"c": ServiceStatus.PARTIAL_OUTAGE})
    assert counts(run(worse, now=NOW + HOUR / 2)) == {"changed": 1}
    (found,) = incidents.unresolved(tenant.org_id)
    assert (found.id, found.title, found.status) == (opened.id, "Shop is down", IncidentStatus.IDENTIFIED)
    assert [each.text for each in found.updates] == ["A bad cable", "We look"]
    assert the_service(tenant).status is ServiceStatus.PARTIAL_OUTAGE
    assert counts(run(worse, now=NOW + HOUR / 2)) == {"unchanged": 1}

    assert counts(run(RESOLVED, now=LATER, dry=True)) == {"changed": 1}
    assert counts(run(RESOLVED, now=LATER)) == {"changed": 1}
    (done,) = incidents.newest_first(tenant.org_id, limit=5)
    assert (done.id, done.resolved_at, done.is_open) == (opened.id, UP_AGAIN.at, False)
    assert the_service(tenant).status is ServiceStatus.OPERATIONAL
    told = [each for event in events_of(tenant) for each in event.data.get("history", ())]
    last = ("operational", to_wire(UP_AGAIN.at), to_wire(LATER))
    assert (told[-1]["status"], told[-1]["from"], told[-1]["to"]) == last
    assert counts(run(RESOLVED, now=LATER + HOUR)) == {"unchanged": 1}
    assert [each for each in events_of(tenant) if each.type in TELLING and each.notify is not False] == []


def test_an_incident_that_was_reopened_there_is_open_again(run: Run, tenant: Tenant) -> None:
    run(CHECKOUT)
    run(RESOLVED, now=NOW + 2 * HOUR)
    again = IncidentSaid(status=IncidentStatus.INVESTIGATING, text="Once more", at=NOW + 3 * HOUR)
    reopened = DOWN.but(updates=(*RESOLVED.updates, again))
    assert counts(run(reopened, now=LATER)) == {"changed": 1}
    (found,) = incidents.unresolved(tenant.org_id)
    assert (found.status, len(found.updates), found.resolved_at) == (IncidentStatus.INVESTIGATING, 3, None)
    assert the_service(tenant).status is ServiceStatus.MAJOR_OUTAGE


def test_a_past_incident_is_corrected_moved_and_explained(run: Run, tenant: Tenant) -> None:
    run(CHECKOUT)
    run(RESOLVED, now=NOW + 2 * HOUR)
    (before,) = incidents.newest_first(tenant.org_id, limit=5)
    earlier = RESOLVED.but(title="Checkout was down", started_at=NOW - 3 * HOUR, postmortem="A cable broke.")
    assert counts(run(earlier, now=LATER)) == {"changed": 1}
    (found,) = incidents.newest_first(tenant.org_id, limit=5)
    assert (found.id, found.title, found.started_at) == (before.id, "Checkout was down", NOW - 3 * HOUR)
    written = postmortems.find(tenant.org_id, found.id)
    assert written
    assert written.text == "A cable broke."
    assert counts(run(earlier.but(postmortem="A mouse bit it."), now=LATER + HOUR)) == {"changed": 1}
    written = postmortems.find(tenant.org_id, found.id)
    assert written
    assert written.text == "A mouse bit it."
    assert incidents.find(tenant.org_id, before.id) == incidents.newest_first(tenant.org_id, limit=5)[0]


def test_an_incident_that_a_person_wrote_on_stays(run: Run, tenant: Tenant) -> None:
    run(CHECKOUT)
    run(DOWN)
    (opened,) = incidents.unresolved(tenant.org_id)
    incident_uses.post_update(tenant.org_id, opened.id, IncidentUpdateDraft(text="Ours"), tenant.actor, NOW)
    outcome = run(RESOLVED, now=LATER)
    assert [(each.what, each.name) for each in outcome.kept] == [("incident", "Checkout is down")]
    assert incidents.get(tenant.org_id, opened.id).updates[0].text == "Ours"


def test_maintenance_that_was_moved_there_follows_even_after_the_clock_ended_it(run: Run, tenant: Tenant) -> None:
    run(CHECKOUT)
    run(WORK)
    planned = the_maintenance(tenant)
    moved = WORK.but(title="Big upgrade", scheduled_start=NOW + 3 * HOUR, scheduled_end=NOW + 4 * HOUR)
    assert counts(run(moved)) == {"changed": 1}
    found = the_maintenance(tenant)
    assert (found.id, found.title, found.scheduled_start) == (planned.id, "Big upgrade", moved.scheduled_start)
    maintenance_uses.advance(tenant.org_id, planned.id, NOW + 3 * HOUR)
    assert the_service(tenant).status is ServiceStatus.UNDER_MAINTENANCE
    longer = moved.but(scheduled_end=NOW + 5 * HOUR)
    assert counts(run(longer, now=NOW + 3.5 * HOUR)) == {"changed": 1}
    assert the_maintenance(tenant).is_running
    maintenance_uses.advance(tenant.org_id, planned.id, NOW + 5 * HOUR)
    next_week = moved.but(scheduled_start=LATER, scheduled_end=LATER + HOUR)
    assert counts(run(next_week, now=NOW + 6 * HOUR)) == {"changed": 1}
    found = the_maintenance(tenant)
    assert (found.status, found.due_at, len(found.updates)) == (Step.SCHEDULED, LATER, 1)
    assert the_service(tenant).status is ServiceStatus.OPERATIONAL


def test_maintenance_has_the_course_that_it_had_there(run: Run, tenant: Tenant) -> None:
    run(CHECKOUT)
    run(WORK)
    planned = the_maintenance(tenant)
    maintenance_uses.advance(tenant.org_id, planned.id, NOW + HOUR)
    said = MaintenanceSaid(status=Step.COMPLETED, text="Sooner than planned", at=NOW + 1.5 * HOUR)
    over = WORK.but(is_over=True, updates=(said,), actual_start=NOW + HOUR, actual_end=said.at)
    assert counts(run(over, now=NOW + 1.6 * HOUR)) == {"changed": 1}
    found = the_maintenance(tenant)
    assert (found.status, found.actual_end, found.updates[0].text) == (Step.COMPLETED, said.at, said.text)
    assert the_service(tenant).status is ServiceStatus.OPERATIONAL
    corrected = over.but(updates=(said.but(text="Sooner"),))
    assert counts(run(corrected, now=LATER)) == {"changed": 1}
    assert the_maintenance(tenant).updates[0].text == "Sooner"
    assert counts(run(corrected, now=LATER)) == {"unchanged": 1}


def test_templates_follow_and_times_of_services_are_told_on(run: Run, tenant: Tenant) -> None:
    outage = TemplatePiece(foreign_id="t", name="Outage", text="It is down")
    run(outage)
    assert counts(run(outage.but(name="Big outage"), now=LATER)) == {"changed": 1}
    assert [each.name for each in templates.of_organization(tenant.org_id)] == ["Big outage"]
    run(CHECKOUT)
    first = SpanPiece(service="c", status=ServiceStatus.MAJOR_OUTAGE, start=NOW - 3 * HOUR, end=NOW - 2 * HOUR)
    second = first.but(start=NOW + HOUR, end=NOW + 2 * HOUR)
    assert counts(run(HistoryPiece(foreign_id="h", spans=(first,)))) == {"added": 1}
    both = HistoryPiece(foreign_id="h", spans=(first, second))
    assert counts(run(both, now=LATER)) == {"changed": 1}
    assert counts(run(both, now=LATER)) == {"unchanged": 1}
    assert len([each for event in events_of(tenant) for each in event.data.get("history", ())]) == 2


def test_a_part_that_was_killed_before_its_event_counts_and_tells_its_changes_again(
    run: Run, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(CHECKOUT)
    made, finish = an_import(tenant, LATER), Carrier._finish  # noqa: SLF001 - between the items and their event
    monkeypatch.setattr(Carrier, "_finish", lambda *_: None)
    run(CHECKOUT.but(name="Payments"), now=LATER, as_of=made)
    monkeypatch.setattr(Carrier, "_finish", finish)
    assert counts(run(CHECKOUT.but(name="Payments"), now=LATER, as_of=made)) == {"changed": 1}
    told = [event.data["imported"]["services"] for event in events_of(tenant) if "imported" in event.data]
    assert [each["id"] for each in told[-1]] == [the_service(tenant).id]
    assert the_service(tenant).version == 2


def test_what_an_older_release_imported_follows_unless_it_was_touched(
    run: Run, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.store import imports as store  # noqa: PLC0415 - its writes are made old

    old = store.claiming
    monkeypatch.setattr(store, "claiming", lambda made, sort, foreign_id, here, *_: old(made, sort, foreign_id, here))
    run(CHECKOUT)
    run(RESOLVED, now=NOW + 2 * HOUR)
    monkeypatch.undo()
    assert counts(run(RESOLVED, now=LATER)) == {"unchanged": 1}
    assert counts(run(RESOLVED.but(title="Renamed"), now=LATER)) == {"changed": 1}
    assert [each.title for each in incidents.newest_first(tenant.org_id, limit=5)] == ["Renamed"]
