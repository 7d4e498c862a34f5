"""Subscribers, a mail carrier that remembers, and the way from an event to it, as tests need them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from chalicelib.domain.ids import new_id
from chalicelib.domain.notifications import Notification
from chalicelib.domain.subscribers import Channel, Consent, Following, Subscriber, SubscriberState, subscribed
from chalicelib.mail.message import MailError, Message
from chalicelib.mail.parcels import Handed, Pace, Parcel, in_turn
from chalicelib.queues.message import Task
from chalicelib.reactions.notify import notify
from chalicelib.store import events, notifications, subscriber_claims, subscribers
from tests.factories import NOW
from tests.queues import Queues
from tests.tenancy import Tenant


def a_subscriber(org_id: str, name: str = "ada", channel: Channel = Channel.EMAIL, **fields: Any) -> Subscriber:
    """Somebody who has confirmed."""
    is_mail = channel is Channel.EMAIL
    address = {"email": f"{name}@example.com"} if is_mail else {"url": f"https://hooks.example.com/{name}"}
    given = {each: fields.pop(each) for each in list(fields) if each in Following.model_fields}
    fields = {"state": SubscriberState.ACTIVE, "confirmed_at": NOW, **fields}
    found = subscribed(org_id, channel, address, Following.model_validate(given), Consent(at=NOW), **fields)
    subscribers.commit(subscriber_claims.claiming(found, None), subscribers.saving(found))
    return found


@dataclass
class Post:
    """A mail carrier that keeps what it was handed."""

    sender: Address = field(default_factory=lambda: Address("Allclear", addr_spec="status@example.com"))
    raw: list[tuple[str, bytes]] = field(default_factory=list)
    trouble: Callable[[str], MailError | None] = lambda _: None

    def send(self, message: Message) -> None:
        """As `chalicelib.mail.carriers.Mail` says."""
        raise AssertionError(message)

    def hand_over(self, parcels: Iterable[Parcel], pace: Pace) -> Iterator[Handed]:
        """As `chalicelib.mail.carriers.Mail` says."""
        return in_turn(parcels, self._take, pace)

    def _take(self, parcel: Parcel) -> None:
        if error := self.trouble(parcel.to):
            raise error
        self.raw.append((parcel.to, parcel.mime))

    @property
    def to(self) -> list[str]:
        """Who got something, in order."""
        return [to for to, _ in self.raw]

    @property
    def mails(self) -> list[EmailMessage]:
        """What they got."""
        found = [message_from_bytes(mime, policy=policy.default) for _, mime in self.raw]
        return [each for each in found if isinstance(each, EmailMessage)]

    @property
    def subjects(self) -> list[str]:
        """Of the mails."""
        return [str(each["Subject"]) for each in self.mails]


@dataclass
class Telling:
    """What becomes of the events of a tenant."""

    tenant: Tenant
    queues: Queues
    post: Post

    def hears(self) -> None:
        """All events are told, those from before once more, and everything that follows from them at once."""
        self.plans()
        self.sends()

    def plans(self) -> None:
        """All events are on their way to the senders."""
        stretch = events.oldest_first(self.tenant.org_id)
        for event in stretch.events if stretch else ():
            notify(Task(self.tenant.org_id, event.id))

    def sends(self) -> None:
        """What is in the queues of senders now."""
        self.queues.flow("send_calls")
        self.queues.flow("send_mail")

    def tasks(self, what: str) -> list[Task]:
        """What is to be done later, taken out of the queue."""
        waiting = self.queues.sent.pop("notify", [])
        self.queues.sent["notify"] = [each for each in waiting if each.what != what]
        return [each for each in waiting if each.what == what]

    def does(self, what: str) -> None:
        """It is time for that."""
        for task in self.tasks(what):
            notify(task)
        self.sends()

    def notifications(self) -> list[Notification]:
        """Newest first."""
        return notifications.newest_first(self.tenant.org_id, limit=50)


def an_id() -> str:
    """A new one."""
    return new_id(NOW)
