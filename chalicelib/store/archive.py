"""What an archive holds: every kind of resource, read one after the other, and written under the id it had.

To add a kind, append to `KINDS`: an export and an import have it from then on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel

from chalicelib.domain.archive import dumped, loaded
from chalicelib.domain.drafts import Draft
from chalicelib.domain.events import LogEntry
from chalicelib.domain.history import Because, Facts, Told, Turn
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.metrics import Metric
from chalicelib.domain.model import Model
from chalicelib.domain.monitors import Monitor
from chalicelib.domain.organizations import Member
from chalicelib.domain.postmortems import Postmortem
from chalicelib.domain.providers import provider_id
from chalicelib.domain.series import Series
from chalicelib.domain.services import Service
from chalicelib.domain.signing_secrets import new_secret
from chalicelib.domain.sources import Source
from chalicelib.domain.subscribers import Channel, Subscriber
from chalicelib.domain.templates import Template, name_key
from chalicelib.store import members, monitors, providers, subscriber_claims, subscribers, templates
from chalicelib.store.changes import Operation, creating, pointing
from chalicelib.store.dynamodb import Table, reaching_dynamodb
from chalicelib.store.history import facts
from chalicelib.store.rows import from_row
from chalicelib.store.tables import (
    Drafts,
    Events,
    Incidents,
    MaintenanceTable,
    Metrics,
    Monitors,
    Postmortems,
    SeriesTable,
    Services,
    Sources,
    Subscribers,
    Templates,
)

Line = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of resource in an archive."""

    name: str
    file: str
    model: type[BaseModel]
    """What a line is, but for `internal`."""
    read: Callable[[Id], Iterator[Line]]
    """All of an organization, read as they are taken."""
    create: Callable[[Any], list[Operation]] | None = None
    """What stores a resource unless there is one with its id; None for what is only told."""


class HistoryLine(Model):
    """A fact of what a service was: a turn to a status, or a span that was told afterwards."""

    service_id: Id
    at: int | None = None
    """Of a turn: the second since 1970."""
    version: int | None = None
    start: int | None = None
    """Of a span, and its end: likewise."""
    end: int | None = None
    event_id: Id | None = None
    place: int = 0
    status: str
    because: dict[str, str]
    """`kind`, and as there is `id`, `by` and `reason`."""


def _rows(table: type[Table], model: type[Model], read: Callable[[Any], Model] | None = None) -> Callable[..., Any]:
    def lines(org_id: Id) -> Iterator[Line]:
        with reaching_dynamodb():
            for row in table.query(org_id, consistent_read=True):
                if not str(getattr(row, "id", "")).startswith("#"):
                    yield dumped(read(row) if read else from_row(model, row))

    return lines


def _incident(row: Any) -> Incident:  # noqa: ANN401 - of the table
    if row.public_id is None:
        return from_row(Incident, row)
    return from_row(Incident, row, id=row.public_id, moved_to=row.id)


def _postmortem_lines(org_id: Id) -> Iterator[Line]:
    with reaching_dynamodb():
        for row in Postmortems.query(org_id, consistent_read=True):
            found = from_row(Postmortem, row)
            yield {"id": found.id, **dumped(found)}


def _history_lines(org_id: Id) -> Iterator[Line]:
    for _, turns in facts.every_turn(org_id):
        for turn in turns:
            yield {**asdict(turn), "because": _short(turn.because)}
    for told in facts.every_told(org_id).values():
        for each in told:
            yield {**asdict(each), "because": _short(each.because)}


def _short(because: Because) -> dict[str, str]:
    return {name: value for name, value in asdict(because).items() if value}


def keep_history(org_id: Id, lines: list[Mapping[str, Any]]) -> None:
    """Stores facts of history; again, it changes nothing."""
    turns, told = list[Turn](), list[Told]()
    for line in lines:
        given = HistoryLine.model_validate(line)
        because = Because(**{name: given.because[name] for name in given.because if name in _BECAUSE})
        if given.event_id and given.start is not None and given.end is not None:
            told.append(
                Told(given.service_id, given.start, given.end, given.status, because, given.event_id, given.place)
            )
        elif given.at is not None:
            turns.append(Turn(given.service_id, given.at, given.version or 0, given.status, because))
    facts.keep(org_id, Facts(turns, told))


_BECAUSE = frozenset({"kind", "id", "by", "reason"})


def _member_lines(org_id: Id) -> Iterator[Line]:
    yield from (dumped(each) for each in members.of_organization(org_id))


def _log_lines(org_id: Id) -> Iterator[Line]:
    with reaching_dynamodb():
        names = [getattr(Events, name).attr_name for name in LogEntry.model_fields]
        for row in Events.query(org_id, consistent_read=True, attributes_to_get=names):
            yield from_row(LogEntry, row).model_dump(mode="json")


def _create_incident(incident: Incident) -> list[Operation]:
    return [creating(incident), *([pointing(incident)] if incident.moved_to else [])]


def _create_service(service: Service) -> list[Operation]:
    """One that follows a page of others goes on with it, where the archive says what is read and under which id."""
    follows = service.follows
    if follows and (not follows.source or provider_id(follows.source) != follows.provider_id):
        service = service.but(follows=None)
    return [creating(service), *providers.carrying(service)]


def _create_template(template: Template) -> list[Operation]:
    return [templates.claiming_name(template.org_id, name_key(template)), creating(template)]


def _create_subscriber(subscriber: Subscriber) -> list[Operation]:
    """A webhook's messages are signed anew: its secret is in no archive."""
    secrets = (new_secret(),) if subscriber.channel is Channel.WEBHOOK else ()
    fresh = subscriber.but(signing_secrets=secrets)
    return [subscriber_claims.claiming(fresh, None), subscribers.creating(fresh)]


def _create_monitor(monitor: Monitor) -> list[Operation]:
    return [creating(monitor), monitors.placing(monitor)]


def _create(model: Model) -> list[Operation]:
    return [creating(model)]


KINDS: tuple[Kind, ...] = (
    Kind("services", "services.jsonl", Service, _rows(Services, Service), _create_service),
    Kind("incidents", "incidents.jsonl", Incident, _rows(Incidents, Incident, _incident), _create_incident),
    Kind("postmortems", "postmortems.jsonl", Postmortem, _postmortem_lines, _create),
    Kind("maintenance", "maintenance.jsonl", Maintenance, _rows(MaintenanceTable, Maintenance), _create),
    Kind("series", "series.jsonl", Series, _rows(SeriesTable, Series), _create),
    Kind("drafts", "drafts.jsonl", Draft, _rows(Drafts, Draft), _create),
    Kind("templates", "templates.jsonl", Template, _rows(Templates, Template), _create_template),
    Kind("subscribers", "subscribers.jsonl", Subscriber, _rows(Subscribers, Subscriber), _create_subscriber),
    Kind("history", "history.jsonl", HistoryLine, _history_lines),
    Kind("sources", "sources.jsonl", Source, _rows(Sources, Source), _create),
    Kind("monitors", "monitors.jsonl", Monitor, _rows(Monitors, Monitor), _create_monitor),
    Kind("metrics", "metrics.jsonl", Metric, _rows(Metrics, Metric), _create),
    Kind("members", "members.jsonl", Member, _member_lines),
    Kind("audit_log", "audit_log.jsonl", LogEntry, _log_lines),
)
"""In the order in which an import writes them. History is stored by `keep_history`; others are only told."""
RESTORED = tuple(each for each in KINDS if each.create or each.name == "history")


def of_name(name: str) -> Kind | None:
    """The kind of that name."""
    return next((each for each in KINDS if each.name == name), None)


def resource_of(kind: Kind, line: Mapping[str, Any], org_id: Id) -> Any:  # noqa: ANN401 - of the kind's model
    """The resource that a line tells of; raises ValidationError."""
    return loaded(kind.model, line, org_id)  # type: ignore[type-var] # those that are created are models of the domain
