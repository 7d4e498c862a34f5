"""Subscribers: read one by one, by address, and in the order in which they are told."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Any, cast

from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition
from pynamodb.pagination import PageIterator

from chalicelib.domain.ids import Id
from chalicelib.domain.subscribers import Channel, Consent, Subscriber, SubscriberState, Tellable, Which
from chalicelib.domain.times import from_wire, to_wire, zone_names
from chalicelib.domain.words import AS_STORED
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Subscribers
from chalicelib.store.transactions import LostRaceError, retried, transaction

_CLAIM = "#"
"""Sorts before every id."""
_FIRST = "0"
AT_A_TIME = 100
"""Items that one request reads."""
_WORTH_A_RANGE = 10


@dataclass(frozen=True)
class Claim:
    """Who has an address, or that whoever had it unsubscribed."""

    holder_id: Id | None
    unsubscribed_at: str | None


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
    return [_read(item) for item in found]


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


def _read(item: Mapping[str, Any]) -> Subscriber:
    """The subscriber an item holds. Most follow all of a page by mail: these are read in a tenth of the time."""
    given = {name: next(iter(value.values())) for name, value in item.items()}
    if not _is_simple(given):
        return from_row(Subscriber, Subscribers.from_raw_data(dict(item)))
    zone, created_at = given["time_zone"], from_wire(given["created_at"])
    return Subscriber.model_construct(
        **_NOT_CHOSEN,
        id=given["subscriber_id"],
        org_id=given["org_id"],
        channel=Channel.EMAIL,
        email=given["email"],
        state=SubscriberState.ACTIVE,
        which=Which(given["which"]),
        time_zone=zone if zone in zone_names() else "UTC",
        created_at=created_at,
        confirmed_at=from_wire(given["confirmed_at"]),
        consent=_consent(given["consent"]),
        version=int(given["version"]),
    )


def _is_simple(given: Mapping[str, Any]) -> bool:
    """Whether there is nothing but what everybody has who follows all of a page by mail."""
    return (
        given.keys() - _EMPTY == _OF_ALL
        and all(given.get(name, "[]") == "[]" for name in _EMPTY)
        and (given["channel"], given["state"], given["which"]) in _SIMPLE_WORDS
    )


@lru_cache(maxsize=256)
def _consent(stored: str) -> Consent:
    """All lines of an import have the same."""
    return Consent.model_validate_json(stored, extra="ignore", context=AS_STORED)


_NOT_CHOSEN: dict[str, Any] = {
    name: field.default
    for name, field in Subscriber.model_fields.items()
    if not field.is_required() and name not in {"email", "which", "time_zone", "confirmed_at", "version"}
}
"""Named, because to look up what a field is without a value takes longer than all else."""
_EMPTY = {"categories", "service_ids", "incident_ids", "signing_secrets"}
_OF_ALL = set(
    """
    org_id subscriber_id channel email state which time_zone created_at confirmed_at consent version
    audience mailbox_hash
    """.split()  # noqa: SIM905 - a list one can read
)
_SIMPLE_WORDS = {(Channel.EMAIL.value, SubscriberState.ACTIVE.value, which.value) for which in Which}


def claim(org_id: Id, channel: Channel, address: str) -> Claim | None:
    """Who has the address in this organization, if anybody has or had; consistent."""
    with reaching_dynamodb():
        try:
            row = Subscribers.get(org_id, _claim_id(channel, address), consistent_read=True)
        except Subscribers.DoesNotExist:
            return None
    return Claim(row.holder_id, row.unsubscribed_at)


def holding(org_id: Id, channel: Channel, address: str) -> Subscriber | None:
    """The subscriber who has the address in this organization; consistent."""
    found = claim(org_id, channel, address)
    return find(org_id, found.holder_id) if found and found.holder_id else None


def by_address(email: str) -> list[Subscriber]:
    """The subscribers of one email address in all organizations. A read across tenants, for bounces alone."""
    with reaching_dynamodb():
        keys = [(row.org_id, row.id) for row in Subscribers.by_mailbox.query(_hash(email))]
    return [found for key in keys if (found := find(*key))]


def after(org_id: Id, channels: Collection[Channel], after_id: Id | None = None, limit: int = 50) -> list[Subscriber]:
    """At most `limit` of those who may be told by these channels, in the order of their ids.

    Who was added, or unsubscribed, a moment ago may be missing or still there, because an index lags behind: who sends
    reads each one again.
    """
    audiences = {_audience(org_id, channel) for channel in channels}
    with reaching_dynamodb():
        found = [_in(audience, channels, after_id, limit) for audience in audiences]
        return list(islice(merge(*found, key=attrgetter("id")), limit))


def _in(audience: str, channels: Collection[Channel], after_id: Id | None, limit: int) -> Iterator[Subscriber]:
    later = Subscribers.id > after_id if after_id else None
    rows = Subscribers.by_audience.query(audience, later, page_size=max(limit, 10))
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
    }
    for audience in {_audience(org_id, channel) for channel in channels}:
        with reaching_dynamodb():
            pages: PageIterator[dict[str, Any]] = PageIterator(table.query, (audience,), asked)
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


_CHOICE = """
    subscriber_id channel state paused_until which chooses categories service_ids incident_ids
""".split()  # noqa: SIM905 - a list one can read
"""All that decides who is told what. Whatever else a subscriber has makes no difference."""


def count(org_id: Id, now: datetime, told: Tellable | None = None) -> int:
    """How many are told what happens now, or only those who want to know this; counted from an index, which lags."""
    with reaching_dynamodb():
        return sum(_counted(audience, now, told) for audience in _audiences(org_id))


def _counted(audience: str, now: datetime, told: Tellable | None) -> int:
    """Only who chose something is looked at one by one."""
    awake = Subscribers.paused_until.does_not_exist() | (Subscribers.paused_until <= to_wire(now))
    if told is None:
        return int(Subscribers.by_audience.count(audience, filter_condition=awake))
    everything = int(
        Subscribers.by_audience.count(audience, filter_condition=awake & Subscribers.chooses.does_not_exist())
    )
    rows = Subscribers.by_audience.query(audience, filter_condition=awake & Subscribers.chooses.exists())
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
            _put(_row(after), Subscribers.version == found.version)
        return after

    return retried(attempt)


def saving(subscriber: Subscriber) -> Operation:
    """Stores it in the place of the version before it, which must be there; or as new."""
    new = Subscribers.id.does_not_exist()
    condition = new if subscriber.version == 1 else Subscribers.version == subscriber.version - 1
    return lambda write: write.save(_row(subscriber), condition=condition)


def creating(subscriber: Subscriber) -> Operation:
    """Stores it whatever its version, unless there is one with its id."""
    return lambda write: write.save(_row(subscriber), condition=Subscribers.id.does_not_exist())


def removing(subscriber: Subscriber) -> Operation:
    """Deletes it, as long as it is the version that was read."""
    row = Subscribers(subscriber.org_id, subscriber.id)
    return lambda write: write.delete(row, condition=Subscribers.version == subscriber.version)


def claiming(subscriber: Subscriber, seen: Claim | None) -> Operation:
    """Takes the address, as long as it is whose it was when it was read.

    That somebody unsubscribed is remembered until they confirm that they want to be told again.
    """
    waits = subscriber.state is SubscriberState.PENDING
    unsubscribed_at = seen.unsubscribed_at if seen and waits else None
    expires_at = None if unsubscribed_at else subscriber.expires_at
    row = _claim(subscriber, holder_id=subscriber.id, unsubscribed_at=unsubscribed_at, expires_at=expires_at)
    return lambda write: write.save(row, condition=_as_seen(seen))


def releasing(subscriber: Subscriber, unsubscribed_at: str | None) -> Operation:
    """Gives the address up. Where its holder unsubscribed, that is kept, without the address."""
    row = _claim(subscriber, unsubscribed_at=unsubscribed_at)
    ours = (Subscribers.holder_id == subscriber.id) | Subscribers.id.does_not_exist()
    if unsubscribed_at:
        return lambda write: write.save(row, condition=ours)
    return lambda write: write.delete(row, condition=ours)


def _as_seen(seen: Claim | None) -> Any:  # noqa: ANN401 - PynamoDB's conditions
    if seen is None:
        return Subscribers.id.does_not_exist()
    if seen.holder_id is None:
        return Subscribers.holder_id.does_not_exist()
    return Subscribers.holder_id == seen.holder_id


def commit(*operations: Operation) -> None:
    """All or nothing; raises LostRaceError."""
    with transaction() as write:
        for operation in operations:
            operation(write)


def forget_address(org_id: Id, channel: Channel, address: str) -> None:
    """Forgets also that whoever had it unsubscribed."""
    with reaching_dynamodb():
        Subscribers(org_id, _claim_id(channel, address)).delete()


def _claim(subscriber: Subscriber, **given: Any) -> Subscribers:  # noqa: ANN401 - attributes of the table
    known = {name: value for name, value in given.items() if value is not None}
    return Subscribers(subscriber.org_id, _claim_id(subscriber.channel, subscriber.address), **known)


def _claim_id(channel: Channel, address: str) -> str:
    return f"{_CLAIM}{channel}#{_hash(address)}"


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def _audience(org_id: Id, channel: Channel) -> str:
    """Mail is told by another function than calls."""
    return f"{org_id}#{'mail' if channel is Channel.EMAIL else 'calls'}"


def _audiences(org_id: Id) -> set[str]:
    return {_audience(org_id, channel) for channel in Channel}


def _row(subscriber: Subscriber) -> Subscribers:
    keys: dict[str, Any] = {}
    if subscriber.may_be_told:
        keys["audience"] = _audience(subscriber.org_id, subscriber.channel)
    if subscriber.email:
        keys["mailbox_hash"] = _hash(subscriber.email)
    if not subscriber.everything:
        keys["chooses"] = True
    return to_row(Subscribers, subscriber, **keys)


def _put(row: Subscribers, condition: object) -> None:
    with reaching_dynamodb():
        try:
            row.save(condition=cast(Condition, condition))
        except PutError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            raise LostRaceError((0,)) from error
