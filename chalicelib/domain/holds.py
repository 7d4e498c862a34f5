"""What holds a service down: the claims of open incidents and running maintenance.

A service shows the worst status that any of them claims. What a person chooses by hand replaces every earlier claim; a
claim that is made or changed afterwards counts again. Without claims, a service is what it is by itself.
"""

from collections.abc import Collection
from datetime import datetime

from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.services import Service, ServiceStatus


class Claim(Model):
    """What an incident or maintenance says a service is."""

    status: ServiceStatus
    at: int = 0
    """The version of the service that was written together with the claim, which tells earlier from later."""


Claims = dict[Id, Claim]


def claimed(service: Service, status: ServiceStatus, others: Collection[Claim], now: datetime) -> tuple[Service, Claim]:
    """The service with one more claim, or a changed one, beside the `others` on it.

    It is revised even when its status stays: its version is how two writers notice each other.
    """
    claim = Claim(status=status, at=service.version + 1)
    own = service.own_status or _own_of_old(service, others)
    return _settled(service, own, service.chosen_at, (*others, claim), now), claim


def restored(service: Service, others: Collection[Claim], now: datetime) -> Service:
    """The service as its incident ends: operational, unless other claims are left."""
    own = ServiceStatus.OPERATIONAL
    if any(claim.status is not ServiceStatus.UNDER_MAINTENANCE for claim in others):
        own = service.own_status or own
    return _settled(service, own, service.chosen_at, others, now)


def uncovered(service: Service, others: Collection[Claim], now: datetime) -> Service:
    """The service as its maintenance ends: what it is by itself, unless other claims are left."""
    own = service.own_status or _own_of_old(service, others)
    if own is ServiceStatus.UNDER_MAINTENANCE:
        own = ServiceStatus.OPERATIONAL
    return _settled(service, own, service.chosen_at, others, now)


def _settled(service: Service, own: ServiceStatus, chosen_at: int, claims: Collection[Claim], now: datetime) -> Service:
    counted = [own if claim.at < chosen_at else claim.status for claim in claims]
    worst = max(counted, key=lambda status: status.severity, default=own)
    return service.revised(now, status=worst, own_status=own, chosen_at=chosen_at, status_before_maintenance=None)


def _own_of_old(service: Service, others: Collection[Claim]) -> ServiceStatus:
    """What a service is by itself that was stored before that was kept."""
    if service.status_before_maintenance:
        return service.status_before_maintenance
    is_claimed = others or service.status is ServiceStatus.UNDER_MAINTENANCE
    return ServiceStatus.OPERATIONAL if is_claimed else service.status
