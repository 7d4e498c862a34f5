"""What documents are rendered from: one snapshot, and what of the tables goes beyond it, each read once."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from chalicelib import clock
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.publish import followed, history, metrics, recent, uptime
from chalicelib.publish.followed import FollowedDocument
from chalicelib.publish.history import IncidentHistory
from chalicelib.publish.metrics import Measured
from chalicelib.publish.statuspage.board import Board
from chalicelib.publish.uptime import Uptime
from chalicelib.store import incidents, maintenance, organizations, tenants
from chalicelib.store.history import counted
from chalicelib.store.measured import head
from chalicelib.store.snapshots import Snapshot

_AT_ONCE = 100
R = TypeVar("R", Incident, Maintenance)


class Source:
    """A page at one version. What is read from the tables is at least as new as the snapshot."""

    def __init__(self, snapshot: Snapshot, *, follows: bool = False) -> None:
        self.snapshot = snapshot
        self.follows = follows
        self.page = snapshot.page
        self.org_id = snapshot.page.organization.id
        self.slug = snapshot.page.organization.slug
        self._incidents: dict[Id, Incident | None] = {}
        self._maintenance: dict[Id, Maintenance | None] = {}
        if snapshot.whole:
            self._incidents |= {each.id: each for each in (*self.page.active_incidents, *self.page.recent_incidents)}
            self._maintenance |= {each.id: each for each in self.page.maintenance}
        self._months: dict[str, IncidentHistory] = {}
        self._later: dict[str, str | None] = {}

    @cached_property
    def organization(self) -> OrganizationProfile:
        """The organization with all of its texts, some of which the page may have had no room for."""
        found = None if self.snapshot.whole else organizations.find(self.org_id)
        return found.profile if found else self.page.organization

    def incident(self, incident_id: Id) -> Incident | None:
        """One incident, however old; None for one that was deleted."""
        if incident_id not in self._incidents:
            self._incidents[incident_id] = incidents.find(self.org_id, incident_id)
        return self._incidents[incident_id]

    def maintenance(self, maintenance_id: Id) -> Maintenance | None:
        """One maintenance, however old; None for one that was deleted."""
        if maintenance_id not in self._maintenance:
            self._maintenance[maintenance_id] = maintenance.find(self.org_id, maintenance_id)
        return self._maintenance[maintenance_id]

    @cached_property
    def newest_month(self) -> IncidentHistory:
        """The month the list of incidents begins with."""
        return history.newest_month(self.org_id)

    @cached_property
    def uptime(self) -> Uptime | None:
        """What was counted of its services, by names and settings as the tables have them; None for nothing to show."""
        return uptime.load(self.org_id)

    @cached_property
    def measured(self) -> Measured | None:
        """What was measured, as the tables have it; None for a page without metrics."""
        return metrics.load(self.org_id)

    @cached_property
    def followed(self) -> FollowedDocument | None:
        """What its services follow of others' pages; None where none does."""
        return followed.document(self.page.services, clock.now())

    @cached_property
    def board(self) -> Board:
        """The page as Statuspage would say it."""
        return Board(self.page)

    @cached_property
    def newest_incidents(self) -> Sequence[Incident]:
        """The incidents that began last, whether they are over or not."""
        return recent.incidents(self.org_id)

    @cached_property
    def newest_maintenance(self) -> Sequence[Maintenance]:
        """The maintenance that is planned last, with all that is not over."""
        return recent.maintenance(self.org_id, self.page.maintenance)

    def every_service(self) -> Iterator[Id]:
        """The ids of all services of the page."""
        return (service.id for service in self.page.services)

    def every_uptime_month(self) -> Iterator[str]:
        """The months with uptime, the newest first."""
        return self.uptime.every_month() if self.uptime else iter(())

    @property
    def is_newest(self) -> bool:
        """Whether nothing newer was published, or counted of what was rendered, since this was read."""
        if tenants.version(self.org_id) != self.snapshot.version:
            return False
        known, measured = self.__dict__.get("uptime"), self.__dict__.get("measured")
        if known is not None and counted.revision(self.org_id) != known.head.revision:
            return False
        return measured is None or head.state(self.org_id).revision == measured.revision

    def every_longer_range(self) -> Iterator[str]:
        """The ranges of metrics beyond a day."""
        return iter(metrics.RANGES[1:] if self.page.organization.shows_metrics else ())

    def month(self, name: str) -> IncidentHistory:
        """One month of history; empty when nothing is left of it."""
        if name == self.newest_month.month:
            return self.newest_month
        if name not in self._months:
            self._months[name] = history.month(self.org_id, name)
        return self._months[name]

    def with_cursors(self, months: set[str]) -> set[str]:
        """These months, and those whose cursors lead to them."""
        newest = self.newest_month.month
        later = {self._month_after(name) for name in months if newest and name < newest}
        return months | {name for name in later if name}

    def month_before(self, shown: IncidentHistory) -> str | None:
        """The month before the one that is shown, also where that has more than its own document holds."""
        cursor = shown.next_cursor
        if cursor is None or history.is_month(cursor) or shown.month is None:
            return cursor
        return history.month_before(self.org_id, shown.month)

    def _month_after(self, name: str) -> str | None:
        if name not in self._later:
            self._later[name] = history.month_after(self.org_id, name)
        return self._later[name]

    def every_incident(self) -> Iterator[Id]:
        """The ids of all incidents, newest first; what was passed is forgotten, so that any number fits the memory."""
        before: Id | None = None
        while found := incidents.newest_first(self.org_id, limit=_AT_ONCE, before=before):
            yield from _passing(found, self._incidents)
            before = found[-1].place

    def every_maintenance(self) -> Iterator[Id]:
        """The ids of all maintenance, newest first."""
        before: Id | None = None
        while found := maintenance.newest_first(self.org_id, limit=_AT_ONCE, before=before):
            yield from _passing(found, self._maintenance)
            before = found[-1].id

    def every_month(self) -> Iterator[str]:
        """The months in which anything happened, the newest first."""
        name = self.newest_month.month
        while name:
            yield name
            self._months.pop(name, None)
            name = history.month_before(self.org_id, name)


def _passing(found: Sequence[R], known: dict[Id, R | None]) -> Iterator[Id]:
    """The ids of what was found; while one is at hand, it is known."""
    for each in found:
        on_page = each.id in known
        known.setdefault(each.id, each)
        yield each.id
        if not on_page:
            known.pop(each.id, None)
