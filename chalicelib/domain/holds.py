"""What holds a service down: the claims of open incidents, of running maintenance and of machines.

A service shows the worst status that any of them claims. What a person chooses by hand replaces every earlier claim; a
claim that is made or changed afterwards counts again. Without claims, a service is what it is by itself.
"""

from collections.abc import Collection
from datetime import datetime

from chalicelib.domain.ids import Id
from chalicelib.domain.services import Automatic, Service, ServiceStatus
from chalicelib.domain.services import Claim as Claim  # noqa: PLC0414 - of holds, too
from chalicelib.domain.services import Claims as Claims  # noqa: PLC0414


def claimed(service: Service, status: ServiceStatus, others: Collection[Claim], now: datetime) -> tuple[Service, Claim]:
    """The service with one more claim, or a changed one, beside the `others` on it.

    It is revised even when its status stays: its version is how two writers notice each other.
    """
    claim = Claim(status=status, at=service.version + 1)
    own = service.own_status or _own_of_old(service, others)
    return _settled(service, own, service.chosen_at, (*others, claim), now), claim


def restored(service: Service, others: Collection[Claim], now: datetime) -> Service:
    """The service as its incident ends: operational, unless other claims are left."""
    return _settled(service, _own_at_the_end(service, others), service.chosen_at, others, now)


def followed(service: Service, status: ServiceStatus, others: Collection[Claim], now: datetime) -> Service:
    """The service as the page that it follows says it is, beside what incidents, maintenance and machines claim."""
    return _settled(service, status, service.chosen_at, others, now)


def signalled(
    service: Service, origin_id: Id, status: ServiceStatus | None, others: Collection[Claim], now: datetime
) -> Service:
    """The service as a machine says it is, beside the `others` on it; None when it says nothing any more.

    Then it is what it was by itself, unless a person has spoken since the machine did: that counted until now.
    """
    known = service.automatic or Automatic()
    claims = {each: claim for each, claim in known.claims.items() if each != origin_id}
    if status is not None:
        claims[origin_id] = Claim(status=status, at=service.version + 1)
    said = service.but(automatic=known.but(claims=claims))
    before = known.claims.get(origin_id)
    own = service.own_status or _own_of_old(service, others)
    if status is None and before and service.chosen_at > before.at:
        own = _own_at_the_end(said, others)
    return _settled(said, own, service.chosen_at, others, now)


def uncovered(service: Service, others: Collection[Claim], now: datetime) -> Service:
    """The service as its maintenance ends: what it is by itself, unless other claims are left."""
    own = service.own_status or _own_of_old(service, others)
    if own is ServiceStatus.UNDER_MAINTENANCE:
        own = ServiceStatus.OPERATIONAL
    return _settled(service, own, service.chosen_at, others, now)


def said_by_itself(service: Service, own: ServiceStatus, others: Collection[Claim], now: datetime) -> Service:
    """The service that is another by itself, as where it was imported from, beside the claims on it."""
    return _settled(service, own, service.chosen_at, others, now)


def _own_at_the_end(service: Service, others: Collection[Claim]) -> ServiceStatus:
    """Operational, unless something else is amiss: then what it is by itself is said when that ends.

    One that follows a page of others is what that page says, unless a person said that it is better than that.
    """
    if service.follows:
        said = ServiceStatus(service.follows.status)
        return min(said, service.own_status or said, key=lambda status: status.severity)
    claims = (*others, *service.automatic_claims.values())
    if any(claim.status is not ServiceStatus.UNDER_MAINTENANCE for claim in claims):
        return service.own_status or ServiceStatus.OPERATIONAL
    return ServiceStatus.OPERATIONAL


def _settled(service: Service, own: ServiceStatus, chosen_at: int, claims: Collection[Claim], now: datetime) -> Service:
    every = (*claims, *service.automatic_claims.values())
    counted = [own if claim.at < chosen_at else claim.status for claim in every]
    worst = max(counted, key=lambda status: status.severity, default=own)
    return service.revised(now, status=worst, own_status=own, chosen_at=chosen_at, status_before_maintenance=None)


def _own_of_old(service: Service, others: Collection[Claim]) -> ServiceStatus:
    """What a service is by itself that was stored before that was kept."""
    if service.status_before_maintenance:
        return service.status_before_maintenance
    is_claimed = others or service.status is ServiceStatus.UNDER_MAINTENANCE
    return ServiceStatus.OPERATIONAL if is_claimed else service.status
