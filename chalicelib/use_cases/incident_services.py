"""What an incident does to its services: it takes them in, gives them back, and restores them as it ends."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.affected import affected_by, ids_of
from chalicelib.domain.holds import Claims, restored
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident, StatusByService, ToRestore, to_restore
from chalicelib.domain.services import Service, with_status
from chalicelib.use_cases import claims, services


@dataclass(frozen=True)
class Exchange:
    """Other services than before that an incident affects."""

    incident: Incident
    """Naming them, and claiming nothing of the others."""
    added: list[Service] = field(default_factory=list)
    """Those that it did not name yet, as they are."""
    out: list[Service] = field(default_factory=list)
    """Those that it does not name any more, as they are without it."""


def exchanged(before: Incident, service_ids: tuple[Id, ...] | None, chosen: ToRestore, now: datetime) -> Exchange:
    """The incident affecting these services; raises InvalidError for one that is not there."""
    if service_ids is None:
        return Exchange(before)
    known = set(ids_of(before.services))
    added = services.chosen(before.org_id, tuple(each for each in service_ids if each not in known))
    restore = to_restore(chosen, {*known, *service_ids})
    out = _released(before, before.holding.keys() - set(service_ids), restore, now)
    return Exchange(_naming(before, service_ids, added), added, out)


def _naming(before: Incident, service_ids: tuple[Id, ...], added: Collection[Service]) -> Incident:
    named = {item.id: item for item in (*before.services, *affected_by(added, {}))}
    return before.but(
        services=tuple(named[each] for each in dict.fromkeys(service_ids)),
        claims={each: claim for each, claim in before.holding.items() if each in service_ids},
    )


def _released(before: Incident, service_ids: Collection[Id], restore: Collection[Id], now: datetime) -> list[Service]:
    """Services that the incident lets go: those to `restore` are given back, the others stay as they are."""
    left = set(service_ids) - set(restore)
    staying = [each for each in claims.present(before) if each.id in left] if left else []
    return [
        *given_back(before, set(service_ids) - left, now),
        *(with_status(each, each.status, now) for each in staying),
    ]


def claimed(incident: Incident, given: StatusByService, now: datetime) -> tuple[list[Service], Claims]:
    """The services that an open incident gives a status, and what it claims of all of its services by now."""
    affected = claims.present(incident) if given else []
    others = claims.of_others(incident.org_id, incident.id) if affected else {}
    changed, made = claims.claim_all(affected, given, others, now)
    return changed, incident.holding | made


def ended(
    before: Incident, given: StatusByService, restore: Collection[Id], now: datetime, added: Collection[Service] = ()
) -> list[Service]:
    """What resolving changes: services that are given a status have it, some are restored, and the others stay."""
    restorable = set(restore if before.is_open else ()) - given.keys()
    staying = before.holding.keys() - restorable - given.keys()
    if not (given or restorable or staying):
        return []
    affected = [*claims.present(before), *added]
    said = [with_status(each, given[each.id], now) for each in affected if each.id in given]
    left = [with_status(each, each.status, now) for each in affected if each.id in staying]
    return [*said, *left, *_restored(before, [each for each in affected if each.id in restorable], now)]


def given_back(incident: Incident, service_ids: Collection[Id], now: datetime) -> list[Service]:
    """Those of the services that the incident held down, as they are without it."""
    affected = [each for each in claims.present(incident) if each.id in service_ids] if service_ids else []
    return _restored(incident, affected, now)


def _restored(incident: Incident, affected: Collection[Service], now: datetime) -> list[Service]:
    """These services without the incident; one that stays as it is and was not claimed is left out."""
    others = claims.of_others(incident.org_id, incident.id) if affected else {}
    found = [(service, restored(service, others.get(service.id, ()), now)) for service in affected]
    return [after for service, after in found if after.status is not service.status or service.id in incident.holding]
