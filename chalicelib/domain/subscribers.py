"""Subscribers: who is told what happens on a page, how, and about what."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Protocol, Self

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    computed_field,
    model_validator,
)

from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import StoredTimeZone
from chalicelib.domain.signing_secrets import new_secret
from chalicelib.domain.text import Headline, Name, WebAddress
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word, in_place_of_unknown

MAX_CHOSEN = 100
"""Services, and categories, that one subscriber may choose instead of all."""
MAX_FOLLOWED = 20
"""Incidents that one subscriber may follow; of more, the last ones count."""
PENDING_FOR = timedelta(days=7)
"""How long a subscription waits to be confirmed. Then it is forgotten, with the address."""


class Channel(Word):
    """A way to be told."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    SLACK = "slack"
    TEAMS = "teams"
    DISCORD = "discord"
    GOOGLE_CHAT = "google_chat"
    WEB_PUSH = "web_push"

    @classmethod
    def for_unknown(cls) -> "Channel":
        """A subscriber of a channel that only a newer release knows is suppressed as well: nobody calls it."""
        return cls.WEBHOOK

    @property
    def is_url(self) -> bool:
        """Whether it is reached at an address of the web that somebody gave."""
        return self not in {Channel.EMAIL, Channel.WEB_PUSH}


class SubscriberState(Word):
    """Whether a subscriber is told."""

    PENDING = "pending"
    """Not confirmed yet."""
    ACTIVE = "active"
    PAUSED = "paused"
    """By their own choice, until `paused_until` or until they say so."""
    SUPPRESSED = "suppressed"
    """Mail bounces, somebody complained, or the endpoint failed for days."""

    @classmethod
    def for_unknown(cls) -> "SubscriberState":
        """Told nothing."""
        return cls.SUPPRESSED


class Which(Word):
    """Which updates of an incident or maintenance."""

    ALL = "all"
    START_AND_END = "start_and_end"

    @classmethod
    def for_unknown(cls) -> "Which":
        """Nothing is missed."""
        return cls.ALL


class Tellable(Protocol):
    """What somebody may be told, as far as it says who wants to know it."""

    @property
    def service_ids(self) -> Sequence[str]:
        """The services that it is about."""

    @property
    def categories(self) -> Sequence[str]:
        """Their categories."""

    @property
    def incident_id(self) -> str | None:
        """The incident that it belongs to."""

    @property
    def place(self) -> str:
        """`start`, `middle` or `end` of an incident or maintenance."""


def _of_the_web(url: str) -> str:
    if not url:
        raise ValueError("must not be blank")
    return url


EndpointUrl = Annotated[WebAddress, AfterValidator(_of_the_web)]
_KEY = r"^[A-Za-z0-9_-]{%d}={0,2}$"


class PushKeys(Model):
    """What messages to a browser are encrypted with (RFC 8291), in base64url."""

    p256dh: Annotated[str, StringConstraints(pattern=_KEY % 87)]
    auth: Annotated[str, StringConstraints(pattern=_KEY % 22)]


class PushSubscription(Model):
    """What a browser's `PushSubscription` says of itself, by its `toJSON()`."""

    endpoint: EndpointUrl
    keys: PushKeys
    expires: float | None = Field(default=None, alias="expirationTime", exclude=True)
    """Not kept: whether it has ended is what the push service says when it is called."""


class Following(Model):
    """What somebody follows: all of the page where nothing is chosen."""

    categories: tuple[Name, ...] = Field(default=(), max_length=MAX_CHOSEN)
    service_ids: tuple[Id, ...] = Field(default=(), max_length=MAX_CHOSEN)
    incident_ids: tuple[Id, ...] = Field(default=(), max_length=MAX_FOLLOWED)
    """Incidents that are followed in particular, the latest last."""
    which: Which = Which.ALL
    time_zone: StoredTimeZone = "UTC"
    """Whose times are told."""

    @property
    def everything(self) -> bool:
        """Whether all of the page is followed."""
        return not (self.categories or self.service_ids or self.incident_ids)

    def wants(self, told: Tellable) -> bool:
        """Whether it is among what is followed."""
        if self.which is Which.START_AND_END and told.place == "middle":
            return False
        return (
            self.everything
            or told.incident_id in self.incident_ids
            or not set(told.service_ids).isdisjoint(self.service_ids)
            or not set(told.categories).isdisjoint(self.categories)
        )


class Consent(Model):
    """Who says that the subscriber wants to be told, and when they said it."""

    by: Actor | None = None
    """The member who added or imported them; null where they asked for it themselves."""
    at: Instant


class Subscriber(Following):
    """Somebody, or something, that is told what happens on a page."""

    id: Id
    org_id: Id = Field(exclude=True)
    channel: Channel
    email: str | None = None
    """Of the channel `email`."""
    url: str | None = None
    """Of a webhook or a chat; whoever knows a chat's address can write to it."""
    subscription: PushSubscription | None = Field(default=None, exclude=True)
    """Of the channel `web_push`."""
    state: SubscriberState
    created_at: Instant
    confirmed_at: Instant | None = None
    paused_until: Instant | None = None
    """When a pause ends by itself."""
    suppressed_because: Headline | None = None
    failing_since: Instant | None = None
    """Since when nothing could be delivered; null while it can."""
    consent: Consent
    signing_secrets: tuple[str, ...] = Field(default=(), exclude=True, repr=False)
    """Of a webhook, the newest first: at most two are valid."""
    requested: Following | None = Field(default=None, exclude=True)
    """What somebody asked to follow instead, until the mail about it is confirmed."""
    expires_at: Instant | None = Field(default=None, exclude=True)
    """When it is forgotten unless it is confirmed."""
    version: int = 1

    @model_validator(mode="before")
    @classmethod
    def _of_no_known_channel(cls, data: object, info: ValidationInfo) -> object:
        """What only a newer release can reach is told nothing by this one."""
        known = in_place_of_unknown(data, "channel", Channel, lambda _: Channel.WEBHOOK, info)
        return data if known is data or not isinstance(data, dict) else {**data, "state": SubscriberState.SUPPRESSED}

    @computed_field  # type: ignore[prop-decorator] # as pydantic advises
    @property
    def incident_id(self) -> Id | None:
        """The incident that was followed last."""
        return self.incident_ids[-1] if self.incident_ids else None

    @property
    def address(self) -> str:
        """Where they are reached; unique for the channel within an organization."""
        return address_of(self.__dict__)

    @property
    def following(self) -> Following:
        """What they follow."""
        return Following(**{name: getattr(self, name) for name in Following.model_fields})

    @property
    def may_be_told(self) -> bool:
        """Whether they are told, now or when their pause ends."""
        if self.state is SubscriberState.PAUSED:
            return self.paused_until is not None
        return self.state is SubscriberState.ACTIVE

    def is_told(self, now: datetime) -> bool:
        """Whether they are told what happens now."""
        return self.may_be_told and not (self.paused_until and now < self.paused_until)

    def is_over(self, now: datetime) -> bool:
        """Whether it was not confirmed in time. DynamoDB deletes such items days later."""
        return self.expires_at is not None and self.expires_at <= now

    def as_of(self, now: datetime) -> Self | None:
        """As it is by then: active once its pause has ended, and None where it was not confirmed in time."""
        if self.is_over(now):
            return None
        has_paused = self.state is SubscriberState.PAUSED and self.paused_until is not None and self.paused_until <= now
        return self.but(state=SubscriberState.ACTIVE, paused_until=None) if has_paused else self

    def revised(self, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, version=self.version + 1)


def address_of(given: Mapping[str, Any]) -> str:
    """The address among what names it: `email`, `url`, or the endpoint of `subscription`."""
    subscription = given.get("subscription")
    return given.get("email") or given.get("url") or (subscription.endpoint if subscription else "")


def subscribed(
    org_id: Id, channel: Channel, address: Mapping[str, Any], following: Following, consent: Consent, **fields: object
) -> Subscriber:
    """A new subscriber, not confirmed unless `fields` say so. `address` is its `email`, `url` or `subscription`."""
    waiting = {"state": SubscriberState.PENDING, "expires_at": consent.at + PENDING_FOR}
    given: dict[str, Any] = {**waiting, **address, **following.__dict__, **fields}
    return Subscriber(
        id=new_id(consent.at), org_id=org_id, channel=channel, created_at=consent.at, consent=consent, **given
    )


def confirmed(subscriber: Subscriber, now: datetime) -> Subscriber:
    """With what was asked for, once they have said that it was them; a pause goes on."""
    wanted = subscriber.requested.__dict__ if subscriber.requested else {}
    state = SubscriberState.PAUSED if subscriber.state is SubscriberState.PAUSED else SubscriberState.ACTIVE
    return subscriber.revised(
        **wanted,
        requested=None,
        expires_at=None,
        state=state,
        confirmed_at=now,
        suppressed_because=None,
        failing_since=None,
        consent=Consent(at=now),
    )


def merged(before: Following, asked: Following) -> Following:
    """What is followed after somebody asks for more: incidents come on top of what else they follow."""
    if asked.everything:
        return asked
    if not (asked.categories or asked.service_ids):
        if before.everything:
            return before
        asked = asked.but(categories=before.categories, service_ids=before.service_ids)
    earlier = tuple(each for each in before.incident_ids if each not in asked.incident_ids)
    return asked.but(incident_ids=(*earlier, *asked.incident_ids)[-MAX_FOLLOWED:])


def added(
    org_id: Id, channel: Channel, address: Mapping[str, Any], following: Following, consent: Consent, *, given: bool
) -> Subscriber:
    """A new subscriber whom a member adds; one who is to be asked first waits."""
    secrets = (new_secret(),) if channel is Channel.WEBHOOK else ()
    told = {"state": SubscriberState.ACTIVE, "expires_at": None} if given else {}
    return subscribed(org_id, channel, address, following, consent, signing_secrets=secrets, **told)


def added_again(before: Subscriber, following: Following, consent: Consent, *, given: bool) -> Subscriber:
    """One who waits to confirm, and is now added by a member; raises ConflictError for one who is told already."""
    if before.state is not SubscriberState.PENDING:
        raise ConflictError("This address is a subscriber already.")
    waits = {"expires_at": consent.at + PENDING_FOR}
    told = {"state": SubscriberState.ACTIVE, "expires_at": None} if given else waits
    return before.revised(**following.__dict__, consent=consent, **told)


def masked(subscriber: Subscriber) -> Subscriber:
    """For those who may not see addresses."""
    changes: dict[str, object] = {}
    if subscriber.email:
        local, _, domain = subscriber.email.partition("@")
        changes["email"] = f"{local[:1]}\u2026@{domain}"
    if subscriber.url:
        changes["url"] = "/".join([*subscriber.url.split("/")[:3], "\u2026"])
    return subscriber.but(**changes)


class Mark(Model):
    """What the audit log may know of a subscriber: never an address."""

    id: Id
    channel: Channel
