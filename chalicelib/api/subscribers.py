"""/api/subscribers: whom a page tells what happens, for the team."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Self

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.api.subscriber_addresses import reachable
from chalicelib.auth import mail_gate
from chalicelib.domain.addresses import address_of
from chalicelib.domain.affected import MAX_AFFECTED
from chalicelib.domain.errors import ConflictError, InvalidError, UnavailableError
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id, is_id
from chalicelib.domain.model import Model
from chalicelib.domain.notifications import Place
from chalicelib.domain.organizations import Role
from chalicelib.domain.subscribers import Channel, Subscriber, SubscriberState, masked
from chalicelib.domain.subscriptions import Address, Asked, SubscriberDraft, SubscriberEdit
from chalicelib.notifications import announcing
from chalicelib.queues import queues
from chalicelib.queues.message import SubscriptionAsked
from chalicelib.store import subscribers as store
from chalicelib.use_cases import subscriber_admin as use_cases

bp = Blueprint(__name__)

LOOKED_AT = 3_000
"""Subscribers that one page of a search looks at; what is left is on the next one, though this one be short."""


class SubscriberQuery(Paging):
    """Which subscribers."""

    q: str = Field(default="", max_length=254)
    """Only those whose address holds this."""
    channel: Channel | None = None
    """Only those of this channel."""
    state: SubscriberState | None = None
    """Only those in this state."""

    def wants(self, subscriber: Subscriber) -> bool:
        """Whether it is one of them."""
        return (
            self.channel in {None, subscriber.channel}
            and self.state in {None, subscriber.state}
            and self.q.lower() in subscriber.address.lower()
        )

    @property
    def filters(self) -> dict[str, str]:
        """As in the address of the next page."""
        given = {"q": self.q, "channel": self.channel, "state": self.state}
        return {name: str(value) for name, value in given.items() if value}


class SubscriberItems(Items):
    """Subscribers, newest first."""

    items: list[Subscriber]


class NewSubscriber(Subscriber):
    """A subscriber just added."""

    signing_secret: str | None = Field(default=None, repr=False)
    """Of a webhook: what its messages are signed with. It cannot be shown again."""

    @classmethod
    def of(cls, subscriber: Subscriber) -> Self:
        """With its secret, if it has one."""
        return cls(**subscriber.__dict__, signing_secret=next(iter(subscriber.signing_secrets), None))


class SigningSecret(Model):
    """A secret just made."""

    signing_secret: str = Field(repr=False)
    """What messages are signed with from now on, beside the one before. It cannot be shown again."""


class TestSent(Model):
    """A test message on its way."""

    notification_id: Id
    """What became of it: `GET /api/notifications/{id}`."""


class AudienceQuery(BaseModel):
    """What would be told."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    service_ids: str = Field(default="", max_length=27 * MAX_AFFECTED)
    """Services, separated by commas."""
    incident_id: str | None = Field(default=None, max_length=26)
    """The incident that it belongs to."""
    place: Place = Place.START
    """Whether it begins or ends something, or is in the middle, of which not everybody wants to hear."""

    @property
    def chosen(self) -> list[str]:
        """The services; raises InvalidError for what is no id."""
        ids = [each for each in self.service_ids.split(",") if each]
        for name, each in [*(("service_ids", each) for each in ids), ("incident_id", self.incident_id)]:
            if each is not None and not is_id(each):
                raise InvalidError(("query", name), "must be made of ids")
        return ids


class Audience(Model):
    """Who is told."""

    count: int
    """How many will be told of this."""
    total: int
    """How many are told anything."""


@endpoint(bp, "GET", "/api/subscribers", Role.VIEWER, query=SubscriberQuery, answer=SubscriberItems)
def list_subscribers(call: Call[None, SubscriberQuery]) -> Answer:
    """List subscribers, newest first.

    Viewers, and keys that read, see no whole address. A page of a search may be short, or empty, and not the last.
    """
    query = call.query
    if query.q and not _sees_addresses(call):
        raise InvalidError(("query", "q"), "needs the role member")
    found, last = _page(call)
    items = found[: query.limit]
    cursor = items[-1].id if len(found) > query.limit else last
    link = next_link("/api/subscribers", query, cursor, **query.filters)
    return Answer(SubscriberItems(items=[_shown(each, call) for each in items], next_cursor=cursor), link)


@endpoint(bp, "POST", "/api/subscribers", Role.MEMBER, body=SubscriberDraft, answer=NewSubscriber, status=201)
def add_subscriber(call: Call[SubscriberDraft, None]) -> Answer:
    """Add a subscriber.

    With the consent `given`, they are told from now on, and it is noted that you answer for it. With `ask`, they are
    asked first, as if they had subscribed on the page. Nobody who unsubscribed is added again without being asked.
    """
    subscriber = admit(call.org_id, call.body, call.actor, call.now)
    return Answer(NewSubscriber.of(subscriber), {"Location": f"/api/subscribers/{subscriber.id}"})


@endpoint(bp, "GET", "/api/subscribers/count", Role.VIEWER, query=AudienceQuery, answer=Audience)
def count_subscribers(call: Call[None, AudienceQuery]) -> Audience:
    """Count who will be told of something about services, or about an incident.

    Without either: who is told of what concerns no service.
    """
    query = call.query
    told = use_cases.audience(call.org_id, query.chosen, query.incident_id, call.now, query.place)
    return Audience(count=told, total=store.count(call.org_id, call.now))


@endpoint(bp, "GET", "/api/subscribers/{subscriber_id}", Role.VIEWER, answer=Subscriber)
def get_subscriber(call: Call[None, None]) -> Subscriber:
    """Get a subscriber."""
    return _shown(use_cases.get(call.org_id, call.id("subscriber_id"), call.now), call)


@endpoint(
    bp,
    "PATCH",
    "/api/subscribers/{subscriber_id}",
    Role.MEMBER,
    body=SubscriberEdit,
    answer=Subscriber,
    locked=True,
)
def change_subscriber(call: Call[SubscriberEdit, None]) -> Subscriber:
    """Change what a subscriber is told, pause it, or go on; fields left out keep their values."""
    return use_cases.change(call.org_id, call.id("subscriber_id"), call.body, call.actor, call.now, call.expected)


@endpoint(bp, "DELETE", "/api/subscribers/{subscriber_id}", Role.MEMBER, status=204, locked=True)
def remove_subscriber(call: Call[None, None]) -> None:
    """Remove a subscriber; nothing more is told to it."""
    use_cases.remove(call.org_id, call.id("subscriber_id"), call.actor, call.now, call.expected)


@endpoint(bp, "POST", "/api/subscribers/{subscriber_id}/signing-secret", Role.MEMBER, answer=SigningSecret, status=201)
def rotate_signing_secret(call: Call[None, None]) -> SigningSecret:
    """Make a new secret for a webhook; the answer shows it once.

    Messages are signed with it and with the one before, until the next one is made.
    """
    after = use_cases.rotate_secret(call.org_id, call.id("subscriber_id"), call.actor, call.now)
    return SigningSecret(signing_secret=after.signing_secrets[0])


@endpoint(bp, "POST", "/api/subscribers/{subscriber_id}/test", Role.MEMBER, answer=TestSent, status=202)
def send_test(call: Call[None, None]) -> TestSent:
    """Send a test message to a subscriber, as others are sent."""
    subscriber = use_cases.get(call.org_id, call.id("subscriber_id"), call.now)
    if not subscriber.is_told(call.now):
        raise ConflictError(f"The subscriber is {subscriber.state}, and told nothing.")
    return TestSent(notification_id=announcing.test(call.org_id, subscriber.id, call.actor, call.now).id)


def admit(org_id: Id, draft: SubscriberDraft, actor: Actor, now: datetime) -> Subscriber:
    """A new subscriber, asked first where the draft says so."""
    reachable(draft)
    if draft.consent == "given":
        mail_gate.count_given_consents(org_id, now)
    subscriber = use_cases.add(org_id, draft, actor, now)
    if subscriber.state is SubscriberState.PENDING:
        _ask(org_id, Asked(address=draft.address, following=subscriber.following, by=actor), now)
    return subscriber


def asked_again(subscriber: Subscriber, actor: Actor, now: datetime) -> None:
    """Asks a subscriber once more; raises ConflictError for one who has confirmed."""
    if subscriber.state is not SubscriberState.PENDING:
        raise ConflictError("The subscription is confirmed.")
    address = Address(channel=subscriber.channel, email=subscriber.email, url=subscriber.url)
    _ask(subscriber.org_id, Asked(address=address, following=subscriber.following, by=actor), now)


def _ask(org_id: Id, asked: Asked, now: datetime) -> None:
    message = SubscriptionAsked(org_id, asked.model_dump(mode="json"), now.timestamp())
    if queues.current().send("subscribe", [message]):
        raise UnavailableError("They are added, and could not be asked. Add them again in a moment.")


def _page(call: Call[None, SubscriberQuery]) -> tuple[list[Subscriber], str | None]:
    """One more than asked for, where there are so many; and where to go on when not all were looked at."""
    query = call.query
    if (email := address_of(query.q)) and query.channel in {None, Channel.EMAIL}:
        found = store.holding(call.org_id, Channel.EMAIL, email)
        current = found and found.as_of(call.now)
        if current and query.wants(current):
            return [] if query.before else [current], None
    every = store.of_organization(call.org_id, query.before)
    matching: list[Subscriber] = []
    looked, last = 0, ""
    for each in islice(every, LOOKED_AT):
        looked, last = looked + 1, each.id
        if (current := each.as_of(call.now)) and query.wants(current):
            matching.append(current)
        if len(matching) > query.limit:
            return matching, None
    return matching, last if looked == LOOKED_AT and _has_more(every) else None


def _has_more(rest: Iterator[Subscriber]) -> bool:
    return next(rest, None) is not None


def _sees_addresses(call: Call[None, SubscriberQuery] | Call[None, None]) -> bool:
    return call.membership.role.includes(Role.MEMBER)


def _shown(subscriber: Subscriber, call: Call[None, SubscriberQuery] | Call[None, None]) -> Subscriber:
    return subscriber if _sees_addresses(call) else masked(subscriber)
