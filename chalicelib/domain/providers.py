"""Providers: somebody else's status page, and what one of our services follows of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.domain.ids import Id, id_from
from chalicelib.domain.model import Model
from chalicelib.domain.text import WebAddress
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

MAX_COMPONENTS = 1000
READ_EVERY = timedelta(minutes=4, seconds=30)
"""Five minutes from one turn to the next: the job that reads comes once a minute."""
STALE_AFTER = timedelta(minutes=20)
"""What was known longer ago is not shown as known."""


class ProviderKind(Word):
    """How a page is read."""

    STATUSPAGE = "statuspage"
    ALLCLEAR = "allclear"
    FEED = "feed"

    @classmethod
    def for_unknown(cls) -> "ProviderKind":
        """Whatever it holds, nothing is read from it that is not there."""
        return cls.FEED


class KnownStatus(Word):
    """What is known of something that others run."""

    UNKNOWN = "unknown"
    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @classmethod
    def for_unknown(cls) -> "KnownStatus":
        """Never fine by default."""
        return cls.UNKNOWN

    @classmethod
    def of(cls, word: object) -> "KnownStatus":
        """Of what somebody else wrote."""
        return cls(str(word)) if str(word) in cls.__members__.values() else cls.UNKNOWN


class Component(Model):
    """A part of a provider's page."""

    id: str = Field(max_length=100)
    name: str = Field(max_length=100)
    status: KnownStatus
    """As the provider says."""


class Provider(Model):
    """Somebody else's page, as it was read last; it belongs to no organization, and all that follow it share it."""

    id: Id
    """Made from the address that is read."""
    kind: ProviderKind
    """`statuspage`: documents of Statuspage's version 2. `allclear`: a page such as ours. `feed`: RSS or Atom."""
    url: WebAddress
    """The page, for people."""
    source: WebAddress
    """What is read."""
    name: str = Field(max_length=60)
    """What it calls itself."""
    status: KnownStatus = KnownStatus.UNKNOWN
    """Of all of it."""
    components: tuple[Component, ...] = ()
    """Its parts; a feed has none."""
    checked_at: Instant | None = None
    """When it was read last with success; null before."""
    etag: str = Field(default="", exclude=True)
    last_modified: str = Field(default="", exclude=True)

    def status_of(self, component_id: str | None, now: datetime) -> KnownStatus:
        """What is known at this moment; of a part that is gone, nothing is."""
        if self.checked_at is None or now - self.checked_at >= STALE_AFTER:
            return KnownStatus.UNKNOWN
        if component_id is None:
            return self.status
        return next((each.status for each in self.components if each.id == component_id), KnownStatus.UNKNOWN)


class Follows(Model):
    """What of somebody else's page a service follows."""

    provider_id: Id
    """The page."""
    url: WebAddress
    """Where people read it."""
    name: str = Field(max_length=60)
    """What the page calls itself."""
    kind: ProviderKind = ProviderKind.FEED
    """How it is read."""
    source: WebAddress = ""
    """What is read; empty where that was not noted."""
    component_id: Annotated[str, StringConstraints(max_length=100)] | None = None
    """The part that is followed; null for all of the page."""
    component: str = Field(default="", max_length=100)
    """What that part is called."""
    status: KnownStatus = KnownStatus.UNKNOWN
    """What was known when it changed last; `unknown` before it was read, and when it could not be read for long."""


def provider_id(source: str) -> Id:
    """The same for everybody who follows this."""
    return id_from(sha256(source.encode()).digest())


def worst(statuses: Sequence[KnownStatus]) -> KnownStatus:
    """Of several: what is unknown counts more than what is fine, and is the answer where there are none."""
    order = [KnownStatus.OPERATIONAL, KnownStatus.UNKNOWN, *list(KnownStatus)[2:]]
    return max(statuses, key=order.index, default=KnownStatus.UNKNOWN)
