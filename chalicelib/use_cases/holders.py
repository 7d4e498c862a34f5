"""Who else holds a service down, with the proof that it still does when the change is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chalicelib.domain.affected import ids_of
from chalicelib.domain.holds import Holders
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.services import Service
from chalicelib.store import incidents, maintenance, services

Holding = Incident | Maintenance


@dataclass
class OtherHolders:
    """For each service held by something else, one thing that holds it."""

    incidents: dict[Id, Incident] = field(default_factory=dict)
    maintenance: dict[Id, Maintenance] = field(default_factory=dict)

    @property
    def holders(self) -> Holders:
        """For the rules."""
        return Holders(by_incidents=self.incidents, by_maintenance=self.maintenance)

    def witnesses(self, service_ids: Iterable[Id]) -> list[Holding]:
        """What must not change for these services to stay as they are.

        Without it, two incidents that resolve at once would each leave a service to the other.
        """
        return _each_once(self.incidents.get(each) or self.maintenance.get(each) for each in service_ids)

    def covers(self, service_ids: Iterable[Id]) -> list[Holding]:
        """The maintenance that must not end for these services to stay covered, whatever else holds them."""
        return _each_once(self.maintenance.get(each) for each in service_ids)


def _each_once(found: Iterable[Holding | None]) -> list[Holding]:
    return list({holder.id: holder for holder in found if holder}.values())


def others(org_id: Id, than: Id) -> OtherHolders:
    """What is open or running in the organization, besides the incident or maintenance `than`."""
    found = OtherHolders()
    for incident in incidents.unresolved(org_id):
        if incident.id != than:
            found.incidents |= dict.fromkeys((item.id for item in incident.services), incident)
    for running in maintenance.unfinished(org_id):
        if running.id != than and running.is_running:
            found.maintenance |= dict.fromkeys((item.id for item in running.services), running)
    return found


def present(holder: Holding) -> list[Service]:
    """The services that it affects and that still exist."""
    wanted = ids_of(holder.services)
    found = services.of_organization(holder.org_id) if wanted else []
    return [service for service in found if service.id in wanted]
