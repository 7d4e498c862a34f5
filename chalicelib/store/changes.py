"""What one change writes: resources as they now are, and the event that says so, all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.domain.deletion import due_at as deletion_due_at
from chalicelib.domain.drafts import Draft
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.events import Event
from chalicelib.domain.hosts import Host
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.metrics import Metric
from chalicelib.domain.model import Model
from chalicelib.domain.monitors import Monitor
from chalicelib.domain.organizations import Organization
from chalicelib.domain.postmortems import Postmortem
from chalicelib.domain.series import Series
from chalicelib.domain.services import Service
from chalicelib.domain.sources import Source
from chalicelib.domain.templates import Template
from chalicelib.domain.times import to_wire
from chalicelib.store.dynamodb import Table
from chalicelib.store.rows import to_row
from chalicelib.store.tables import (
    Drafts,
    Events,
    Hosts,
    Incidents,
    MaintenanceTable,
    Metrics,
    Monitors,
    MovedIncidents,
    Organizations,
    Postmortems,
    SeriesTable,
    Services,
    Sources,
    Templates,
)
from chalicelib.store.transactions import transaction

OPEN = "open"
"""Sorts after every time: what is open stays relevant."""
DUE = "due"


class Versioned(Protocol):
    """What is locked optimistically."""

    @property
    def version(self) -> int:
        """Counts from 1."""


V = TypeVar("V", bound=Versioned)


Operation = Callable[[TransactWrite], None]
"""A conditional write of something that is not versioned, such as the claim of a slug; modules of `store` make them."""


@dataclass
class Change:
    """One transaction: operations, resources, and at least one event."""

    event: Event
    saved: list[Model] = field(default_factory=list)
    deleted: list[Model] = field(default_factory=list)
    first: Sequence[Operation] = ()
    """Come before everything else, so LostRaceError.failed counts them from 0."""
    more_events: Sequence[Event] = ()
    held: Sequence[Service] = ()
    """Not written: the transaction fails unless they are still as they were read."""
    moved_from: Incident | None = None
    """The incident that is saved as it was before, when it was stored under another key."""

    def commit(self) -> None:
        """Writes all of it. Raises LostRaceError, with nothing written, when another writer was faster."""
        with transaction() as write:
            self._add_to(write)

    def _add_to(self, write: TransactWrite) -> None:
        for operation in self.first:
            operation(write)
        for model in self.deleted:
            row = _row_of(model)
            write.delete(row, condition=_at_version(row, model))
        for service in self.held:
            same = Services.version == service.version
            write.condition_check(Services, service.org_id, service.id, condition=same)
        for model in self.saved:
            if self.moved_from and isinstance(model, Incident):
                _move(write, self.moved_from, model)
            else:
                replacing(write, model)
        for event in (self.event, *self.more_events):
            write.save(to_row(Events, event))


def _move(write: TransactWrite, before: Incident, after: Incident) -> None:
    """Stores an incident under another key than that of the version before it, which must be there."""
    old = _row_of(before)
    write.delete(old, condition=_at_version(old, before))
    write.save(_row_of(after), condition=cast(Condition, Incidents.version.does_not_exist()))
    pointing(after)(write)


def pointing(incident: Incident) -> Operation:
    """Makes the incident's id lead to where it is stored, if that is elsewhere, and otherwise lead nowhere."""
    pointer = MovedIncidents(MovedIncidents.partition_of(incident.org_id), incident.id, moved_to=incident.place)
    if incident.moved_to:
        return lambda write: write.save(pointer)
    return lambda write: write.delete(pointer)


def replacing(write: TransactWrite, model: Model) -> None:
    """Stores the model in the place of the version before it, which must be there."""
    row = _row_of(model)
    write.save(row, condition=_before(row))


def creating(model: Model) -> Operation:
    """Stores a model whatever its version, unless there is one with its key."""
    row = _row_of(model)
    table = type(row)
    condition = cast(Condition, table._range_key_attribute().does_not_exist())  # noqa: SLF001 - of every table
    return lambda write: write.save(row, condition=condition)


def checked(current: V, expected: int | None) -> V:
    """The resource as read; raises StaleVersionError when the caller expected another version."""
    if expected is not None and current.version != expected:
        raise StaleVersionError(current.version)
    return current


def _row_of(model: Model) -> Any:  # noqa: ANN401 - every versioned table
    return _ROWS[type(model)](model)


def _incident_row(incident: Incident) -> Table:
    until = to_wire(incident.resolved_at) if incident.resolved_at and not incident.pending else OPEN
    public_id = incident.id if incident.moved_to else None
    return to_row(Incidents, incident, id=incident.place, public_id=public_id, relevant_until=until)


def _maintenance_row(maintenance: Maintenance) -> Table:
    ended = maintenance.ended_at
    keys: dict[str, Any] = {"relevant_until": to_wire(ended) if ended and not maintenance.pending else OPEN}
    if maintenance.due_at:
        keys |= {"due": DUE, "due_at": to_wire(maintenance.due_at)}
    return to_row(MaintenanceTable, maintenance, **keys)


def _organization_row(organization: Organization) -> Table:
    due_at = deletion_due_at(organization)
    keys = {"due": DUE, "due_at": to_wire(due_at)} if due_at else {}
    return to_row(Organizations, organization, **keys)


def _host_row(host: Host) -> Table:
    keys = {"due": DUE, "due_at": to_wire(host.due_at)} if host.due_at else {}
    return to_row(Hosts, host, **keys)


_ROWS: Mapping[type[Model], Callable[[Any], Table]] = {
    Organization: _organization_row,
    Service: lambda service: to_row(Services, service),
    Incident: _incident_row,
    Maintenance: _maintenance_row,
    Postmortem: lambda postmortem: to_row(Postmortems, postmortem),
    Series: lambda series: to_row(SeriesTable, series),
    Draft: lambda draft: to_row(Drafts, draft),
    Host: _host_row,
    Source: lambda source: to_row(Sources, source),
    Template: lambda template: to_row(Templates, template),
    Metric: lambda metric: to_row(Metrics, metric),
    Monitor: lambda monitor: to_row(Monitors, monitor),
}


def _before(row: Any) -> Condition:  # noqa: ANN401 - every versioned table
    table = type(row)
    if row.version == 1:
        return cast(Condition, table.version.does_not_exist())
    return cast(Condition, table.version == row.version - 1)


def _at_version(row: Any, model: Any) -> Condition:  # noqa: ANN401 - every versioned table
    return cast(Condition, type(row).version == model.version)
