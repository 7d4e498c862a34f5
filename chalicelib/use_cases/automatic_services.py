"""What machines say of services: claims on them beside those of incidents and maintenance (domain/holds.py)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain import damping
from chalicelib.domain.automation import PATIENCE, Statuses
from chalicelib.domain.events import Actor, Event, EventType, happened, quiet
from chalicelib.domain.holds import signalled
from chalicelib.domain.ids import Id
from chalicelib.domain.services import Automatic, Service, ServiceStatus
from chalicelib.store import maintenance, services
from chalicelib.store.changes import Change
from chalicelib.store.transactions import retried
from chalicelib.use_cases import claims
from chalicelib.use_cases.parts import MOST

FEW = 5
"""Services that are read one by one."""


@dataclass
class Said:
    """What became of what a machine says."""

    changed: list[Service] = field(default_factory=list)
    """Those whose status is another one now."""
    waits_until: datetime | None = None
    """When to say the rest: the last change must stay for a while, or maintenance runs."""


def say(org_id: Id, origin_id: Id, statuses: Statuses, actor: Actor, now: datetime, *, notify: bool) -> Said:
    """Each of the services is what the machine says, or what it is without that (None). Safe to repeat."""
    said, left = Said(), [*statuses]
    while left:
        part, left = left[:MOST], left[MOST:]
        wanted = {each: statuses[each] for each in part}
        done = retried(lambda wanted=wanted: _attempt(org_id, origin_id, wanted, actor, now, notify=notify))  # type: ignore[misc]
        said.changed += done.changed
        said.waits_until = min(filter(None, (said.waits_until, done.waits_until)), default=None)
    return said


def in_maintenance(org_id: Id) -> frozenset[Id]:
    """The services that running maintenance covers: of them nothing is said that is worse."""
    return frozenset(each for held in maintenance.holding(org_id) for each in held.holding)


def _attempt(org_id: Id, origin_id: Id, statuses: Statuses, actor: Actor, now: datetime, *, notify: bool) -> Said:
    before = [each for each in _those(org_id, statuses) if _differs(each, origin_id, statuses[each.id])]
    if not before:
        return Said()
    others = claims.of_others(org_id, "")
    covered = in_maintenance(org_id) if any(statuses[each.id] for each in before) else frozenset()
    said, after = Said(), list[tuple[Service, Service]]()
    for service in before:
        status = statuses[service.id]
        until = now + PATIENCE if status and service.id in covered else None
        changed = signalled(service, origin_id, status, others.get(service.id, ()), now)
        if not until and changed.status is not service.status:
            until = damping.stays_until(_changed_at(service), now)
            changed = _noted(changed, now)
        if until:
            said.waits_until = min(until, said.waits_until or until)
        else:
            after.append((service, changed))
    said.changed = [changed for service, changed in after if changed.status is not service.status]
    _commit(after, actor, now, notify=notify)
    return said


def _those(org_id: Id, service_ids: Collection[Id]) -> list[Service]:
    """Those that are there; consistent."""
    if len(service_ids) > FEW:
        return [each for each in services.of_organization(org_id) if each.id in service_ids]
    return [found for each in service_ids if (found := services.find(org_id, each))]


def _differs(service: Service, origin_id: Id, status: ServiceStatus | None) -> bool:
    claim = service.automatic_claims.get(origin_id)
    return (claim.status if claim else None) is not status


def _changed_at(service: Service) -> tuple[datetime, ...]:
    return service.automatic.changed_at if service.automatic else ()


def _noted(service: Service, now: datetime) -> Service:
    known = service.automatic or Automatic()
    return service.but(automatic=known.but(changed_at=damping.remembered(known.changed_at, now)))


def _commit(after: Collection[tuple[Service, Service]], actor: Actor, now: datetime, *, notify: bool) -> None:
    """One event for all that are in the same status now; where nothing shows, none."""
    by_status: dict[ServiceStatus, list[tuple[Service, Service]]] = defaultdict(list)
    silent: list[Service] = []
    for service, changed in after:
        if changed.status is service.status:
            silent.append(changed)
        else:
            by_status[changed.status].append((service, changed))
    for pairs in by_status.values():
        event = quiet(_event(pairs, actor, now), None if notify else False)
        Change(event, saved=[changed for _, changed in pairs]).commit()
    if silent:
        services.save_without_event(silent)


def _event(pairs: Sequence[tuple[Service, Service]], actor: Actor, now: datetime) -> Event:
    """It is about the first, and has the others along; `changes` has what each was, by `names_of`."""
    (first_before, first), rest = pairs[0], [changed for _, changed in pairs[1:]]
    words = first.status.value.replace("_", " ")
    more = f" and {len(rest)} more are" if rest else " is"
    event = happened(
        EventType.SERVICE_STATUS_CHANGED,
        first,
        actor,
        now,
        org_id=first.org_id,
        summary=f"{first.name}{more} {words}",
        before=first_before,
        services=rest,
    )
    if not rest:
        return event
    names = names_of({changed.id: changed.name for _, changed in pairs})
    was: dict[str, object] = {names[before.id]: before.status for before, _ in pairs}
    return event.but(changes={"status": [was, first.status]})


def names_of(by_id: Mapping[Id, str]) -> dict[Id, str]:
    """What tells these services apart in the log: their names, with the id where two have the same."""
    names = list(by_id.values())
    return {each: name if names.count(name) == 1 else f"{name} ({each})" for each, name in by_id.items()}
