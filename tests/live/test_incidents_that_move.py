"""An incident whose start is corrected: it keeps its id, and every list and document has it where it then belongs."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.errors import InvalidError, NotFoundError, StaleVersionError
from chalicelib.domain.events import EventType
from chalicelib.domain.incidents import Incident, IncidentEdit, IncidentUpdateDraft
from chalicelib.store import erasure, events
from chalicelib.store import incidents as stored
from chalicelib.use_cases import incidents, services
from tests.edges import Stream
from tests.engine import Engine
from tests.factories import DOWN, NOW
from tests.tenancy import Tenant

LATER = NOW + timedelta(hours=1)


def _began(tenant: Tenant, incident: Incident, start: datetime, **fields: Any) -> Incident:
    edit = IncidentEdit(started_at=start, **fields)
    return incidents.edit(tenant.org_id, incident.id, edit, tenant.actor, LATER)


def _month(documents: Path, tenant: Tenant, name: str) -> tuple[list[str], str | None]:
    path = documents / f"api/status/{tenant.slug}/incidents/page/{name}.json"
    found = json.loads(path.read_text())
    return [each["title"] for each in found["incidents"]], found["next_cursor"]


def _titles(tenant: Tenant, **limits: Any) -> list[str]:
    return [each.title for each in stored.newest_first(tenant.org_id, limit=10, **limits)]


@pytest.fixture
def three(tenant: Tenant) -> list[Incident]:
    """Of the last three days, each over within an hour."""
    opened = [NOW - timedelta(days=days) for days in (3, 2, 1)]
    made = [tenant.opens(title=f"{at:%d}", now=at) for at in opened]
    return [tenant.resolves(each, now=at + timedelta(hours=1)) for each, at in zip(made, opened, strict=True)]


def test_an_incident_that_began_earlier_than_was_said_keeps_its_address_and_takes_its_place(
    tenant: Tenant, three: list[Incident]
) -> None:
    moved = _began(tenant, three[2], NOW - timedelta(days=2, hours=12))
    assert (moved.id, moved.version, moved.started_at) == (three[2].id, 3, NOW - timedelta(days=2, hours=12))
    assert stored.get(tenant.org_id, moved.id) == moved
    assert _titles(tenant) == ["03", "04", "02"]
    assert _titles(tenant, before=moved.place) == ["02"]
    assert [each.id for each in stored.relevant_since(tenant.org_id, NOW - timedelta(days=1))] == [moved.id]
    with pytest.raises(NotFoundError):
        stored.get(tenant.org_id, moved.place)


def test_a_moved_incident_goes_on_as_before_and_moves_back(tenant: Tenant) -> None:
    checkout = tenant.service()
    incident = tenant.opens(checkout, service_status=DOWN)
    moved = _began(tenant, incident, NOW - timedelta(hours=2), title="Renamed")
    said = incidents.post_update(tenant.org_id, incident.id, IncidentUpdateDraft(text="More."), tenant.actor, LATER)
    assert (said.title, len(said.updates), said.version) == ("Renamed", 2, moved.version + 1)
    services.delete(tenant.org_id, checkout.id, tenant.actor, LATER)
    assert tenant.incident(incident).services == ()
    back = _began(tenant, incident, NOW)
    assert (back.moved_to, stored.get(tenant.org_id, incident.id)) == (None, back)
    assert [each.id for each in stored.newest_first(tenant.org_id, limit=10)] == [incident.id]


def test_nothing_is_left_of_a_moved_incident_that_is_deleted(tenant: Tenant, tables: Engine) -> None:
    before = tables.contents()["tests-incidents"]
    moved = _began(tenant, tenant.opens(), NOW - timedelta(hours=2))
    incidents.delete(tenant.org_id, moved.id, tenant.actor, LATER)
    assert tables.contents()["tests-incidents"] == before
    _began(tenant, tenant.opens(), NOW - timedelta(hours=2))
    erasure.empty(tenant.org_id)
    assert tables.contents()["tests-incidents"] == before


def test_months_and_their_cursors_follow_a_start_that_moves_to_another_month(
    tenant: Tenant, three: list[Incident], stream: Stream, documents: Path
) -> None:
    stream.flow()
    assert _month(documents, tenant, "2026-01") == (["04", "03", "02"], None)
    moved = _began(tenant, three[0], datetime(2025, 12, 31, 23, tzinfo=NOW.tzinfo))
    stream.flow()
    assert _month(documents, tenant, "2026-01") == (["04", "03"], "2025-12")
    assert _month(documents, tenant, "2025-12") == (["02"], None)
    assert f'"{moved.id}"' in (documents / f"api/status/{tenant.slug}/incidents/{moved.id}.json").read_text()
    _began(tenant, moved, datetime(2025, 10, 1, tzinfo=NOW.tzinfo), title="First")
    stream.flow()
    assert _month(documents, tenant, "2026-01") == (["04", "03"], "2025-10")
    assert _month(documents, tenant, "2025-10") == (["First"], None)
    assert _month(documents, tenant, "2025-12")[0] == []
    incidents.delete(tenant.org_id, moved.id, tenant.actor, LATER)
    stream.flow()
    assert _month(documents, tenant, "2026-01") == (["04", "03"], None)
    assert _month(documents, tenant, "2025-10")[0] == []


def test_an_update_of_a_moved_incident_is_in_the_month_it_moved_to(
    tenant: Tenant, three: list[Incident], stream: Stream, documents: Path
) -> None:
    _began(tenant, three[0], datetime(2025, 12, 31, 23, tzinfo=NOW.tzinfo))
    stream.flow()
    draft = IncidentUpdateDraft(text="A report.")
    incidents.post_update(tenant.org_id, three[0].id, draft, tenant.actor, LATER)
    stream.flow()
    assert "A report." in (documents / f"api/status/{tenant.slug}/incidents/page/2025-12.json").read_text()


def test_the_edit_is_in_the_audit_log_and_says_what_services_were_before_it_was_reported(tenant: Tenant) -> None:
    checkout = tenant.service()
    start = NOW - timedelta(minutes=30)
    _began(tenant, tenant.opens(checkout, service_status=DOWN), start)
    edits = [
        event for event in events.newest_public(tenant.org_id, limit=10) if event.type is EventType.INCIDENT_UPDATED
    ]
    [edit] = edits
    assert edit.changes["started_at"] == ["2026-01-05T12:00:00.000Z", "2026-01-05T11:30:00.000Z"]
    assert edit.data["history"] == [
        {
            "service_id": checkout.id,
            "status": "major_outage",
            "from": "2026-01-05T11:30:00.000Z",
            "to": "2026-01-05T12:00:00.000Z",
        }
    ]


def test_a_start_is_neither_of_the_future_nor_after_what_was_said_nor_too_long_ago(tenant: Tenant) -> None:
    incident = tenant.opens()
    for start in (LATER + timedelta(seconds=1), NOW + timedelta(minutes=1), NOW - timedelta(days=3700)):
        with pytest.raises(InvalidError) as refused:
            _began(tenant, incident, start)
        assert refused.value.loc == ("started_at",)
    assert tenant.incident(incident) == incident


def test_whoever_is_slower_than_a_move_is_told(tenant: Tenant, tables: Engine) -> None:
    incident = tenant.opens()
    draft = IncidentUpdateDraft(text="Meanwhile.")
    tables.before("TransactWriteItems", lambda: _began(tenant, incident, NOW - timedelta(hours=1)))
    said = incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, LATER)
    assert (said.updates[0].text, said.started_at) == ("Meanwhile.", NOW - timedelta(hours=1))
    with pytest.raises(StaleVersionError):
        incidents.edit(tenant.org_id, incident.id, IncidentEdit(started_at=NOW), tenant.actor, LATER, expected=1)


def test_two_who_move_an_incident_at_once_leave_one_of_it(tenant: Tenant, tables: Engine) -> None:
    incident = tenant.opens()
    tables.before("TransactWriteItems", lambda: _began(tenant, incident, NOW - timedelta(hours=1)))
    moved = _began(tenant, incident, NOW - timedelta(hours=2))
    assert stored.newest_first(tenant.org_id, limit=10) == [moved]
    assert moved.version == 3
