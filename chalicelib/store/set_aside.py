"""Organizations whose publications fail, and the events their pages do not show yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from pynamodb.exceptions import UpdateError

from chalicelib.domain.ids import Id
from chalicelib.domain.times import from_wire, to_wire
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import SetAside, Unpublished


@dataclass(frozen=True)
class Waiting:
    """An organization that is set aside."""

    org_id: Id
    since: datetime
    tries: int
    """Failed tries, the first one included."""
    error: str
    """The name of the last error."""
    next_at: datetime
    """When the next try is due."""


def find(org_id: Id) -> Waiting | None:
    """None for an organization that is published as it should be; consistent."""
    with reaching_dynamodb():
        try:
            return _waiting(SetAside.get(org_id, consistent_read=True))
        except SetAside.DoesNotExist:
            return None


def some(limit: int, after: Id | None) -> tuple[list[Waiting], Id | None]:
    """So many of all, and where to go on. It scans: the table holds only what is broken now, and operators ask."""
    with reaching_dynamodb():
        found = SetAside.scan(limit=limit, last_evaluated_key={"org_id": {"S": after}} if after else None)
        rows = [_waiting(row) for row in found]
        key = found.last_evaluated_key
    return rows, key["org_id"]["S"] if key else None


def note(org_id: Id, error: str, now: datetime, next_at: datetime) -> int:
    """One more try has failed; answers how many that are."""
    row = SetAside(org_id)
    with reaching_dynamodb():
        row.update(
            actions=[
                SetAside.since.set(SetAside.since | to_wire(now)),
                SetAside.tries.add(1),
                SetAside.error.set(error),
                SetAside.next_at.set(to_wire(next_at)),
            ]
        )
    return int(row.tries)


def due_at(org_id: Id, moment: datetime) -> None:
    """The next try is due then; nothing for an organization that is not set aside any more."""
    row = SetAside(org_id)
    with reaching_dynamodb():
        try:
            row.update(actions=[SetAside.next_at.set(to_wire(moment))], condition=SetAside.org_id.exists())
        except UpdateError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise


def forget(org_id: Id) -> None:
    """It is published as it should be; safe to repeat."""
    with reaching_dynamodb():
        SetAside(org_id).delete()


def add_unpublished(org_id: Id, event_ids: Collection[Id]) -> None:
    """The page does not show these yet; safe to repeat."""
    with reaching_dynamodb(), Unpublished.batch_write() as batch:
        for event_id in event_ids:
            batch.save(Unpublished(org_id, event_id))


def unpublished(org_id: Id) -> list[Id]:
    """The events that the page does not show yet, oldest first; consistent."""
    with reaching_dynamodb():
        return [str(row.event_id) for row in Unpublished.query(org_id, consistent_read=True)]


def count_unpublished(org_id: Id) -> int:
    """How many they are."""
    with reaching_dynamodb():
        return int(Unpublished.count(org_id))


def remove_unpublished(org_id: Id, event_ids: Iterable[Id]) -> None:
    """The page shows these now; safe to repeat."""
    with reaching_dynamodb(), Unpublished.batch_write() as batch:
        for event_id in event_ids:
            batch.delete(Unpublished(org_id, event_id))


def _waiting(row: SetAside) -> Waiting:
    return Waiting(row.org_id, from_wire(row.since), int(row.tries), row.error, from_wire(row.next_at))
