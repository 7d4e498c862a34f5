"""What an incident does to its services: it takes them in, gives them back, and restores them as it ends."""

from collections.abc import Collection
from datetime import datetime

from chalicelib.domain.affected import affected_by, ids_of
from chalicelib.domain.holds import restored
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident, StatusByService
from chalicelib.domain.services import Service, with_status
from chalicelib.use_cases import claims, services


def added(before: Incident, service_ids: tuple[Id, ...]) -> list[Service]:
    """The services that the incident does not name yet; raises InvalidError for one that is not there."""
    known = set(ids_of(before.services))
    return services.chosen(before.org_id, tuple(each for each in service_ids if each not in known))


def naming(before: Incident, service_ids: tuple[Id, ...], new: Collection[Service]) -> dict[str, object]:
    """The fields of an incident that names these services, and claims nothing of the others."""
    named = {item.id: item for item in (*before.services, *affected_by(new, {}))}
    return {
        "services": tuple(named[each] for each in dict.fromkeys(service_ids)),
        "claims": {each: claim for each, claim in before.holding.items() if each in service_ids},
    }


def ended(before: Incident, given: StatusByService, restore: Collection[Id], now: datetime) -> list[Service]:
    """What resolving changes: services that are given a status have it, some are restored, and the others stay."""
    restorable = set(restore if before.is_open else ()) - given.keys()
    staying = before.holding.keys() - restorable - given.keys()
    if not (given or restorable or staying):
        return []
    affected = claims.present(before)
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
