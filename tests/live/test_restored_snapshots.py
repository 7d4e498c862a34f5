"""A snapshot beside another stream, or other tables: restored, copied, or of a release before. The page goes on."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.store import snapshots
from chalicelib.store import viewers as watching
from chalicelib.store.tables import Events, Snapshots
from tests.edges import Stream, Viewers
from tests.factories import DOWN, NOW, SLOW, UP
from tests.tenancy import Tenant


def version_of(tenant: Tenant) -> int:
    """The version last published."""
    found = snapshots.get(tenant.org_id)
    return found.version if found else 0


def renumbered(records: list[dict[str, Any]], first: int) -> list[dict[str, Any]]:
    """The same records as another stream would number them."""
    return [
        {**record, "dynamodb": {**record["dynamodb"], "SequenceNumber": str(number)}}
        for number, record in enumerate(records, first)
    ]


def as_before_this_release(tenant: Tenant, position: int, batch: dict[str, int]) -> None:
    """The snapshot as a release that went by the stream's numbers stored it."""
    row = Snapshots.get(tenant.org_id)
    row.marks = row.told = None
    row.position, row.batch = str(position), batch
    row.save()


@pytest.mark.parametrize("first", [1, 10**30])
def test_numbers_that_start_again_or_jump_freeze_no_page(
    tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path, first: int
) -> None:
    service = tenant.service()
    assert stream.deliver(renumbered(stream.unread(), 10**20)) == []
    watching.remember(tenant.org_id, "viewer", NOW)
    tenant.sets(service, DOWN)
    assert stream.deliver(renumbered(stream.unread(), first)) == []
    assert viewers.versions("viewer") == [3]
    assert json.loads((documents / f"api/status/{tenant.slug}.json").read_text())["version"] == 3


def test_a_snapshot_of_a_release_before_with_a_larger_position_goes_on(
    tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    service = tenant.service()
    records = stream.flow()
    ids = [record["dynamodb"]["NewImage"]["event_id"]["S"] for record in records]
    as_before_this_release(tenant, 10**30, {ids[0]: 1, ids[1]: 2})
    watching.remember(tenant.org_id, "viewer", NOW)
    tenant.sets(service, DOWN)
    assert stream.deliver([*records, *stream.unread()]) == []
    assert viewers.versions("viewer") == [1, 2, 3]
    assert version_of(tenant) == 3


def test_an_events_table_that_was_restored_to_an_hour_ago_freezes_no_page(
    tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    """The snapshot knows of events that the table has lost; what comes now is new all the same."""
    service = tenant.service()
    stream.flow()
    tenant.sets(service, DOWN)
    lost = stream.flow()[0]["dynamodb"]["NewImage"]["event_id"]["S"]
    Events(tenant.org_id, lost).delete()
    watching.remember(tenant.org_id, "viewer", NOW)
    tenant.sets(service, SLOW)
    stream.flow()
    assert viewers.versions("viewer") == [4]


def test_a_table_whose_items_are_put_back_and_streamed_once_more_changes_no_version(
    tenant: Tenant, stream: Stream, documents: Path
) -> None:
    """A restore copies items; in the live table's stream they come as new records under new numbers."""
    service = tenant.service()
    for status in (DOWN, UP, SLOW):
        tenant.sets(service, status)
        stream.flow()
    records = stream.engine.records()
    before = (documents / f"api/status/{tenant.slug}.json").read_text()
    assert stream.deliver(renumbered(records, 10**25)) == []
    assert version_of(tenant) == 5
    assert (documents / f"api/status/{tenant.slug}.json").read_text() == before


def test_a_snapshot_that_is_lost_is_made_again_from_the_tables(tenant: Tenant, stream: Stream) -> None:
    service = tenant.service()
    stream.flow()
    Snapshots.get(tenant.org_id).delete()
    tenant.sets(service, DOWN)
    stream.flow()
    found = snapshots.get(tenant.org_id)
    assert found
    assert found.page.services[0].status == DOWN


def test_a_release_before_this_one_reads_what_this_one_stored(tenant: Tenant, stream: Stream) -> None:
    """After a rollback: a number as its position, which every number in a stream is above."""
    stream.flow()
    row = Snapshots.get(tenant.org_id)
    assert (int(row.position), row.batch) == (0, {})
