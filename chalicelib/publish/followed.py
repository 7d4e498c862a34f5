"""What services follow of others' pages: what is known, and since when. Its document changes without a publication."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.providers import KnownStatus, Provider
from chalicelib.domain.services import Service
from chalicelib.domain.times import Instant
from chalicelib.store import providers


class FollowedService(Model):
    """What is known of one service that follows somebody else's page."""

    status: KnownStatus
    """What that page says; `unknown` where it was not read for 20 minutes, or has no such part."""
    checked_at: Instant | None
    """When it was last read; null before the first time."""


class FollowedDocument(Model):
    """`/api/status/{slug}/providers`."""

    as_of: Instant
    """When this was written."""
    services: dict[Id, FollowedService] = Field(default_factory=dict)
    """By service; those that follow nobody are left out."""


def document(services: Sequence[Service], now: datetime) -> FollowedDocument | None:
    """As it stands in the tables; each page is read once. None where no service follows any."""
    wanted = [(each.id, each.follows) for each in services if each.follows]
    known = {each: providers.find(each) for each in {follows.provider_id for _, follows in wanted}}
    told = {service_id: _told(known[follows.provider_id], follows.component_id, now) for service_id, follows in wanted}
    return FollowedDocument(as_of=now, services=told) if told else None


def _told(provider: Provider | None, component_id: str | None, now: datetime) -> FollowedService:
    if provider is None:
        return FollowedService(status=KnownStatus.UNKNOWN, checked_at=None)
    return FollowedService(status=provider.status_of(component_id, now), checked_at=provider.checked_at)
