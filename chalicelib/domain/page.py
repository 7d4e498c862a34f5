"""The public page: one value that holds all a visitor sees, built from what is there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Self

from chalicelib.domain.events import Event
from chalicelib.domain.extent import told
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Impact, Incident
from chalicelib.domain.maintenance import Maintenance, Phase, phase_of
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Organization, OrganizationProfile
from chalicelib.domain.services import Service, ServiceStatus, ordered
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

RECENT = timedelta(days=14)
MAX_RECENT = 50
MAX_TIMELINE = 50


class Indicator(Word):
    """The state of the whole page in one word, ordered from best to worst."""

    NONE = "none"
    UNKNOWN = "unknown"
    MAINTENANCE = "maintenance"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @classmethod
    def for_unknown(cls) -> "Indicator":
        """Never fine, and never worse than was said."""
        return cls.MINOR


DESCRIPTIONS = {
    Indicator.NONE: "All systems operational",
    Indicator.UNKNOWN: "Status partly unknown",
    Indicator.MAINTENANCE: "Maintenance in progress",
    Indicator.MINOR: "Degraded performance",
    Indicator.MAJOR: "Partial outage",
    Indicator.CRITICAL: "Major outage",
}

STILL_OPEN = "An incident is still open"
"""What the page is called while an open incident's services all work."""

NOTHING_KNOWN = "Status unknown"
"""What it is called while all of its services follow pages that do not tell."""

_OF_SERVICE = {
    ServiceStatus.OPERATIONAL: Indicator.NONE,
    ServiceStatus.UNKNOWN: Indicator.UNKNOWN,
    ServiceStatus.UNDER_MAINTENANCE: Indicator.MAINTENANCE,
    ServiceStatus.DEGRADED_PERFORMANCE: Indicator.MINOR,
    ServiceStatus.PARTIAL_OUTAGE: Indicator.MAJOR,
    ServiceStatus.MAJOR_OUTAGE: Indicator.CRITICAL,
}
_OF_IMPACT = {
    Impact.NONE: Indicator.NONE,
    Impact.MINOR: Indicator.MINOR,
    Impact.MAJOR: Indicator.MAJOR,
    Impact.CRITICAL: Indicator.CRITICAL,
}


class PageStatus(Model):
    """The state of the whole page."""

    indicator: Indicator
    description: str


class Page(Model):
    """All that a visitor sees at one version."""

    organization: OrganizationProfile
    status: PageStatus
    services: tuple[Service, ...]
    active_incidents: tuple[Incident, ...]
    recent_incidents: tuple[Incident, ...]
    """Resolved, and opened within the last 14 days; newest first."""
    maintenance: tuple[Maintenance, ...]
    """Running, then coming, then finished within the last 14 days."""
    version: int
    updated_at: Instant


class TimelineEntry(Model):
    """One thing that happened, as visitors may know it."""

    id: Id
    type: str
    occurred_at: Instant
    resource_id: Id
    summary: str

    @classmethod
    def of(cls, event: Event) -> Self:
        """The public part of an event, which never says who did it."""
        return cls(
            id=event.id,
            type=event.type.value,
            occurred_at=event.occurred_at,
            resource_id=event.resource_id,
            summary=event.summary,
        )


def status_of(
    services: Iterable[Service], open_incidents: Iterable[Incident], maintenance: Iterable[Maintenance]
) -> PageStatus:
    """The worst of the services, the open incidents, and running maintenance; and how many services it hits."""
    shown = {service.id: _OF_SERVICE[service.status] for service in services}
    states = list(shown.values())
    claimed = [(_weight(incident, shown), incident.services) for incident in open_incidents]
    claimed += [(Indicator.MAINTENANCE, item.services) for item in maintenance if item.is_running]
    worst = max([*states, *(state for state, _ in claimed)], key=_severity, default=Indicator.NONE)
    concerns_all = any(state is worst and not affected for state, affected in claimed)
    if not concerns_all and worst is Indicator.MINOR and worst not in states:
        return PageStatus(indicator=worst, description=STILL_OPEN)
    if worst is Indicator.UNKNOWN and all(state is worst for state in states):
        return PageStatus(indicator=worst, description=NOTHING_KNOWN)
    return PageStatus(indicator=worst, description=_described(worst, () if concerns_all else states))


def _weight(incident: Incident, shown: Mapping[Id, Indicator]) -> Indicator:
    """An incident is as bad as its impact says, and no worse than the services it names are now.

    Once they work again, it keeps the page from being called operational until it is resolved.
    """
    impact, named = _OF_IMPACT[incident.impact], [shown[each.id] for each in incident.services if each.id in shown]
    if not named:
        return impact
    return min(impact, max(*named, Indicator.MINOR, key=_severity), key=_severity)


def _described(worst: Indicator, states: Sequence[Indicator]) -> str:
    """Beside an outage, services under maintenance do not count as affected."""
    least = min(_severity(worst), _severity(Indicator.MINOR))
    affected = sum(1 for state in states if _severity(state) >= least) if worst is not Indicator.NONE else 0
    return told(DESCRIPTIONS[worst], worst=states.count(worst), affected=affected, services=len(states))


def _severity(indicator: Indicator) -> int:
    return list(Indicator).index(indicator)


def page_of(
    organization: Organization,
    services: Sequence[Service],
    incidents: Sequence[Incident],
    maintenance: Sequence[Maintenance],
    *,
    version: int,
    updated_at: datetime,
) -> Page:
    """The page from services, open and recent incidents, and the unfinished and recent maintenance."""
    newest_first = sorted(incidents, key=lambda incident: (incident.started_at, incident.id), reverse=True)
    active = [incident for incident in newest_first if incident.is_open]
    return Page(
        organization=organization.profile,
        status=status_of(services, active, maintenance),
        services=tuple(ordered(services)),
        active_incidents=tuple(active),
        recent_incidents=tuple(incident for incident in newest_first if not incident.is_open)[:MAX_RECENT],
        maintenance=tuple(sorted(maintenance, key=_maintenance_order)),
        version=version,
        updated_at=updated_at,
    )


def _maintenance_order(item: Maintenance) -> tuple[int, float]:
    """By phase; within one the earliest start comes first, of what is finished the latest."""
    phase, start = phase_of(item.status), item.scheduled_start.timestamp()
    return list(Phase).index(phase), -start if phase is Phase.FINISHED else start
