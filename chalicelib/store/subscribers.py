"""Subscribers: read one by one, by address, and in the order in which they are told; and written."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Any, cast

from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition
from pynamodb.pagination import PageIterator

from chalicelib.domain.ids import Id
from chalicelib.domain.subscribers import Channel, Consent, Subscriber, SubscriberState, Tellable, Which
from chalicelib.domain.times import to_wire
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.subscriber_claims import claim
from chalicelib.store.subscriber_items import audience, audiences, hashed, read, row_of
from chalicelib.store.tables import Subscribers
from chalicelib.store.transactions import LostRaceError, retried, transaction

_FIRST = "0"
"""The least of ids; claims sort before it."""
AT_A_TIME = 100
"""Items that one request reads."""
_WORTH_A_RANGE = 10


def find(org_id: Id, subscriber_id: Id) -> Subscriber | None:
    """One subscriber, if it is there; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(Subscriber, Subscribers.get(org_id, subscriber_id, consistent_read=True))
        except Subscribers.DoesNotExist:
            return None


def some(org_id: Id, subscriber_ids: Collection[Id]) -> list[Subscriber]:
    """Those of the subscribers that are there, in no order; consistent."""
    wanted = sorted(set(subscriber_ids))
    found, read_to = _range(org_id, wanted) if len(wanted) >= _WORTH_A_RANGE else ([], "")
    keys: Any = [{"org_id": org_id, "subscriber_id": each} for each in wanted if each > read_to]
    table = Subscribers._get_connection()  # noqa: SLF001 - answers before they are rows
    with reaching_dynamodb():
        while keys:
            answer = table.batch_get_item(keys[:AT_A_TIME], consistent_read=True)
            found += answer["Responses"].get(Subscribers.Meta.table_name, ())
            left = answer.get("UnprocessedKeys", {}).get(Subscribers.Meta.table_name, {}).get("Keys", ())
            keys = [*_plain(left), *keys[AT_A_TIME:]]
    return [read(item) for item in found]


def _range(org_id: Id, wanted: Sequence[Id]) -> tuple[list[dict[str, Any]], Id]:
    """Those of the wanted that stand in a stretch of the table, and up to which id it was read.

    Who is told the same mostly stands side by side, and a stretch costs a sixth of as many single items.
    """
    table = Subscribers._get_connection()  # noqa: SLF001 - answers before they are rows
    stretch = Subscribers.id.between(wanted[0], wanted[-1])
    with reaching_dynamodb():
        answer = table.query(org_id, range_key_condition=stretch, consistent_read=True, limit=2 * len(wanted))
    named = set(wanted)
    found = [item for item in answer["Items"] if item["subscriber_id"]["S"] in named]
    last = answer.get("LastEvaluatedKey")
    return found, last["subscriber_id"]["S"] if last else wanted[-1]


def _plain(keys: Iterable[Mapping[str, Mapping[str, str]]]) -> list[dict[str, str]]:
    return [{name: value["S"] for name, value in key.items()} for key in keys]


def holding(org_id: Id, channel: Channel, address: str) -> Subscriber | None:
    """The subscriber who has the address in this organization; consistent."""
    found = claim(org_id, channel, address)
    return find(org_id, found.holder_id) if found and found.holder_id else None


def by_address(email: str) -> list[Subscriber]:
    """The subscribers of one email address in all organizations. A read across tenants, for bounces alone."""
    with reaching_dynamodb():
        keys = [(row.org_id, row.id) for row in Subscribers.by_mailbox.query(hashed(email))]
    return [found for key in keys if (found := find(*key))]


def after(org_id: Id, channels: Collection[Channel], after_id: Id | None = None, limit: int = 50) -> list[Subscriber]:
    """At most `limit` of those who may be told by these channels, in the order of their ids.

    Who was added, or unsubscribed, a moment ago may be missing or still there, because an index lags behind: who sends
    reads each one again.
    """
    parts = {audience(org_id, channel) for channel in channels}
    with reaching_dynamodb():
        found = [_in(part, channels, after_id, limit) for part in parts]
        return list(islice(merge(*found, key=attrgetter("id")), limit))


def _in(part: str, channels: Collection[Channel], after_id: Id | None, limit: int) -> Iterator[Subscriber]:
    later = Subscribers.id > after_id if after_id else None
    rows = Subscribers.by_audience.query(part, later, page_size=max(limit, 10))
    found = (from_row(Subscriber, row) for row in rows)
    return islice((each for each in found if each.channel in channels), limit)


def wanting(
    org_id: Id, channels: Collection[Channel], told: Tellable, now: datetime, after_id: Id | None = None
) -> Iterator[Id]:
    """The ids of those who are told this by these channels, in order; as current as `after`.

    Taken from the answers as they come: most follow everything, and a model of each would cost more than all else that
    is done to plan a notification. Only what decides is asked for; that saves time at both ends, and no read units.
    """
    table = Subscribers._get_connection()  # noqa: SLF001 - the one way to PynamoDB's answers before they are rows
    later = Subscribers.id > after_id if after_id else None
    asked: dict[str, Any] = {
        "index_name": Subscribers.by_audience.Meta.index_name,
        "range_key_condition": later,
        "attributes_to_get": _CHOICE,
        "limit": _AT_A_TIME,
    }
    for part in {audience(org_id, channel) for channel in channels}:
        with reaching_dynamodb():
            pages: PageIterator[dict[str, Any]] = PageIterator(table.query, (part,), asked)
            yield from (
                item["subscriber_id"]["S"]
                for page in pages
                for item in page["Items"]
                if _wants(org_id, item, told, now)
            )


def _wants(org_id: Id, item: dict[str, Any], told: Tellable, now: datetime) -> bool:
    chooses = "chooses" in item or "paused_until" in item or item["state"]["S"] != SubscriberState.ACTIVE.value
    if not chooses and (told.place != "middle" or item["which"]["S"] == Which.ALL.value):
        return True
    needed = {"org_id": org_id, "created_at": now, "consent": Consent(at=now)}
    subscriber = from_row(Subscriber, Subscribers.from_raw_data(item), **needed)
    return subscriber.is_told(now) and subscriber.wants(told)


_AT_A_TIME = 500
"""Rows of an answer: the first of them are told while the others are read."""
_CHOICE = """
    subscriber_id channel state paused_until which chooses categories service_ids incident_ids
""".split()  # noqa: SIM905 - a list one can read
"""All that decides who is told what. Whatever else a subscriber has makes no difference."""


def count(org_id: Id, now: datetime, told: Tellable | None = None) -> int:
    """How many are told what happens now, or only those who want to know this; counted from an index, which lags."""
    with reaching_dynamodb():
        return sum(_counted(part, now, told) for part in audiences(org_id))


def _counted(part: str, now: datetime, told: Tellable | None) -> int:
    """Only who chose something is looked at one by one."""
    awake = Subscribers.paused_until.does_not_exist() | (Subscribers.paused_until <= to_wire(now))
    if told is None:
        return int(Subscribers.by_audience.count(part, filter_condition=awake))
    if told.place == "middle":
        awake &= Subscribers.which == Which.ALL.value
    everything = int(Subscribers.by_audience.count(part, filter_condition=awake & Subscribers.chooses.does_not_exist()))
    rows = Subscribers.by_audience.query(part, filter_condition=awake & Subscribers.chooses.exists())
    return everything + sum(from_row(Subscriber, row).wants(told) for row in rows)


def of_organization(org_id: Id, before: Id | None = None) -> Iterator[Subscriber]:
    """All of them, also those who are not told, newest first, read as they are asked for."""
    older = Subscribers.id.between(_FIRST, before) if before else Subscribers.id >= _FIRST
    with reaching_dynamodb():
        for row in Subscribers.query(org_id, older, scan_index_forward=False):
            if row.id != before:
                yield from_row(Subscriber, row)


def set_state(subscriber: Subscriber, state: SubscriberState, because: str | None = None) -> Subscriber | None:
    """The subscriber in another state, and why it is told nothing; None for one that is gone."""
    return changed(subscriber, lambda found: found.revised(state=state, suppressed_because=because))


def failed_since(subscriber: Subscriber, since: datetime | None) -> Subscriber | None:
    """Since when nothing could be delivered, or None when it can again. The first failure of a row counts."""

    def noting(found: Subscriber) -> Subscriber:
        if (found.failing_since is None) is (since is None):
            return found
        return found.revised(failing_since=since)

    return changed(subscriber, noting)


def suppress(org_id: Id, email: str, because: str) -> Subscriber | None:
    """The address is mailed nothing more by this organization; the subscriber, if there is one."""
    found = holding(org_id, Channel.EMAIL, email)
    return set_state(found, SubscriberState.SUPPRESSED, because) if found else None


def changed(subscriber: Subscriber, change: Callable[[Subscriber], Subscriber]) -> Subscriber | None:
    """The subscriber as it is by then, changed; None for one that is gone. Raises ContendedError."""

    def attempt() -> Subscriber | None:
        found = find(subscriber.org_id, subscriber.id)
        if found is None:
            return None
        after = change(found)
        if after != found:
            _put(row_of(after), Subscribers.version == found.version)
        return after

    return retried(attempt)


def saving(subscriber: Subscriber) -> Operation:
    """Stores it in the place of the version before it, which must be there; or as new."""
    new = Subscribers.id.does_not_exist()
    condition = new if subscriber.version == 1 else Subscribers.version == subscriber.version - 1
    return lambda write: write.save(row_of(subscriber), condition=condition)


def creating(subscriber: Subscriber) -> Operation:
    """Stores it whatever its version, unless there is one with its id."""
    return lambda write: write.save(row_of(subscriber), condition=Subscribers.id.does_not_exist())


def removing(subscriber: Subscriber) -> Operation:
    """Deletes it, as long as it is the version that was read."""
    row = Subscribers(subscriber.org_id, subscriber.id)
    return lambda write: write.delete(row, condition=Subscribers.version == subscriber.version)


def commit(*operations: Operation) -> None:
    """All or nothing; raises LostRaceError."""
    with transaction() as write:
        for operation in operations:
            operation(write)


def _put(row: Subscribers, condition: object) -> None:
    with reaching_dynamodb():
        try:
            row.save(condition=cast(Condition, condition))
        except PutError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            raise LostRaceError((0,)) from error
