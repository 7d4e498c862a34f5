"""No organization's failure, whatever it is, holds up another's; and what failed is made up for."""

import importlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from chalicelib.live import frames, set_aside, side_by_side
from chalicelib.live.set_aside import UnreadableError
from chalicelib.publish.documents import FolderDocuments
from chalicelib.queues.message import Message
from chalicelib.reactions import declared, publish_again
from chalicelib.store import set_aside as store
from chalicelib.store import snapshots
from chalicelib.store.dynamodb import NotAskedError, shared_connection
from chalicelib.store.viewers import remember
from tests.conftest import Clock
from tests.edges import Stream, Viewers
from tests.engine import Engine
from tests.factories import DOWN, NOW, UP
from tests.queues import Queues
from tests.syndicated import others
from tests.tenancy import Tenant
from tests.waiting import wait_until

Found = Callable[..., Tenant]
Fault = Callable[[Tenant], None]
QUEUE = "publish_again"
A_SECOND = 1.0


@pytest.fixture
def healthy(found_tenant: Found, viewers: Viewers) -> Tenant:
    return _watched(found_tenant("Healthy Corp", slug="healthy"))


@pytest.fixture
def broken(found_tenant: Found, viewers: Viewers) -> Tenant:
    return _watched(found_tenant("Broken Corp", slug="broken"))


def _watched(tenant: Tenant) -> Tenant:
    """By a viewer of its name."""
    remember(tenant.org_id, tenant.slug, NOW)
    return tenant


class Break:
    """Breaks one step of publishing, for one organization."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
        self._patch = monkeypatch
        self._engine = engine

    def snapshot(self, tenant: Tenant) -> AbstractContextManager[None]:
        return self._where("chalicelib.publish.snapshot", "page_now", lambda org_id, **_: org_id == tenant.org_id)

    def documents(self, tenant: Tenant) -> AbstractContextManager[None]:
        return self._where(FolderDocuments, "put", lambda _, key, *__: tenant.slug in key)

    def frames(self, tenant: Tenant) -> AbstractContextManager[None]:
        return self._where(frames, "frame", lambda event, *_, **__: event.org_id == tenant.org_id)

    def push(self, tenant: Tenant) -> AbstractContextManager[None]:
        return self._where(Viewers, "post", lambda _, ids, __: tenant.slug in ids)

    def table(self, tenant: Tenant) -> AbstractContextManager[None]:
        """Its key is throttled, as a hot one is."""
        return self._requests(tenant, ClientError({"Error": {"Code": "ThrottlingException"}}, "Query"))

    def silence(self, tenant: Tenant) -> AbstractContextManager[None]:
        """What is asked of its key is never answered."""
        return self._requests(tenant, ReadTimeoutError(endpoint_url="here"))

    def size(self, tenant: Tenant) -> AbstractContextManager[None]:
        """Its snapshot is larger than an item may be."""
        error = ClientError({"Error": {"Code": "ValidationException"}}, "PutItem")
        return self._requests(tenant, error, "PutItem", "tests-snapshots")

    @contextmanager
    def _where(self, place: Any, name: str, is_broken: Callable[..., bool]) -> Iterator[None]:
        owner = importlib.import_module(place) if isinstance(place, str) else place
        real = getattr(owner, name)

        def fail(*given: Any, **named: Any) -> Any:
            if is_broken(*given, **named):
                raise RuntimeError("broken")
            return real(*given, **named)

        with self._patch.context() as patch:
            patch.setattr(owner, name, fail)
            yield

    @contextmanager
    def _requests(
        self, tenant: Tenant, error: Exception, broken: str = "Query", table: str = "tests-services"
    ) -> Iterator[None]:
        def fail(operation: str, params: dict[str, Any]) -> None:
            if operation == broken and params["TableName"] == table and tenant.org_id in str(params):
                raise error

        self._engine.faults.append(fail)
        yield
        self._engine.faults.remove(fail)


FAULTS = ["snapshot", "documents", "frames", "push", "table", "silence", "size"]


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch, tables: Engine) -> Break:
    return Break(monkeypatch, tables)


def _page(documents: Path, tenant: Tenant) -> str:
    return (documents / f"api/status/{tenant.slug}.json").read_text()


def _version_of(tenant: Tenant) -> int:
    found = snapshots.get(tenant.org_id)
    return found.version if found else 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failure_of_one_is_nobody_elses_and_is_made_up_for(  # noqa: PLR0917 - fixtures
    fault: str,
    healthy: Tenant,
    broken: Tenant,
    stream: Stream,
    viewers: Viewers,
    queues: Queues,
    documents: Path,
    breaking: Break,
) -> None:
    service = broken.service()
    healthy.service()
    with getattr(breaking, fault)(broken):
        assert stream.deliver(stream.unread()) == []
        assert viewers.versions("healthy") == [1, 2]
        assert '"version":2,' in _page(documents, healthy)
        assert queues.flow(QUEUE) == [Message(broken.org_id)]
        broken.sets(service, DOWN)
        healthy.service("Search")
        assert stream.deliver(stream.unread()) == []
        assert viewers.versions("healthy") == [1, 2, 3]
    assert queues.flow(QUEUE) == []
    assert _version_of(broken) == 3
    assert '"version":3,' in _page(documents, broken)
    assert "major_outage" in _page(documents, broken)
    assert sorted(set(viewers.versions("broken"))) == [1, 2, 3]
    assert (store.find(broken.org_id), store.unpublished(broken.org_id)) == (None, [])
    assert (store.find(healthy.org_id), store.unpublished(healthy.org_id)) == (None, [])


def test_one_that_hangs_keeps_nobody_waiting_and_completes_itself(
    healthy: Tenant, broken: Tenant, stream: Stream, viewers: Viewers, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, soon = side_by_side._start, side_by_side.Patience(0.1, 0.1, 0.1)  # noqa: SLF001 - a busy machine makes others late
    monkeypatch.setattr(
        side_by_side,
        "_start",
        lambda key, task, usual: start(key, task, soon if key == broken.org_id else usual),
    )
    mended, real = threading.Event(), FolderDocuments.put

    def hang(self: FolderDocuments, key: str, *given: Any) -> None:
        if "broken" in key:
            mended.wait(60)
        real(self, key, *given)

    monkeypatch.setattr(FolderDocuments, "put", hang)
    began = time.monotonic()
    stream.flow()
    broken.service()
    healthy.service()
    stream.flow()
    assert viewers.versions("healthy") == [1, 2]
    assert time.monotonic() - began < 60
    assert len(store.unpublished(broken.org_id)) == 2
    assert queues.flow(QUEUE) == [Message(broken.org_id)]
    mended.set()
    wait_until(lambda: not store.find(broken.org_id))
    assert sorted(set(viewers.versions("broken"))) == [1, 2]
    wait_until(lambda: queues.flow(QUEUE) == [])


def test_one_that_is_late_and_done_before_it_is_set_aside_is_published_once(
    broken: Tenant, stream: Stream, viewers: Viewers, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    side_by_side.be(side_by_side.Patience(0.1, 0.1, 0.1))
    mended, at_work = threading.Event(), side_by_side._late  # noqa: SLF001 - there is no other sign of its end
    real = frames.frame

    def slow(*given: Any, **named: Any) -> str:
        mended.wait(60)
        return real(*given, **named)

    def answers_late() -> bool:
        mended.set()
        wait_until(lambda: not at_work)
        return True

    monkeypatch.setattr(frames, "frame", slow)
    monkeypatch.setattr("chalicelib.live.broadcaster.database_answers", answers_late)
    stream.flow()
    assert viewers.versions("broken") == [1]
    assert (others(queues), store.unpublished(broken.org_id)) == ({}, [])


@pytest.mark.parametrize(("took", "allowed"), [((), 10.0), ((0.01,), 0.5), ((1.0,), 5.0), ((60.0,), 10.0)])
def test_where_all_are_slow_nobody_is_late(took: tuple[float, ...], allowed: float) -> None:
    side_by_side.be(side_by_side.Patience(first=10, usual=0.5))
    side_by_side._state.took.extend(took)  # noqa: SLF001 - as if the last ones had taken so long
    turns: list[side_by_side.Turn] = []
    assert side_by_side.run({"page": turns.append}) == {}
    assert turns[0].ends - turns[0].started == pytest.approx(allowed)


def test_one_that_hung_makes_nobody_more_patient() -> None:
    state = side_by_side.State(side_by_side.Patience(first=10, usual=0.5))
    state.took.extend([0.01, 60.0, 0.01])
    assert state.allowed(state.patience) == pytest.approx(0.5)


def test_more_hang_than_are_published_side_by_side(
    found_tenant: Found, healthy: Tenant, stream: Stream, viewers: Viewers, monkeypatch: pytest.MonkeyPatch
) -> None:
    side_by_side.be(side_by_side.Patience(0.1, 0.1, 0.1))
    mended, real = threading.Event(), frames.frame
    for number in range(2 * side_by_side.AT_ONCE):
        _watched(found_tenant(f"Hanging {number}", slug=f"hanging-{number}"))

    def hang(event: Any, *given: Any, **named: Any) -> str:
        if event.org_id != healthy.org_id:
            mended.wait(60)
        return real(event, *given, **named)

    monkeypatch.setattr(frames, "frame", hang)
    stream.flow()
    wait_until(lambda: set(viewers.versions("healthy")) == {1})  # twice, where a busy machine makes it late
    mended.set()
    wait_until(lambda: not side_by_side._late)  # noqa: SLF001 - or they go on beside the next test


def test_one_that_has_just_failed_costs_the_next_batches_nothing(
    healthy: Tenant, broken: Tenant, stream: Stream, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []
    monkeypatch.setattr(set_aside, "SKIPPED_SECONDS", 600.0)

    def fail(org_id: str, *_: Any) -> None:
        tries.append(org_id)
        raise RuntimeError("broken")

    monkeypatch.setattr("chalicelib.live.broadcaster.broadcast", fail)
    for _ in range(5):
        broken.service()
        stream.flow()
    assert tries.count(broken.org_id) == 1
    assert len(store.unpublished(broken.org_id)) == 6
    assert queues.sent[QUEUE] == [Message(each.org_id) for each in (healthy, broken)]


def test_one_that_was_refused_because_of_another_is_not_skipped_afterwards(healthy: Tenant, queues: Queues) -> None:
    set_aside.put(healthy.org_id, ["01jh0000000000000000000000"], NotAskedError("left alone"))
    assert not set_aside.has_just_failed(healthy.org_id)


def test_the_first_publication_that_succeeds_brings_the_rest_with_it(
    broken: Tenant, stream: Stream, queues: Queues, breaking: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    with breaking.snapshot(broken):
        stream.flow()
    monkeypatch.setattr(set_aside, "SKIPPED_SECONDS", 0.0)
    broken.service()
    stream.flow()
    assert queues.delays[:2] == [5, 0]
    assert queues.flow(QUEUE) == []
    assert _version_of(broken) == 2
    assert store.find(broken.org_id) is None


@pytest.mark.parametrize("away", ["database", "store"])
def test_what_is_away_for_everybody_sets_nobody_aside(
    away: str, healthy: Tenant, stream: Stream, queues: Queues, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("No space left on device")

    records = stream.unread()
    with monkeypatch.context() as broken:
        if away == "store":
            broken.setattr(FolderDocuments, "put", fail)
        else:
            tables.fails("GetItem", "InternalServerError")
        assert stream.deliver(records) == [records[0]["dynamodb"]["SequenceNumber"]]
    tables.faults.clear()
    assert (others(queues), store.unpublished(healthy.org_id)) == ({}, [])
    assert stream.deliver(records) == []


def test_who_was_skipped_is_given_back_with_the_others(
    healthy: Tenant, broken: Tenant, stream: Stream, queues: Queues, tables: Engine, breaking: Break
) -> None:
    """What precedes the first number that is given back counts as handled."""
    with breaking.snapshot(broken):
        stream.flow()
    broken.service()
    healthy.service()
    records = stream.unread()
    first = records[0]["dynamodb"]
    assert first["Keys"]["org_id"]["S"] == broken.org_id
    tables.fails("GetItem", "InternalServerError")
    assert first["SequenceNumber"] in stream.deliver(records)
    tables.faults.clear()
    assert stream.deliver(records) == []
    queues.flow(QUEUE)
    assert [_version_of(tenant) for tenant in (broken, healthy)] == [2, 2]


def test_an_event_that_cannot_be_read_is_given_back_with_the_others(
    healthy: Tenant, broken: Tenant, stream: Stream, tables: Engine
) -> None:
    records = sorted(stream.unread(), key=lambda each: each["dynamodb"]["Keys"]["org_id"]["S"] != broken.org_id)
    first = {**records[0]["dynamodb"], "NewImage": {**records[0]["dynamodb"]["NewImage"], "actor": {"S": "nobody"}}}
    tables.fails("GetItem", "InternalServerError")
    assert first["SequenceNumber"] in stream.deliver([{**records[0], "dynamodb": first}, *records[1:]])


def test_who_cannot_be_set_aside_is_given_back(
    healthy: Tenant, broken: Tenant, stream: Stream, queues: Queues, breaking: Break
) -> None:
    records = stream.unread()
    queues.away = True
    (of_broken,) = [each for each in records if each["dynamodb"]["Keys"]["org_id"]["S"] == broken.org_id]
    with breaking.snapshot(broken):
        assert stream.deliver(records) == [of_broken["dynamodb"]["SequenceNumber"]]
    queues.away = False
    assert _version_of(healthy) == 1


def test_after_one_timed_out_the_others_are_asked_for_although_the_database_was_left_alone(
    found_tenant: Found, broken: Tenant, stream: Stream, breaking: Break
) -> None:
    """A call that times out makes all calls of the next second fail unasked: those of others must not be set aside."""
    others = [found_tenant(f"Other {number}", slug=f"other-{number}") for number in range(20)]
    with breaking.silence(broken):
        stream.flow()
    assert {_version_of(each) for each in others} == {1}
    assert not any(store.find(each.org_id) for each in others)


def test_an_event_that_cannot_be_read_is_tried_again_and_alone(
    broken: Tenant, stream: Stream, queues: Queues, tables: Engine
) -> None:
    broken.service()
    created, unreadable = stream.unread()
    image = {**unreadable["dynamodb"]["NewImage"], "actor": {"S": "nobody"}}
    stream.deliver([created, {**unreadable, "dynamodb": {**unreadable["dynamodb"], "NewImage": image}}])
    assert _version_of(broken) == 1
    assert queues.flow(QUEUE) == [], "in the table, it can be read"
    assert _version_of(broken) == 2


@pytest.mark.parametrize("attribute", ["actor", "type", "occurred_at"])
def test_an_event_that_stays_unreadable_keeps_nothing_else_from_being_published(
    broken: Tenant, stream: Stream, queues: Queues, breaking: Break, attribute: str
) -> None:
    broken.service()
    key = {"org_id": {"S": broken.org_id}}
    first = {**key, "event_id": stream.engine.records()[0]["dynamodb"]["Keys"]["event_id"]}
    wire = shared_connection().wire
    whole = wire.call("GetItem", {"TableName": "tests-events", "Key": first})["Item"]
    with breaking.snapshot(broken):
        stream.flow()
    wire.call("PutItem", {"TableName": "tests-events", "Item": {**whole, attribute: {"N": "7"}}})
    assert queues.flow(QUEUE) == [Message(broken.org_id)]
    assert _version_of(broken) == 1
    assert store.unpublished(broken.org_id) == [first["event_id"]["S"]]
    waiting = store.find(broken.org_id)
    assert waiting
    assert waiting.error == UnreadableError.__name__
    wire.call("PutItem", {"TableName": "tests-events", "Item": whole})
    assert queues.flow(QUEUE) == []
    assert _version_of(broken) == 2


def test_what_is_gone_meanwhile_is_not_waited_for(
    broken: Tenant, stream: Stream, queues: Queues, breaking: Break
) -> None:
    with breaking.snapshot(broken):
        stream.flow()
    store.add_unpublished(broken.org_id, ["01jh0000000000000000000000"])
    assert queues.flow(QUEUE) == []
    assert store.unpublished(broken.org_id) == []


def test_a_try_may_take_as_long_as_its_function() -> None:
    """A long history, which an archive also takes minutes for, ends within a try."""
    limits = {each.name: each.limits for each in declared.from_queues()}
    patience = publish_again.PATIENCE
    assert limits[QUEUE].seconds == limits["archive"].seconds
    assert min(patience.first, patience.usual) >= 0.9 * limits[QUEUE].seconds
    assert max(patience.first, patience.usual) < limits[QUEUE].seconds


def test_tries_are_counted_and_become_rarer(
    broken: Tenant, stream: Stream, queues: Queues, breaking: Break, clock: Clock
) -> None:
    with breaking.snapshot(broken):
        stream.flow()
        for receives in range(1, 12):
            assert queues.flow(QUEUE, receives) == [Message(broken.org_id)]
    assert [seconds for _, seconds in queues.hidden] == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    waiting = store.find(broken.org_id)
    assert waiting
    assert (waiting.tries, waiting.since, waiting.error) == (12, NOW, "RuntimeError")
    assert waiting.next_at == NOW + timedelta(minutes=15)


def test_a_try_that_was_lost_is_called_for_again(
    broken: Tenant, stream: Stream, queues: Queues, breaking: Break, clock: Clock
) -> None:
    with breaking.snapshot(broken):
        stream.flow()
        queues.sent.clear()
        broken.service()
        stream.flow()
        assert others(queues) == {}, "one is on its way"
        clock.passes(minutes=16)
        broken.service()
        stream.flow()
    assert others(queues) == {QUEUE: [Message(broken.org_id)]}


@pytest.mark.timeout(600)
def test_an_hour_of_failing_beside_fifty_that_write(
    found_tenant: Found, broken: Tenant, stream: Stream, viewers: Viewers, queues: Queues, breaking: Break, clock: Clock
) -> None:
    """In each quarter everybody writes, the stream is read, and what is due of the queue is tried."""
    others = [_watched(found_tenant(f"Other {number}", slug=f"other-{number}")) for number in range(50)]
    services = {tenant.org_id: tenant.service() for tenant in [*others, broken]}
    stream.flow()
    with breaking.documents(broken):
        for quarter in range(4):
            now = clock.passes(minutes=15)
            for tenant in [*others, broken]:
                status = UP if quarter % 2 else DOWN
                services[tenant.org_id] = tenant.sets(services[tenant.org_id], status, now)
            records = stream.unread()
            began = time.monotonic()
            assert stream.deliver(records) == []
            took = time.monotonic() - began
            assert {viewers.versions(tenant.slug)[-1] for tenant in others} == {3 + quarter}
            assert took / len(others) < A_SECOND, "of which each is one of fifty"
            queues.flow(QUEUE)
        assert len(store.unpublished(broken.org_id)) == 4
    assert queues.flow(QUEUE) == []
    assert viewers.versions("broken")[-1] == 6, "who misses some fetches the page"
    assert {_version_of(tenant) for tenant in others} == {6}
    assert store.find(broken.org_id) is None
