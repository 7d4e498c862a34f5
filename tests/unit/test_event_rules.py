"""Events: what they say, and that it always fits a frame."""

import contextlib
import json
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import EventType, happened
from chalicelib.domain.incidents import Incident, IncidentUpdateDraft, updated
from chalicelib.domain.page import Indicator, PageStatus
from chalicelib.domain.services import Service, with_status
from chalicelib.live.frames import NAMES, frame
from tests.factories import ADA, DOWN, NOW, ORG_ID, UP, a_service, an_incident

API_GATEWAY_BYTES = 128 * 1024
MUCH = '\u6f22"' * 2500


def _frame(kind: EventType, subject: Incident | Service, **along: Any) -> dict[str, Any]:
    event = happened(kind, subject, ADA, NOW, org_id=ORG_ID, summary="x", **along)
    text = frame(event, 1, PageStatus(indicator=Indicator.NONE, description="x"))
    assert len(text.encode()) <= API_GATEWAY_BYTES
    told: dict[str, Any] = json.loads(text)["data"]
    return told


def _talked_about(times: int, text: str) -> Incident:
    incident = an_incident()
    for number in range(times):
        draft = IncidentUpdateDraft(text=f"{number} {text}"[:5000])
        incident = updated(incident, draft, {}, NOW + timedelta(minutes=number))
    return incident


def test_every_event_that_is_not_the_teams_own_has_a_name_on_the_wire() -> None:
    assert set(NAMES) == {kind for kind in EventType if not kind.is_private}


def test_an_event_says_what_changed_from_what_to_what() -> None:
    before = a_service(status=UP)
    after = with_status(before, DOWN, NOW)
    event = happened(EventType.SERVICE_STATUS_CHANGED, after, ADA, NOW, org_id=ORG_ID, summary="x", before=before)
    assert event.changes == {"status": ["operational", "major_outage"]}


def test_of_what_is_deleted_only_the_id_is_told() -> None:
    incident = an_incident("A secret that slipped out")
    told = _frame(EventType.INCIDENT_DELETED, incident)
    assert told["incident"] == {"id": incident.id, "deleted": True}


def test_a_frame_carries_the_whole_incident() -> None:
    incident = _talked_about(3, "Short.")
    told = _frame(EventType.INCIDENT_UPDATE_POSTED, incident)
    assert told["incident"] == incident.model_dump(mode="json")
    assert "partial" not in told


def test_where_not_all_updates_fit_the_oldest_are_left_out_and_the_frame_says_so() -> None:
    incident = _talked_about(25, "x" * 5000)
    told = _frame(EventType.INCIDENT_UPDATE_POSTED, incident)
    kept = told["incident"]["updates"]
    assert told["partial"] is True
    assert kept == [update.model_dump(mode="json") for update in incident.updates[: len(kept)]]
    assert 0 < len(kept) < 25


def test_what_changed_along_never_bursts_a_frame() -> None:
    services = [a_service(str(number), description=MUCH) for number in range(50)]
    told = _frame(EventType.INCIDENT_CREATED, an_incident("Everything", *services), services=services)
    assert told["partial"] is True
    assert [service["id"] for service in told["services"]] == [service.id for service in services]


@settings(max_examples=15, deadline=None)
@given(st.text('a"\\\n\u00e9\u6f22\U0001f600', min_size=1, max_size=40).filter(str.strip), st.integers(0, 25))
def test_no_frame_is_larger_than_api_gateway_carries(pattern: str, times: int) -> None:
    text = (pattern * 5000)[:4000].strip()
    incident = an_incident()
    with contextlib.suppress(ConflictError):
        for _ in range(times):
            incident = updated(incident, IncidentUpdateDraft(text=text), {}, NOW)
    _frame(EventType.INCIDENT_UPDATE_POSTED, incident)
