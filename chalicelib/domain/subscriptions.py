"""What people and programs send about subscriptions: whom to tell, what about, and what to change."""

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from chalicelib.domain.addresses import Email
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import TimeZone
from chalicelib.domain.subscribers import (
    MAX_CHOSEN,
    MAX_FOLLOWED,
    Channel,
    EndpointUrl,
    Following,
    PushSubscription,
    Subscriber,
    SubscriberState,
    Which,
    merged,
)
from chalicelib.domain.text import Name
from chalicelib.domain.times import Instant


class Address(Model):
    """Where somebody is to be told: an `email`, a `url` or a `subscription`, by the channel."""

    channel: Channel
    email: Email | None = None
    """For the channel `email`."""
    url: EndpointUrl | None = None
    """For a webhook or a chat: https."""
    subscription: PushSubscription | None = None
    """For the channel `web_push`: what the browser says."""

    @property
    def given(self) -> dict[str, Any]:
        """The one that the channel needs, by its name; raises InvalidError for none, or another."""
        needed = {Channel.EMAIL: "email", Channel.WEB_PUSH: "subscription"}.get(self.channel, "url")
        for name in ("email", "url", "subscription"):
            if (getattr(self, name) is None) is (name == needed):
                reason = f"is needed for {self.channel}" if name == needed else f"is not for {self.channel}"
                raise InvalidError((name,), reason)
        return {needed: getattr(self, needed)}

    @property
    def address(self) -> "Address":
        """The address alone, of what says more."""
        return Address(**{name: getattr(self, name) for name in Address.model_fields})


class Choice(Model):
    """What to be told about: all of the page where nothing is chosen."""

    categories: tuple[Name, ...] = Field(default=(), max_length=MAX_CHOSEN)
    """Names of categories of the page."""
    service_ids: tuple[Id, ...] = Field(default=(), max_length=MAX_CHOSEN)
    incident_id: Id | None = None
    """Follow this incident, beside what else is chosen."""
    which: Which = Which.ALL
    """`start_and_end`: only the first and the last message of an incident or maintenance."""
    time_zone: TimeZone | None = None
    """Whose times are told; by default the page's."""

    def following(self, time_zone: str) -> Following:
        """What is followed; times in `time_zone` unless another one is chosen."""
        return Following(
            categories=tuple(dict.fromkeys(self.categories)),
            service_ids=tuple(dict.fromkeys(self.service_ids)),
            incident_ids=(self.incident_id,) if self.incident_id else (),
            which=self.which,
            time_zone=self.time_zone or time_zone,
        )


class SubscriptionRequest(Address, Choice):
    """What a visitor asks for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "email", "email": "ada@example.com", "which": "start_and_end"}]}
    )


class Asked(Model):
    """An address to be asked whether it wants to be told, and what about."""

    address: Address
    following: Following
    by: Actor | None = None
    """The member who has them asked; null where they asked for it themselves."""


class SubscriberDraft(Address, Choice):
    """Whom to add."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "webhook", "url": "https://hooks.example.com/status"}]}
    )
    consent: Literal["given", "ask"] = "given"
    """`given`: they said that they want to be told, and you answer for that. `ask`: they are asked first."""


class SubscriberEdit(Model):
    """What to change about a subscription; a field left out keeps its value."""

    categories: tuple[Name, ...] | None = Field(default=None, max_length=MAX_CHOSEN)
    """Replaces all of them; with no category, service and incident, all of the page is followed."""
    service_ids: tuple[Id, ...] | None = Field(default=None, max_length=MAX_CHOSEN)
    """Replaces all of them."""
    incident_ids: tuple[Id, ...] | None = Field(default=None, max_length=MAX_FOLLOWED)
    """Replaces all of them."""
    incident_id: Id | None = None
    """Follow this incident, too."""
    which: Which | None = None
    time_zone: TimeZone | None = None
    state: Literal["active", "paused"] | None = None
    """`paused`: nothing is told until `paused_until`, or until it is `active` again."""
    paused_until: Instant | None = None
    """When the pause ends by itself; never, when left out."""


def edited(subscriber: Subscriber, edit: SubscriberEdit, now: datetime) -> Subscriber:
    """The subscriber with what the edit names changed; raises InvalidError for a pause that is over already."""
    changes = {name: value for name in edit.model_fields_set if (value := getattr(edit, name)) is not None}
    until, state = changes.pop("paused_until", None), changes.pop("state", None)
    if incident_id := changes.pop("incident_id", None):
        before = subscriber.following.but(**{name: changes[name] for name in changes if name in Following.model_fields})
        changes["incident_ids"] = merged(before, Following(incident_ids=(incident_id,))).incident_ids
    if until is not None and until <= now:
        raise InvalidError(("paused_until",), "must be in the future")
    if until is not None and (state or subscriber.state) != SubscriberState.PAUSED:
        raise InvalidError(("paused_until",), "is only for the state paused")
    if until is not None:
        changes["paused_until"] = until
    if state is not None and subscriber.state is SubscriberState.PENDING:
        raise ConflictError("The subscription is not confirmed yet.")
    if state is not None:
        changes |= {"state": SubscriberState(state), "paused_until": until}
    if state == SubscriberState.ACTIVE:
        changes |= {"suppressed_because": None, "failing_since": None}
    return subscriber.revised(**changes)
