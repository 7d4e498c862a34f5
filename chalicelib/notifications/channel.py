"""What every way to be told has in common: what is sent to whom, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pkgutil import resolve_name

from chalicelib import log
from chalicelib.domain.notifications import Told
from chalicelib.domain.subscribers import Channel, Subscriber
from chalicelib.notifications.links import Links


@dataclass(frozen=True)
class Recipient:
    """Somebody, or something, that is told."""

    subscriber: Subscriber
    links: Links | None
    """None for a member of the team, whose preferences are in the dashboard."""
    zone: str
    """Whose times are told."""


@dataclass(frozen=True)
class Sender:
    """The organization, as its messages show it."""

    name: str
    page_url: str
    """The address of its status page, without a slash at its end."""
    color: str = ""
    """`#rrggbb`, or empty."""
    logo_url: str = ""
    reply_to: str = ""
    postal_address: str = ""


@dataclass(frozen=True)
class Rendered:
    """What one recipient is told."""

    told: Told
    organization: Sender
    delivery_id: str
    """The same at every try: Message-ID and webhook-id are made from it."""

    @property
    def url(self) -> str:
        """Where to read on."""
        return f"{self.organization.page_url}/{self.told.path}".rstrip("/")


@dataclass(frozen=True)
class Outcome:
    """What came of a try."""

    sent: bool
    permanent: bool = False
    """Not sent, and trying again would not change that."""
    gone: bool = False
    """The address is no more: the subscriber is suppressed."""
    away: bool = False
    """Not sent, because what sends all of them cannot be reached: nobody else is tried now."""
    retry_after: float | None = None
    """Seconds after which the other side wants to be asked again."""
    why: str = ""
    """What the other side said, for the team; never an address or a secret."""


SENT = Outcome(sent=True)


def error_of_ours(error: Exception, told: Told) -> Outcome:
    """Whatever it was, the others are told and this one is tried again."""
    log.exception("delivery_failed", error, organization=told.org_id, told=told.event_id)
    return Outcome(sent=False, why=f"an error of ours: {type(error).__name__}")


Send = Callable[[Recipient, Rendered], Outcome]
"""A way to be told: tries once. Safe for several threads; what goes wrong is an Outcome, and it takes at most 10 s."""


@cache
def channel_of(channel: Channel) -> Send:
    """The way of that name, imported when it is first needed."""
    found: Send = resolve_name(f"chalicelib.notifications.channels.{channel.value}:send")
    return found
