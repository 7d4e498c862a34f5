"""What an incident may do, and what its words mean."""

from contextlib import suppress
from datetime import timedelta

import pytest

from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.incidents import (
    Impact,
    Incident,
    IncidentDraft,
    IncidentStatus,
    IncidentStatusChange,
    IncidentUpdateDraft,
    edited,
    impact_of,
    statuses_given,
    stepped,
    updated,
)
from chalicelib.domain.updates import MAX_UPDATES
from tests.factories import COVERED, DOWN, NOW, PARTLY_DOWN, SLOW, UP, a_service, an_incident

LATER = NOW + timedelta(hours=1)
OPEN_STATUSES = ("investigating", "identified", "monitoring")


def _step(incident: Incident, status: str, text: str | None = None) -> Incident:
    return stepped(incident, IncidentStatusChange(status=IncidentStatus(status), text=text), LATER)


def _update(incident: Incident, text: str = "More to say.", status: str | None = None) -> Incident:
    draft = IncidentUpdateDraft(text=text, status=IncidentStatus(status) if status else None)
    return updated(incident, draft, {}, LATER)


def test_an_incident_opens_as_investigating_with_one_update() -> None:
    incident = an_incident()
    assert incident.status is IncidentStatus.INVESTIGATING
    assert [update.status for update in incident.updates] == [IncidentStatus.INVESTIGATING]
    assert incident.updates[0].text == "We are investigating this issue."
    assert (incident.started_at, incident.resolved_at, incident.version) == (NOW, None, 1)


def test_the_description_is_the_text_of_the_first_update() -> None:
    assert an_incident(description="Cards are declined.").updates[0].text == "Cards are declined."


@pytest.mark.parametrize("before", OPEN_STATUSES)
@pytest.mark.parametrize("after", [*OPEN_STATUSES, "resolved"])
def test_an_open_incident_moves_forward_and_may_step_back(before: str, after: str) -> None:
    incident = an_incident(status=before)
    if before == after:
        with pytest.raises(ConflictError):
            _step(incident, after)
    else:
        assert _step(incident, after).status.value == after


def test_the_same_status_with_a_text_is_one_more_update() -> None:
    incident = _step(an_incident(), "investigating", "Still looking.")
    assert [update.text for update in incident.updates] == ["Still looking.", "We are investigating this issue."]


def test_each_step_is_an_update_and_the_newest_comes_first() -> None:
    incident = _step(_step(an_incident(), "identified", "A disk is full."), "resolved")
    assert [update.status.value for update in incident.updates] == ["resolved", "identified", "investigating"]
    assert incident.version == 3
    assert incident.updated_at == LATER


def test_resolving_says_when() -> None:
    assert _step(an_incident(), "resolved").resolved_at == LATER


@pytest.mark.parametrize("status", [*OPEN_STATUSES, "resolved"])
def test_a_resolved_incident_takes_no_step(status: str) -> None:
    with pytest.raises(ConflictError):
        _step(an_incident(status="resolved"), status, "Again.")


@pytest.mark.parametrize("status", OPEN_STATUSES)
def test_an_update_with_an_open_status_reopens_a_resolved_incident(status: str) -> None:
    reopened = _update(an_incident(status="resolved"), "It is back.", status)
    assert reopened.is_open
    assert reopened.resolved_at is None


def test_an_update_without_a_status_leaves_the_incident_where_it_is() -> None:
    resolved = an_incident(status="resolved")
    commented = _update(resolved, "A report follows.")
    assert not commented.is_open
    assert commented.resolved_at == resolved.resolved_at
    assert commented.updates[0].status is IncidentStatus.RESOLVED


def test_an_incident_can_be_recorded_after_the_fact() -> None:
    incident = an_incident(status="resolved")
    assert (incident.is_open, incident.resolved_at) == (False, NOW)


@pytest.mark.parametrize(
    ("statuses", "impact"),
    [
        ((), Impact.MINOR),
        ((UP,), Impact.NONE),
        ((SLOW, UP), Impact.MINOR),
        ((SLOW, PARTLY_DOWN), Impact.MAJOR),
        ((PARTLY_DOWN, DOWN, UP), Impact.CRITICAL),
    ],
)
def test_the_impact_is_what_the_worst_status_means(statuses: tuple[str, ...], impact: Impact) -> None:
    given = {str(number): status for number, status in enumerate(statuses)}
    assert impact_of(given) is impact  # type: ignore[arg-type]


def test_one_status_is_meant_for_all_affected_services() -> None:
    assert statuses_given(DOWN, ("a", "b")) == {"a": DOWN, "b": DOWN}
    assert statuses_given(None, ("a", "b")) == {}


def test_a_status_for_a_service_that_is_not_affected_is_refused() -> None:
    with pytest.raises(InvalidError) as refused:
        statuses_given({"a": DOWN, "z": DOWN}, ("a",))
    assert refused.value.loc == ("service_status", "z")


def test_an_incident_cannot_put_a_service_under_maintenance() -> None:
    with pytest.raises(InvalidError):
        statuses_given(COVERED, ("a",))


def test_degraded_is_read_as_degraded_performance() -> None:
    draft = IncidentDraft.model_validate({"title": "x", "service_status": "degraded"})
    assert draft.service_status is SLOW


def test_an_incident_names_its_services_by_the_name_they_had() -> None:
    service = a_service("Checkout")
    assert [(item.id, item.name, item.status) for item in an_incident("x", service).services] == [
        (service.id, "Checkout", UP)
    ]


def test_an_incident_full_of_updates_takes_no_more_but_can_still_be_resolved() -> None:
    incident = an_incident()
    for _ in range(MAX_UPDATES - 1):
        incident = _update(incident)
    with pytest.raises(ConflictError):
        _update(incident)
    resolved = _step(incident, "resolved")
    assert not resolved.is_open
    with pytest.raises(ConflictError):
        _update(resolved, "It is back.", "investigating")


def test_an_edit_that_makes_an_incident_too_long_is_refused_and_one_that_shortens_it_is_not() -> None:
    incident = an_incident(description="x")
    with suppress(ConflictError):
        for _ in range(MAX_UPDATES):
            incident = _update(incident, "\u6f22" * 1000)
    with pytest.raises(ConflictError, match="Shorten the description"):
        edited(incident, {"description": "\u6f22" * 5000}, LATER)
    assert edited(incident, {"description": ""}, LATER).description == ""
