"""What maintenance may do, by hand and by the clock."""

from contextlib import suppress
from datetime import timedelta

import pytest

from chalicelib.domain.affected import affected_by
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.maintenance import (
    Maintenance,
    MaintenanceEdit,
    MaintenanceStatus,
    MaintenanceStatusChange,
    edited,
    next_step,
    scheduled,
    stepped,
)
from chalicelib.domain.updates import MAX_UPDATES
from tests.factories import NOW, ORG_ID, a_maintenance, a_maintenance_draft, a_service

LATER = NOW + timedelta(hours=1)
STEPS = {
    "scheduled": {"in_progress", "cancelled"},
    "in_progress": {"verifying", "completed", "cancelled"},
    "verifying": {"in_progress", "completed", "cancelled"},
    "completed": set[str](),
    "cancelled": set[str](),
}
ROADS = {
    "scheduled": [],
    "in_progress": ["in_progress"],
    "verifying": ["in_progress", "verifying"],
    "completed": ["in_progress", "completed"],
    "cancelled": ["cancelled"],
}


def _step(maintenance: Maintenance, status: str, text: str | None = None) -> Maintenance:
    return stepped(maintenance, MaintenanceStatusChange(status=MaintenanceStatus(status), text=text), LATER)


def _that_is(status: str) -> Maintenance:
    maintenance = a_maintenance()
    for step in ROADS[status]:
        maintenance = _step(maintenance, step)
    return maintenance


@pytest.mark.parametrize("before", STEPS)
@pytest.mark.parametrize("after", STEPS)
def test_maintenance_takes_only_steps_that_make_sense(before: str, after: str) -> None:
    maintenance = _that_is(before)
    if after in STEPS[before]:
        assert _step(maintenance, after).status.value == after
    else:
        with pytest.raises(ConflictError):
            _step(maintenance, after)


def test_maintenance_is_announced_with_a_first_update() -> None:
    maintenance = a_maintenance(description="Expect short interruptions.")
    assert [update.text for update in maintenance.updates] == ["Expect short interruptions."]
    assert maintenance.status is MaintenanceStatus.SCHEDULED


def test_starting_and_ending_say_when() -> None:
    started = _that_is("in_progress")
    assert (started.actual_start, started.actual_end) == (LATER, None)
    assert _step(started, "completed").actual_end == LATER


def test_maintenance_cancelled_before_it_started_never_started() -> None:
    cancelled = _that_is("cancelled")
    assert (cancelled.actual_start, cancelled.actual_end) == (None, None)


def test_going_back_from_verifying_keeps_the_first_start() -> None:
    verifying = _that_is("verifying")
    again = MaintenanceStatusChange(status=MaintenanceStatus.IN_PROGRESS)
    resumed = stepped(verifying, again, LATER + timedelta(hours=1))
    assert resumed.actual_start == LATER


@pytest.mark.parametrize(
    ("starts_in", "lasts"), [(1, 0), (1, -1), (-3, 2), (1, 24 * 91)], ids=["empty", "backwards", "past", "endless"]
)
def test_times_that_make_no_sense_are_refused(starts_in: float, lasts: float) -> None:
    with pytest.raises(InvalidError) as refused:
        scheduled(ORG_ID, a_maintenance_draft(starts_in=starts_in, lasts=lasts), (), NOW)
    assert refused.value.loc == ("scheduled_end",)


def test_maintenance_that_has_begun_can_be_announced_late() -> None:
    late = scheduled(ORG_ID, a_maintenance_draft(starts_in=-1, lasts=2), (), NOW)
    assert next_step(late, NOW) == MaintenanceStatusChange(status=MaintenanceStatus.IN_PROGRESS)


def test_the_clock_starts_it_at_its_start_and_completes_it_at_its_end() -> None:
    maintenance = a_maintenance(starts_in=1, lasts=2)
    start, end = maintenance.scheduled_start, maintenance.scheduled_end
    assert next_step(maintenance, start - timedelta(milliseconds=1)) is None
    step = next_step(maintenance, start)
    assert step is not None
    started = stepped(maintenance, step, start)
    assert started.status is MaintenanceStatus.IN_PROGRESS
    assert next_step(started, end - timedelta(milliseconds=1)) is None
    assert next_step(started, end) == MaintenanceStatusChange(status=MaintenanceStatus.COMPLETED)


def test_the_clock_completes_what_is_being_verified() -> None:
    verifying = _that_is("verifying")
    assert next_step(verifying, verifying.scheduled_end) == MaintenanceStatusChange(status=MaintenanceStatus.COMPLETED)


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_the_clock_leaves_finished_maintenance_alone(status: str) -> None:
    assert next_step(_that_is(status), NOW + timedelta(days=365)) is None


def test_running_maintenance_can_be_prolonged_but_not_moved() -> None:
    running = _that_is("in_progress")
    prolonged = edited(running, MaintenanceEdit(scheduled_end=NOW + timedelta(hours=9)), None, LATER)
    assert prolonged.due_at == NOW + timedelta(hours=9)
    with pytest.raises(ConflictError):
        edited(running, MaintenanceEdit(scheduled_start=NOW + timedelta(hours=2)), None, LATER)
    with pytest.raises(ConflictError):
        edited(running, MaintenanceEdit(), affected_by([a_service()], {}), LATER)


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_only_the_words_of_finished_maintenance_can_change(status: str) -> None:
    finished = _that_is(status)
    assert edited(finished, MaintenanceEdit(title="Upgrade of the database"), None, LATER).title.startswith("Upgrade")
    with pytest.raises(ConflictError):
        edited(finished, MaintenanceEdit(scheduled_end=NOW + timedelta(hours=9)), None, LATER)


def test_an_edit_cannot_make_the_end_come_before_the_start() -> None:
    with pytest.raises(InvalidError):
        edited(a_maintenance(starts_in=3), MaintenanceEdit(scheduled_end=NOW + timedelta(hours=2)), None, NOW)


def test_maintenance_full_of_updates_can_still_be_completed() -> None:
    running = _that_is("in_progress")
    for _ in range(MAX_UPDATES - len(running.updates)):
        running = _step(running, "in_progress", "Still at it.")
    with pytest.raises(ConflictError):
        _step(running, "in_progress", "Still at it.")
    assert _step(running, "completed").is_finished


def test_maintenance_full_of_updates_before_it_starts_can_still_start_and_complete() -> None:
    item = a_maintenance()
    with suppress(ConflictError):
        for _ in range(MAX_UPDATES):
            item = _step(item, "scheduled", "\u6f22" * 5000)
    started = _step(item, "in_progress", "\u6f22" * 5000)
    assert _step(started, "completed", "\u6f22" * 5000).is_finished


def test_maintenance_names_the_services_it_covers() -> None:
    service = a_service("Search")
    assert [item.name for item in a_maintenance("x", service).services] == ["Search"]


def test_what_is_said_and_edited_after_the_end_does_not_move_it() -> None:
    cancelled = stepped(a_maintenance(), MaintenanceStatusChange(status=MaintenanceStatus.CANCELLED), NOW)
    told = stepped(cancelled, MaintenanceStatusChange(status=MaintenanceStatus.CANCELLED, text="We are sorry."), LATER)
    renamed = edited(told, MaintenanceEdit(title="Not now"), None, LATER)
    assert cancelled.ended_at == renamed.ended_at == NOW
