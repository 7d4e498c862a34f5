"""Messages that no event makes: a test, and that an endpoint is not called any more."""

from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlsplit

from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id, floor_id, id_from, new_id
from chalicelib.domain.notifications import Notification, NotificationKind, Place, Said, Told
from chalicelib.domain.subscribers import Subscriber
from chalicelib.notifications import queue
from chalicelib.queues.message import Task
from chalicelib.store import notifications

_TIME_LETTERS = 10


def test(org_id: Id, subscriber_id: Id, actor: Actor, now: datetime) -> Notification:
    """A test message to one subscriber; it goes the way of all others."""
    said = Said(label="Test", at=now, text="This is a test. Messages about incidents and maintenance look like this.")
    return _tell(
        org_id, NotificationKind.TEST, "This is a test", said, new_id(now), now, only=(subscriber_id,), by=actor.id
    )


def endpoint_failing(subscriber: Subscriber, now: datetime) -> Notification:
    """To the owners, once for a failure: the endpoint is not called any more."""
    since = subscriber.failing_since or now
    random = id_from(blake2b(f"{subscriber.id} {since}".encode(), digest_size=16).digest())
    host = urlsplit(subscriber.url or "").hostname or "your status page"
    name = f"A {subscriber.channel.value.replace('_', ' ')} {'at' if subscriber.url else 'of'} {host}"
    text = (
        "Nothing could be delivered to it for 3 days, so it is not called any more."
        " Once it works again, make it active in the dashboard, under Subscribers."
    )
    said = Said(label="Endpoint failing", at=now, text=text)
    notification_id = floor_id(since)[:_TIME_LETTERS] + random[_TIME_LETTERS:]
    return _tell(subscriber.org_id, NotificationKind.ENDPOINT_FAILING, name, said, notification_id, now)


def _tell(  # noqa: PLR0913 - what a message is
    org_id: Id,
    kind: NotificationKind,
    title: str,
    said: Said,
    notification_id: Id,
    now: datetime,
    *,
    only: tuple[str, ...] = (),
    by: str = "",
) -> Notification:
    told = Told(
        org_id=org_id,
        event_id=notification_id,
        kind=kind,
        place=Place.START,
        title=title,
        state=said.label,
        at=now,
        updates=(said,),
        thread=notification_id,
        by=by,
    )
    notification = Notification(id=notification_id, org_id=org_id, told=told, created_at=now, only=only)
    notifications.add(notification)
    queue.send_task(Task(org_id, notification_id, "plan"))
    return notification
