"""Parts of notifications, read and written: each is one item, replaced under its version."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pynamodb.exceptions import PutError
from pynamodb.pagination import PageIterator

from chalicelib.domain.deliveries import Part, Way
from chalicelib.domain.ids import Id
from chalicelib.domain.notifications import KEPT_FOR, Counts, Delivery, DeliveryState, counted
from chalicelib.domain.times import from_wire, to_wire
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.tables import Deliveries

_LAST = "~"
"""Sorts behind every number."""


def add(part: Part) -> bool:
    """Stores a new part, unless there is one of its number: whether it is new."""
    return _put(part, is_new=True)


def replace(part: Part) -> bool:
    """Stores a part in the place of the version before it; False when another sender was faster.

    An answer that was lost looks like that, too: then the part is there as we wrote it.
    """
    if _put(part, is_new=False):
        return True
    there = find(part.org_id, part.notification_id, part.way, part.number)
    return there is not None and (there.version, there.claimed_by) == (part.version, part.claimed_by)


def find(org_id: Id, notification_id: Id, way: Way, number: int) -> Part | None:
    """One part; consistent."""
    with reaching_dynamodb():
        try:
            return _part(Deliveries.get(org_id, _key(notification_id, way, number), consistent_read=True))
        except Deliveries.DoesNotExist:
            return None


def last(org_id: Id, notification_id: Id, way: Way) -> Part | None:
    """The part with the greatest number; consistent."""
    first, beyond = _key(notification_id, way, 0), f"{notification_id}#{way}#{_LAST}"
    with reaching_dynamodb():
        rows = Deliveries.query(
            org_id, Deliveries.part.between(first, beyond), consistent_read=True, scan_index_forward=False, limit=1
        )
        return next((_part(row) for row in rows), None)


def of_notification(
    org_id: Id, notification_id: Id, *, after: str = "", limit: int | None = None, way: Way | None = None
) -> list[Part]:
    """Its parts in order, from behind the one of this name; the newest state may be a moment away."""
    begin = f"{notification_id}#{way or ''}"
    with reaching_dynamodb():
        rows = Deliveries.query(
            org_id, Deliveries.part.between(max(begin, f"{after}!") if after else begin, f"{begin}{_LAST}"), limit=limit
        )
        return [_part(row) for row in rows]


def progress(org_id: Id, notification_id: Id) -> Counts:
    """How many recipients of all its parts are how far.

    Taken from the answers as they come: while thousands are told this is asked every few seconds, and a model of each
    recipient would cost more than to tell them.
    """
    table = Deliveries._get_connection()  # noqa: SLF001 - answers before they are rows
    named: dict[str, Any] = {
        "range_key_condition": Deliveries.part.startswith(f"{notification_id}#"),
        "attributes_to_get": [Deliveries.recipients.attr_name],
    }
    words: Counter[str] = Counter()
    with reaching_dynamodb():
        pages: PageIterator[dict[str, Any]] = PageIterator(table.query, (org_id,), named)
        for page in pages:
            for item in page["Items"]:
                words.update(each[1] for each in json.loads(item[Deliveries.recipients.attr_name]["S"]))
    states: Counter[DeliveryState] = Counter()
    for word, number in words.items():
        states[_state(word)] += number
    return counted(states)


def name_of(part: Part) -> str:
    """What orders it among the parts of its notification."""
    return _key(part.notification_id, part.way, part.number)


def _key(notification_id: Id, way: Way, number: int) -> str:
    return f"{notification_id}#{way}#{number:05}"


def _put(part: Part, *, is_new: bool) -> bool:
    row = Deliveries(
        part.org_id,
        name_of(part),
        recipients=_stored(part.deliveries),
        claimed_until=to_wire(part.claimed_until) if part.claimed_until else None,
        claimed_by=part.claimed_by or None,
        created_at=to_wire(part.created_at),
        version=part.version,
        expires_at=part.created_at + KEPT_FOR,
    )
    condition = Deliveries.part.does_not_exist() if is_new else Deliveries.version == part.version - 1
    with reaching_dynamodb():
        try:
            row.save(condition=condition)
        except PutError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            return False
    return True


def _stored(deliveries: Sequence[Delivery]) -> list[list[Any]]:
    return [
        [
            each.subscriber_id,
            each.state.value,
            each.attempts,
            _seconds(each.tried_at),
            _seconds(each.next_try_at),
            each.why,
        ]
        for each in deliveries
    ]


def _part(row: Deliveries) -> Part:
    notification_id, way, number = row.part.split("#")
    return Part.model_construct(
        org_id=row.org_id,
        notification_id=notification_id,
        way=Way(way),
        number=int(number),
        deliveries=tuple(_delivery(*each) for each in row.recipients),
        claimed_until=from_wire(row.claimed_until) if row.claimed_until else None,
        claimed_by=row.claimed_by or "",
        created_at=from_wire(row.created_at),
        version=int(row.version),
    )


def _delivery(
    subscriber_id: str, state: str, attempts: int, tried: int, next_try: int, why: str, *_: object
) -> Delivery:
    """What a newer release added is left out."""
    return Delivery.model_construct(
        subscriber_id=subscriber_id,
        state=_state(state),
        attempts=attempts,
        tried_at=_moment(tried),
        next_try_at=_moment(next_try),
        why=why,
    )


def _state(stored: str) -> DeliveryState:
    known = stored in DeliveryState.__members__.values()
    return DeliveryState(stored) if known else DeliveryState.for_unknown()


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
