"""From the stream to every screen: versions without gaps, whatever is delivered twice, late or in pieces."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.api_keys import ApiKeyDraft
from chalicelib.queues.message import Message
from chalicelib.store import set_aside, snapshots
from chalicelib.store.tables import Organizations
from chalicelib.store.viewers import remember, watching
from chalicelib.use_cases import api_keys
from tests.edges import Stream, Viewers
from tests.factories import DOWN, NOW, SLOW, UP
from tests.queues import Queues
from tests.syndicated import without
from tests.tenancy import Tenant

Found = Callable[..., Tenant]


def watch(tenant: Tenant, connection_id: str = "viewer") -> None:
    """A connection watches the tenant."""
    remember(tenant.org_id, connection_id, NOW)


def version_of(tenant: Tenant) -> int:
    """The version last published."""
    found = snapshots.get(tenant.org_id)
    return found.version if found else 0


def contents(folder: Path) -> dict[str, str]:
    """Every document that a publication writes, by its key."""
    return without({str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*.json")})


def test_every_change_gets_the_next_version(tenant: Tenant, stream: Stream, viewers: Viewers) -> None:
    watch(tenant)
    service = tenant.service()
    tenant.sets(service, DOWN)
    tenant.sets(service, UP)
    stream.flow()
    assert viewers.versions("viewer") == [1, 2, 3, 4]
    assert version_of(tenant) == 4


def test_versions_go_on_where_the_last_batch_ended(tenant: Tenant, stream: Stream, viewers: Viewers) -> None:
    watch(tenant)
    for _ in range(3):
        tenant.service()
        stream.flow()
    assert viewers.versions("viewer") == [1, 2, 3, 4]


def test_frames_come_in_the_order_of_the_changes(tenant: Tenant, stream: Stream, viewers: Viewers) -> None:
    watch(tenant)
    service = tenant.service()
    for status in (DOWN, SLOW, UP):
        tenant.sets(service, status)
    stream.flow()
    told = [frame["data"]["service"]["status"] for frame in viewers.seen_by("viewer")[1:]]
    assert told == ["operational", "major_outage", "degraded_performance", "operational"]


def test_a_batch_delivered_twice_gives_the_same_frames_and_documents(
    tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path
) -> None:
    tenant.opens(tenant.service(), service_status="major_outage")
    watch(tenant)
    records = stream.flow()
    first_frames, first_documents = list(viewers.seen_by("viewer")), contents(documents)
    assert stream.deliver(records) == []
    assert viewers.seen_by("viewer") == first_frames * 2
    assert contents(documents) == first_documents
    assert version_of(tenant) == 3


def test_a_retry_that_overlaps_with_newer_events_keeps_the_versions_already_given(
    tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    watch(tenant)
    service = tenant.service()
    first = stream.flow()
    tenant.sets(service, DOWN)
    tenant.sets(service, SLOW)
    viewers.frames.clear()
    assert stream.deliver([*first, *stream.unread()]) == []
    assert viewers.versions("viewer") == [1, 2, 3, 4]


def test_a_batch_delivered_again_in_halves_keeps_its_versions(tenant: Tenant, stream: Stream, viewers: Viewers) -> None:
    watch(tenant)
    service = tenant.service()
    tenant.sets(service, DOWN)
    tenant.sets(service, UP)
    records = stream.flow()
    viewers.frames.clear()
    stream.deliver(records[:2])
    stream.deliver(records[2:])
    assert viewers.versions("viewer") == [1, 2, 3, 4]


def test_an_old_batch_that_comes_late_changes_nothing_and_pushes_nothing(
    tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path
) -> None:
    service = tenant.service()
    old = stream.flow()
    tenant.sets(service, DOWN)
    stream.flow()
    before = contents(documents)
    watch(tenant)
    assert stream.deliver(old) == []
    assert viewers.seen_by("viewer") == []
    assert contents(documents) == before
    assert version_of(tenant) == 3


def test_each_organization_has_versions_of_its_own(found_tenant: Found, stream: Stream, viewers: Viewers) -> None:
    one, other = found_tenant("One Corp"), found_tenant("Other Corp")
    watch(one, "of-one")
    watch(other, "of-other")
    one.service()
    other.service()
    one.service()
    stream.flow()
    assert viewers.versions("of-one") == [1, 2, 3]
    assert viewers.versions("of-other") == [1, 2]
    assert {frame["tenant_id"] for frame in viewers.seen_by("of-other")} == {other.org_id}


def test_only_those_who_watch_the_organization_are_told(found_tenant: Found, stream: Stream, viewers: Viewers) -> None:
    one, other = found_tenant("One Corp"), found_tenant("Other Corp")
    watch(other)
    one.service()
    stream.flow()
    assert {frame["tenant_id"] for frame in viewers.seen_by("viewer")} == {other.org_id}


def changed(record: dict[str, Any], **attributes: dict[str, str]) -> dict[str, Any]:
    """A record whose image differs."""
    image = {**record["dynamodb"]["NewImage"], **attributes}
    return {**record, "dynamodb": {**record["dynamodb"], "NewImage": image}}


def poisoned(record: dict[str, Any]) -> dict[str, Any]:
    """A record that holds no event."""
    return changed(record, actor={"S": "nobody"})


def test_an_event_that_only_a_newer_version_knows_is_passed_over(
    tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    watch(tenant)
    tenant.service()
    tenant.service("Search")
    created, newer, known = stream.unread()
    assert stream.deliver([created, changed(newer, type={"S": "service.painted"}), known]) == []
    assert viewers.versions("viewer") == [1, 2]


def test_a_record_that_cannot_be_read_is_set_aside_and_everything_else_is_shown(
    found_tenant: Found, stream: Stream, viewers: Viewers, queues: Queues
) -> None:
    """Reported to the stream, it would be delivered again and again, and with it all that comes after it."""
    good, bad = found_tenant("Good Corp"), found_tenant("Bad Corp")
    watch(good, "of-good")
    watch(bad, "of-bad")
    bad.service()
    bad.service("Search")
    records = stream.unread()
    *_, broken, _ = [record for record in records if record["dynamodb"]["Keys"]["org_id"]["S"] == bad.org_id]
    assert stream.deliver([poisoned(record) if record is broken else record for record in records]) == []
    assert viewers.versions("of-good") == [1]
    assert viewers.versions("of-bad") == [1, 2]
    assert set_aside.unpublished(bad.org_id) == [broken["dynamodb"]["Keys"]["event_id"]["S"]]
    assert queues.sent["publish_again"] == [Message(bad.org_id)]


class BrokenDocuments:
    """An object store that is away."""

    at_once = 1

    def put(self, key: str, body: bytes) -> None:
        """Fails."""
        raise OSError("no such bucket")

    def delete_under(self, key: str) -> None:
        """Fails."""
        raise OSError("no such bucket")


def test_documents_that_could_not_be_written_are_written_by_the_retry_with_the_same_versions(
    tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(tenant)
    service = tenant.service()
    tenant.opens(service)
    records = stream.unread()
    with monkeypatch.context() as broken:
        broken.setattr("chalicelib.publish.publisher.documents", BrokenDocuments)
        assert stream.deliver(records) == [records[0]["dynamodb"]["SequenceNumber"]]
    assert viewers.seen_by("viewer") == []
    tenant.sets(service, DOWN)
    assert stream.deliver([*records, *stream.unread()]) == []
    assert viewers.versions("viewer") == [1, 2, 3, 4]
    assert '"version":4' in (documents / "api/status/northwind.json").read_text()
    assert (documents / "api/status/northwind/incidents.json").exists()


def test_a_push_that_fails_is_made_up_for(
    tenant: Tenant, stream: Stream, viewers: Viewers, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def post(self, *_: object) -> None:
            raise ConnectionError("the gateway is away")

    watch(tenant)
    with monkeypatch.context() as broken:
        broken.setattr("chalicelib.live.push._installed", [Broken()])
        assert stream.deliver(stream.unread()) == []
    assert queues.flow("publish_again") == []
    assert viewers.versions("viewer") == [1]


def test_a_connection_that_is_gone_is_forgotten_and_the_others_stay(
    tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    for connection_id in ("here", "gone", "busy"):
        watch(tenant, connection_id)
    viewers.gone.add("gone")
    viewers.failing.add("busy")
    stream.flow()
    assert sorted(watching(tenant.org_id)) == ["busy", "here"]
    assert viewers.versions("here") == [1]


def test_records_that_are_no_inserts_are_ignored(tenant: Tenant, stream: Stream, viewers: Viewers) -> None:
    watch(tenant)
    [record] = stream.unread()
    removed = {**record, "eventName": "REMOVE"}
    assert stream.deliver([removed]) == []
    assert viewers.seen_by("viewer") == []
    assert version_of(tenant) == 0


def test_events_of_an_organization_that_is_gone_are_dropped(tenant: Tenant, stream: Stream, viewers: Viewers) -> None:
    watch(tenant)
    Organizations.get(tenant.org_id).delete()
    assert stream.deliver(stream.unread()) == []
    assert viewers.seen_by("viewer") == []


def test_time_never_runs_backwards_on_a_page(tenant: Tenant, stream: Stream) -> None:
    """Two requests may commit in another order than they came in."""
    service = tenant.service()
    tenant.sets(service, DOWN, now=NOW + timedelta(seconds=9))
    stream.flow()
    tenant.sets(service, UP, now=NOW + timedelta(seconds=5))
    stream.flow()
    found = snapshots.get(tenant.org_id)
    assert found
    assert found.page.updated_at == NOW + timedelta(seconds=9)


def test_the_timeline_is_in_the_order_of_the_requests_whichever_was_written_first(
    tenant: Tenant, stream: Stream
) -> None:
    service = tenant.service()
    tenant.sets(service, DOWN, now=NOW + timedelta(seconds=9))
    stream.flow()
    tenant.sets(service, UP, now=NOW + timedelta(seconds=5))
    stream.flow()
    found = snapshots.get(tenant.org_id)
    assert found
    assert [entry.summary for entry in found.timeline[:2]] == ["Checkout is major outage", "Checkout is operational"]


def test_what_is_the_team_s_own_business_makes_no_version_and_no_frame(
    tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path
) -> None:
    service = tenant.service()
    stream.flow()
    watch(tenant)
    before = contents(documents)
    api_keys.make(tenant.org_id, ApiKeyDraft(name="CI", scope="read"), tenant.actor, NOW)
    stream.flow()
    assert viewers.seen_by("viewer") == []
    assert contents(documents) == before
    tenant.sets(service, DOWN)
    api_keys.make(tenant.org_id, ApiKeyDraft(name="CD", scope="write"), tenant.actor, NOW)
    tenant.sets(service, UP)
    stream.flow()
    assert viewers.versions("viewer") == [3, 4]
