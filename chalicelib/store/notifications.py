"""Notifications and threads, read and written."""

from datetime import datetime

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition

from chalicelib.domain.ids import Id, floor_id
from chalicelib.domain.notifications import KEPT_FOR, Counts, Notification, NotificationState
from chalicelib.domain.threads import Thread
from chalicelib.domain.words import AS_STORED
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Notifications
from chalicelib.store.transactions import LostRaceError

_THREAD = "#"
"""Sorts before every id."""
_REFUSED = "ConditionalCheckFailedException"


def add(notification: Notification) -> bool:
    """Stores it, unless there is one of its id: whether it is new."""
    row = to_row(Notifications, notification, expires_at=notification.created_at + KEPT_FOR)
    return _put(row, Notifications.id.does_not_exist())


def find(org_id: Id, notification_id: Id) -> Notification | None:
    """One notification; consistent."""
    with reaching_dynamodb():
        try:
            return _notification(Notifications.get(org_id, notification_id, consistent_read=True))
        except Notifications.DoesNotExist:
            return None


def newest_first(org_id: Id, *, limit: int, before: Id | None = None) -> list[Notification]:
    """At most `limit` notifications before the one called `before`."""
    older = Notifications.id.between("0", before) if before else Notifications.id >= "0"
    most = limit + 1 if before else limit
    with reaching_dynamodb():
        rows = Notifications.query(org_id, older, consistent_read=True, scan_index_forward=False, limit=most)
        return [_notification(row) for row in rows if row.id != before][:limit]


def ids_since(org_id: Id, moment: datetime, most: int) -> list[Id]:
    """The ids of what was told after `moment`, the oldest first; `most` at most."""
    with reaching_dynamodb():
        rows = Notifications.query(
            org_id, Notifications.id >= floor_id(moment), limit=most, attributes_to_get=["notification_id"]
        )
        return [str(row.id) for row in rows]


def since(org_id: Id, moment: datetime) -> list[Notification]:
    """What was told after `moment`, the oldest first."""
    with reaching_dynamodb():
        rows = Notifications.query(org_id, Notifications.id >= floor_id(moment), consistent_read=True)
        return [_notification(row) for row in rows]


def tell_progress(org_id: Id, notification_id: Id, state: NotificationState, counts: Counts) -> None:
    """How far it is; nothing where there is none any more."""
    row = Notifications(org_id, notification_id)
    with reaching_dynamodb():
        try:
            row.update(
                actions=[
                    Notifications.state.set(state.value),
                    Notifications.counts.set(counts.model_dump(mode="json")),
                ],
                condition=Notifications.told.exists(),
            )
        except UpdateError as error:
            if code_of(error) != _REFUSED:
                raise


def thread(org_id: Id, thread_id: Id) -> Thread | None:
    """What is known of a thread; consistent."""
    with reaching_dynamodb():
        try:
            row = Notifications.get(org_id, _THREAD + thread_id, consistent_read=True)
        except Notifications.DoesNotExist:
            return None
    return Thread.model_validate({**row.thread, "org_id": org_id}, extra="ignore", context=AS_STORED)


def replace_thread(after: Thread, now: datetime) -> None:
    """Stores a thread in the place of the version before it; raises LostRaceError."""
    row = Notifications(
        after.org_id,
        _THREAD + after.id,
        thread=after.model_dump(mode="json"),
        version=after.version,
        expires_at=now + KEPT_FOR,
    )
    is_first = after.version == 1
    if not _put(row, Notifications.id.does_not_exist() if is_first else Notifications.version == after.version - 1):
        raise LostRaceError((0,))


def _put(row: Notifications, condition: Condition) -> bool:
    with reaching_dynamodb():
        try:
            row.save(condition=condition)
        except PutError as error:
            if code_of(error) != _REFUSED:
                raise
            return False
    return True


def _notification(row: Notifications) -> Notification:
    return from_row(Notification, row)
