"""/api/notifications: what subscribers were told, and what became of it."""

from chalice import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.domain.answer_room import first_that_fit
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.notifications import Delivery, DeliveryState, Notification
from chalicelib.domain.organizations import Role
from chalicelib.domain.subscribers import Channel
from chalicelib.store import notifications as store

bp = Blueprint(__name__)
_PATH = "/api/notifications"


class NotificationList(Items):
    """Notifications, newest first."""

    items: list[Notification]


class DeliveryQuery(BaseModel):
    """Which recipients."""

    model_config = {"extra": "forbid", "use_attribute_docstrings": True}

    state: DeliveryState | None = None
    """Only those that are so far; a page may be short, or empty, and still have a next one."""
    cursor: str | None = Field(default=None, pattern=r"^(mail|calls)-[0-9]{5}$")
    """`next_cursor` of the page before."""


class RecipientDelivery(Delivery):
    """One recipient, as the team sees it."""

    channel: Channel | None = None
    """By which way; null for who is gone."""
    address: str | None = None
    """Where they are reached; only members and above see it, and nobody once the subscriber is gone."""


class NotificationProgress(Notification):
    """A notification, and some of its recipients."""

    deliveries: list[RecipientDelivery]
    """In the order in which they are told."""
    next_cursor: str | None = None
    """Ask for more recipients with it; null on the last page."""


@endpoint(bp, "GET", _PATH, Role.VIEWER, query=Paging, answer=NotificationList)
def list_notifications(call: Call[None, Paging]) -> Answer:
    """List what subscribers were told in the last 90 days, newest first, and how far that is."""
    query = call.query
    found = store.newest_first(call.org_id, limit=query.limit + 1, before=query.before)
    items = first_that_fit(found, query.limit)
    cursor = items[-1].id if len(found) > len(items) else None
    return Answer(NotificationList(items=items, next_cursor=cursor), next_link(_PATH, query, cursor))


@endpoint(bp, "GET", _PATH + "/{notification_id}", Role.VIEWER, query=DeliveryQuery, answer=NotificationProgress)
def get_notification(call: Call[None, DeliveryQuery]) -> NotificationProgress:
    """Get a notification with its recipients, about 50 at a time: who is waiting, was told, or was not, and why."""
    from chalicelib.notifications import progress  # noqa: PLC0415 - what senders need weighs on no other start

    notification_id: Id = call.id("notification_id")
    found = store.find(call.org_id, notification_id)
    if found is None:
        raise NotFoundError("There is no such notification.")
    page = progress.of(found, call.query.state, call.query.cursor)
    is_shown = call.membership.role.includes(Role.MEMBER)
    deliveries = [
        RecipientDelivery(
            **each.delivery.__dict__,
            channel=each.channel,
            address=each.address if is_shown else None,
        )
        for each in page.recipients
    ]
    return NotificationProgress(**found.__dict__, deliveries=deliveries, next_cursor=page.next_cursor)
