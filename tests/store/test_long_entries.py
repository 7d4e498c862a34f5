"""Incidents with as much text as they can hold, as they are stored."""

from contextlib import suppress
from datetime import timedelta

import pytest

from chalicelib.domain.affected import MAX_AFFECTED
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.holds import Claim
from chalicelib.domain.incidents import (
    Incident,
    IncidentStatus,
    IncidentStatusChange,
    IncidentUpdateDraft,
    stepped,
    updated,
)
from chalicelib.domain.pending import Act, Pending
from chalicelib.domain.updates import MAX_UPDATES
from chalicelib.store.rows import to_row
from chalicelib.store.tables import Incidents
from tests.factories import DOWN, NOW, a_service, an_incident

LATER = NOW + timedelta(hours=1)
HALF_AN_ITEM = 200 * 1024
"""The other half is for the entry in the local index, which projects everything."""


@pytest.mark.parametrize("count", [50, MAX_AFFECTED])
@pytest.mark.parametrize("letter", ["a", '"', "\n", "\u00df", "\u6f22", "\U0001f680"])
def test_an_incident_full_of_any_letter_can_be_resolved_within_half_an_item(letter: str, count: int) -> None:
    visible = letter.strip() or "x"
    services = [a_service(visible * 100) for _ in range(count)]
    text = f"x{letter * 4998}x"
    incident = an_incident(visible * 200, *services, description=text)
    incident = _full(incident, IncidentUpdateDraft(text=text))
    claims = {service.id: Claim(status=DOWN, at=10**6) for service in services}
    pending = {service.id: Pending(act=Act.RESTORE) for service in services}
    change = IncidentStatusChange(status=IncidentStatus.RESOLVED, text=text)
    assert (
        _stored_bytes(
            to_row(
                Incidents, stepped(incident, change, LATER).but(claims=claims, pending=pending), relevant_until="open"
            )
        )
        < HALF_AN_ITEM
    )


def _full(incident: Incident, draft: IncidentUpdateDraft) -> Incident:
    """With this update as often as it fits."""
    with suppress(ConflictError):
        for _ in range(MAX_UPDATES):
            incident = updated(incident, draft, {}, LATER)
    with pytest.raises(ConflictError, match="are left"):
        updated(incident, draft, {}, LATER)
    return incident


def _stored_bytes(row: Incidents) -> int:
    """As DynamoDB counts: names and values, in UTF-8."""
    return sum(len(name) + len(str(next(iter(value.values()))).encode()) for name, value in row.serialize().items())
