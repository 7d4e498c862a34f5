"""The services that an incident or maintenance affects, and what others claim of them.

Services are read before claims. Whoever makes, changes or drops a claim writes the service as well, so a claim that was
missed belongs to a newer version of the service, and the transaction fails and is tried again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from chalicelib.domain.affected import ids_of
from chalicelib.domain.holds import Claim, Claims, claimed
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.services import Service, ServiceStatus
from chalicelib.store import incidents, maintenance, services

OtherClaims = Mapping[Id, Collection[Claim]]


def present(holder: Incident | Maintenance) -> list[Service]:
    """The services that it affects and that still exist."""
    wanted = ids_of(holder.services)
    found = services.of_organization(holder.org_id) if wanted else []
    return [service for service in found if service.id in wanted]


def of_others(org_id: Id, than: Id, open_incidents: Collection[Incident] | None = None) -> OtherClaims:
    """All claims besides those of the incident or maintenance `than`, by service; to be read after the services."""
    found: dict[Id, list[Claim]] = defaultdict(list)
    known = incidents.holding(org_id) if open_incidents is None else open_incidents
    holders: list[Incident | Maintenance] = [*known, *maintenance.holding(org_id)]
    for holder in holders:
        if holder.id != than:
            for service_id, claim in holder.holding.items():
                found[service_id].append(claim)
    return found


def claim_all(
    affected: Collection[Service], statuses: Mapping[Id, ServiceStatus], others: OtherClaims, now: datetime
) -> tuple[list[Service], Claims]:
    """The services that are given a status, changed, and the claims on them."""
    changed, claims = list[Service](), Claims()
    for service in affected:
        if (status := statuses.get(service.id)) is not None:
            after, claims[service.id] = claimed(service, status, others.get(service.id, ()), now)
            changed.append(after)
    return changed, claims
