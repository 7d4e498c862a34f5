"""What a correction of a posted update does to an incident, or to maintenance."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import incident_corrections, maintenance_corrections
from chalicelib.domain.errors import ConflictError, InvalidError, NotFoundError
from chalicelib.domain.incident_corrections import IncidentUpdateEdit
from chalicelib.domain.incidents import Incident, IncidentUpdateDraft, updated
from chalicelib.domain.maintenance import Maintenance, MaintenanceStatus, MaintenanceStatusChange, stepped
from chalicelib.domain.maintenance_corrections import MaintenanceUpdateEdit
from tests.factories import NOW, a_maintenance, an_incident

LATER = NOW + timedelta(hours=5)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def _told(*words: str) -> Incident:
    """An incident that was updated every ten minutes; its first update is the first word."""
    incident = an_incident(status=words[0])
    for place, word in enumerate(words[1:], start=1):
        draft = IncidentUpdateDraft.model_validate({"text": f"Update {place}.", "status": word})
        incident = updated(incident, draft, {}, at(10 * place))
    return incident


def _edit(incident: Incident, place: int, **fields: Any) -> Incident:
    """Edits the update at this place, counted from the newest."""
    edit = IncidentUpdateEdit.model_validate(fields)
    return incident_corrections.corrected(incident, incident.updates[place].id, edit, {}, LATER)


def _without(incident: Incident, place: int) -> Incident:
    return incident_corrections.without(incident, incident.updates[place].id, LATER)


def _words(entry: Incident | Maintenance) -> list[str]:
    return [said.status.value for said in entry.updates]


def test_a_text_is_corrected_where_it_stands_and_says_since_when() -> None:
    before = _told("investigating", "identified")
    after = _edit(before, 1, text="We look into it.")
    assert [said.text for said in after.updates] == ["Update 1.", "We look into it."]
    assert [said.edited_at for said in after.updates] == [None, LATER]
    assert [said.id for said in after.updates] == [said.id for said in before.updates]
    assert after.version == before.version + 1


def test_an_edit_that_changes_nothing_leaves_the_incident_as_it_is() -> None:
    before = _told("investigating", "identified")
    assert _edit(before, 0, text="Update 1.", status="identified") is before
    assert _edit(before, 0) is before


def test_an_update_that_is_not_there_is_not_found() -> None:
    incident, other = _told("investigating"), _told("investigating")
    with pytest.raises(NotFoundError):
        incident_corrections.corrected(incident, other.updates[0].id, IncidentUpdateEdit(text="x"), {}, LATER)
    with pytest.raises(NotFoundError):
        incident_corrections.without(incident, other.updates[0].id, LATER)


def test_updates_are_listed_by_their_corrected_times() -> None:
    after = _edit(_told("investigating", "identified", "monitoring"), 1, created_at=at(25))
    assert _words(after) == ["identified", "monitoring", "investigating"]
    assert after.status.value == "identified"


@pytest.mark.parametrize("moment", [LATER + timedelta(seconds=1), NOW - timedelta(seconds=1)])
def test_an_update_is_neither_of_the_future_nor_from_before_the_incident_started(moment: datetime) -> None:
    with pytest.raises(InvalidError) as refused:
        _edit(_told("investigating", "identified"), 0, created_at=moment)
    assert refused.value.loc == ("created_at",)


def test_the_incident_was_resolved_when_the_update_says_that_resolved_it() -> None:
    resolved = _told("investigating", "resolved")
    assert _edit(resolved, 0, created_at=at(3)).resolved_at == at(3)
    commented = _told("investigating", "resolved", "resolved")
    assert _edit(commented, 0, created_at=at(40)).resolved_at == at(10)
    assert _edit(commented, 1, created_at=at(7)).resolved_at == at(7)
    assert _edit(commented, 1, created_at=at(30)).resolved_at == at(20)


def test_the_status_of_the_newest_update_is_the_incidents_and_of_an_older_one_is_not() -> None:
    incident = _told("investigating", "identified")
    assert _edit(incident, 0, status="monitoring").status.value == "monitoring"
    assert _edit(incident, 1, status="monitoring").status.value == "identified"


def test_the_newest_update_can_be_made_the_one_that_resolves_and_back() -> None:
    resolved = _edit(_told("investigating", "monitoring"), 0, status="resolved")
    assert (resolved.is_open, resolved.resolved_at) == (False, at(10))
    reopened = _edit(resolved, 0, status="monitoring")
    assert (reopened.is_open, reopened.resolved_at) == (True, None)


def test_an_older_update_cannot_resolve_what_later_ones_call_open() -> None:
    with pytest.raises(ConflictError, match="Only the newest"):
        _edit(_told("investigating", "identified"), 1, status="resolved")
    with pytest.raises(ConflictError, match="Only the newest"):
        _edit(_told("investigating", "identified", "resolved"), 2, status="resolved")


def test_a_resolution_that_was_a_slip_can_be_renamed_after_the_incident_was_reopened() -> None:
    after = _edit(_told("investigating", "resolved", "identified"), 1, status="monitoring")
    assert _words(after) == ["identified", "monitoring", "investigating"]
    assert after.is_open


def test_a_time_alone_neither_reopens_nor_resolves() -> None:
    with pytest.raises(ConflictError, match="another status word"):
        _edit(_told("investigating", "monitoring", "resolved"), 0, created_at=at(5))
    with pytest.raises(ConflictError, match="another status word"):
        _edit(_told("investigating", "resolved", "monitoring"), 1, created_at=at(30))


def test_a_slip_is_deleted_and_the_incident_stands_where_the_others_say() -> None:
    after = _without(_told("investigating", "identified", "monitoring"), 0)
    assert (_words(after), after.status.value) == (["identified", "investigating"], "identified")
    assert _without(_told("investigating", "identified"), 1).status.value == "identified"


def test_without_the_update_that_resolved_it_an_incident_is_open_again() -> None:
    after = _without(_told("investigating", "resolved"), 0)
    assert (after.status.value, after.resolved_at) == ("investigating", None)


def test_without_the_update_that_reopened_it_an_incident_is_as_resolved_as_before() -> None:
    after = _without(_told("investigating", "resolved", "identified"), 0)
    assert (after.status.value, after.resolved_at) == ("resolved", at(10))


def test_the_only_update_cannot_be_deleted() -> None:
    with pytest.raises(ConflictError, match="only update"):
        _without(_told("investigating"), 0)
    item = a_maintenance()
    with pytest.raises(ConflictError, match="only update"):
        maintenance_corrections.without(item, item.updates[0].id, LATER)


def test_what_was_a_description_as_well_is_corrected_in_both_places() -> None:
    incident = updated(an_incident(description="Jo's cards fail."), IncidentUpdateDraft(text="More."), {}, at(10))
    assert _edit(incident, 1, text="Cards fail.").description == "Cards fail."
    assert _without(incident, 1).description == ""
    assert _edit(incident, 0, text="Less.").description == "Jo's cards fail."


def test_a_longer_text_needs_room() -> None:
    incident = an_incident()
    for place in range(8):
        incident = updated(incident, IncidentUpdateDraft(text="\u6f22" * 5000), {}, at(place + 1))
    incident = updated(incident, IncidentUpdateDraft(text="Short."), {}, at(20))
    with pytest.raises(ConflictError, match="KB"):
        _edit(incident, 0, text="\u6f22" * 5000)
    assert _edit(incident, 0, text="Longer.").updates[0].text == "Longer."


def _moved(item: Maintenance, *steps: tuple[str, int]) -> Maintenance:
    for word, minute in steps:
        change = MaintenanceStatusChange(status=MaintenanceStatus(word), text=f"{word}.")
        item = stepped(item, change, at(minute))
    return item


def _edit_maintenance(item: Maintenance, place: int, **fields: Any) -> Maintenance:
    edit = MaintenanceUpdateEdit.model_validate(fields)
    return maintenance_corrections.corrected(item, item.updates[place].id, edit, LATER)


OVER = _moved(a_maintenance(), ("in_progress", 60), ("verifying", 90), ("completed", 120))


def test_text_and_time_of_maintenance_are_corrected_and_its_actual_times_follow() -> None:
    after = _edit_maintenance(OVER, 0, text="All done.", created_at=at(110))
    assert (after.updates[0].text, after.updates[0].edited_at, after.actual_end) == ("All done.", LATER, at(110))
    assert after.ended_at == at(110)
    assert _edit_maintenance(OVER, 2, created_at=at(61)).actual_start == at(61)
    assert _edit_maintenance(OVER, 1, created_at=at(95)).actual_start == at(60)
    assert _edit_maintenance(OVER, 0, text="completed.") is OVER


def test_a_correction_neither_starts_nor_ends_maintenance() -> None:
    running = _moved(a_maintenance(), ("in_progress", 60))
    assert _edit_maintenance(running, 0, status="verifying").status.value == "verifying"
    for item, word in (
        (running, "completed"),
        (running, "scheduled"),
        (OVER, "in_progress"),
        (a_maintenance(), "cancelled"),
    ):
        with pytest.raises(ConflictError, match="steps of their own"):
            _edit_maintenance(item, 0, status=word)
    with pytest.raises(ConflictError, match="steps of their own"):
        maintenance_corrections.without(OVER, OVER.updates[0].id, LATER)
    assert _words(maintenance_corrections.without(OVER, OVER.updates[1].id, LATER)) == [
        "completed",
        "in_progress",
        "scheduled",
    ]


def test_maintenance_that_never_started_was_not_completed() -> None:
    cancelled = _moved(a_maintenance(), ("cancelled", 10))
    with pytest.raises(ConflictError, match="never started"):
        _edit_maintenance(cancelled, 0, status="completed")
    assert _edit_maintenance(_moved(OVER, ("completed", 130)), 1, text="Done.").status.value == "completed"


def test_updates_of_maintenance_keep_their_course() -> None:
    with pytest.raises(ConflictError, match="before the start"):
        _edit_maintenance(OVER, 1, created_at=at(130) - timedelta(minutes=125), status="completed")
    with pytest.raises(ConflictError, match="before the start"):
        _edit_maintenance(OVER, 0, created_at=at(70))
