"""Snapshots: what was published last, whole, in its turn, and never too large for an item."""

import json
import random
import zlib
from collections.abc import Sequence
from datetime import timedelta

import pytest

from chalicelib.domain.events import EventType, happened
from chalicelib.domain.ids import new_id
from chalicelib.domain.incidents import Incident, IncidentUpdate
from chalicelib.domain.numbering import Numbering
from chalicelib.domain.page import TimelineEntry, page_of
from chalicelib.store import snapshots
from chalicelib.store.snapshots import Snapshot
from chalicelib.store.tables import Snapshots
from chalicelib.store.transactions import LostRaceError
from tests.engine import Engine
from tests.factories import ADA, NOW, a_maintenance, a_service, an_incident, an_organization

ORGANIZATION = an_organization()


def a_snapshot(version: int = 1, incidents: Sequence[Incident] = (), **fields: object) -> Snapshot:
    """As published."""
    page = page_of(ORGANIZATION, [a_service()], incidents, [a_maintenance()], version=version, updated_at=NOW)
    event = happened(EventType.ORGANIZATION_CREATED, ORGANIZATION, ADA, NOW, org_id=ORGANIZATION.id, summary="Made")
    given = {"timeline": (TimelineEntry.of(event),), "numbering": Numbering.of(version, {event.id: version})}
    return Snapshot(page=page, told=version - 1, **given | fields)  # type: ignore[arg-type]


def a_long_incident(title: str, updates: int) -> Incident:
    """One whose updates no compression makes much shorter."""
    letters = random.Random(title)  # noqa: S311 - the same at each run
    said = tuple(
        IncidentUpdate(
            id=new_id(NOW), status="monitoring", text=letters.randbytes(2450).hex(), created_at=NOW + timedelta(number)
        )
        for number in range(updates, 0, -1)
    )
    return an_incident(title, status="monitoring").but(updates=said)


def test_a_snapshot_is_read_as_it_was_stored(tables: Engine) -> None:
    snapshot = a_snapshot(incidents=[an_incident()])
    snapshots.replace(ORGANIZATION.id, snapshot, previous=0)
    found = snapshots.get(ORGANIZATION.id)
    assert found
    assert found.page.model_dump_json() == snapshot.page.model_dump_json()
    assert (found.timeline, found.numbering, found.told) == (snapshot.timeline, snapshot.numbering, snapshot.told)


def test_an_organization_that_was_never_published_has_none(tables: Engine) -> None:
    assert snapshots.get(ORGANIZATION.id) is None


@pytest.mark.parametrize("previous", [0, 1, 3])
def test_a_snapshot_takes_the_place_of_the_one_it_was_made_from_or_none(tables: Engine, previous: int) -> None:
    snapshots.replace(ORGANIZATION.id, a_snapshot(2), previous=0)
    with pytest.raises(LostRaceError):
        snapshots.replace(ORGANIZATION.id, a_snapshot(9), previous=previous)
    found = snapshots.get(ORGANIZATION.id)
    assert found
    assert found.version == 2


def test_a_page_too_large_for_an_item_forgets_what_is_over_before_what_is_open(tables: Engine) -> None:
    over = [a_long_incident(f"Over {number}", 20).but(status="resolved", resolved_at=NOW) for number in range(8)]
    snapshot = a_snapshot(incidents=[a_long_incident("Open", 10), *over])
    snapshots.replace(ORGANIZATION.id, snapshot, previous=0)
    found = snapshots.get(ORGANIZATION.id)
    assert found
    assert [len(incident.updates) for incident in found.page.active_incidents] == [10]
    assert 0 < len(found.page.recent_incidents) < 8


def test_a_page_of_endless_open_incidents_is_still_published(tables: Engine) -> None:
    """Else no change of that organization would be shown until one is resolved."""
    incidents = [a_long_incident(f"Open {number}", 40) for number in range(5)]
    snapshot = a_snapshot(incidents=incidents)
    snapshots.replace(ORGANIZATION.id, snapshot, previous=0)
    found = snapshots.get(ORGANIZATION.id)
    assert found
    kept = {incident.title: incident for incident in found.page.active_incidents}
    assert set(kept) == {incident.title for incident in incidents}
    assert all(kept[incident.title].updates[0] == incident.updates[0] for incident in incidents)


def test_a_snapshot_of_a_later_release_is_read_without_what_is_new(tables: Engine) -> None:
    """After a rollback the broadcaster must find its place, and the page go on."""
    snapshots.replace(ORGANIZATION.id, a_snapshot(), 0)
    row = Snapshots.get(ORGANIZATION.id)
    page = json.loads(zlib.decompress(row.page))
    page["weather"] = "fine"
    page["services"][0]["mood"] = "good"
    row.page = zlib.compress(json.dumps(page).encode())
    row.save()
    found = snapshots.get(ORGANIZATION.id)
    assert found is not None
    assert [service.name for service in found.page.services] == [a_service().name]
