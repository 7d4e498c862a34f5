"""Incidents and maintenance with more services than one transaction takes: as many parts as it needs, none lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pynamodb.exceptions import TransactWriteError

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.incidents import Incident, IncidentEdit, IncidentUpdateDraft
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.services import Service, ServiceEdit, ServiceStatus
from chalicelib.queues.message import Message
from chalicelib.reactions.settle import settle
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store import services as stored_services
from chalicelib.store.rows import to_row
from chalicelib.store.tables import Services
from chalicelib.use_cases import incidents, maintenance, parts, services
from tests.edges import Stream
from tests.engine import Engine
from tests.factories import COVERED, DOWN, NOW, PARTLY_DOWN, SLOW, UP, a_service
from tests.queues import Queues
from tests.reactions.test_relay import relayed
from tests.tenancy import Tenant, a_tenant

MANY = 200


@pytest.fixture
def many(tenant: Tenant) -> list[Service]:
    """As many services as an incident can affect."""
    return listed(tenant, MANY)


@pytest.fixture
def in_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two services to a transaction."""
    monkeypatch.setattr(parts, "MOST", 2)


def listed(tenant: Tenant, count: int) -> list[Service]:
    """New services of the tenant."""
    found = [a_service(f"Service {number}", org_id=tenant.org_id, position=number) for number in range(count)]
    for service in found:
        to_row(Services, service).save()
    return found


def statuses(tenant: Tenant) -> list[ServiceStatus]:
    """Of all services, in page order."""
    return [each.status for each in stored_services.of_organization(tenant.org_id)]


def transactions(tables: Engine) -> list[list[dict[str, Any]]]:
    """The operations of each."""
    return [asked["TransactItems"] for operation, asked in tables.requests if operation == "TransactWriteItems"]


def holders(tenant: Tenant) -> list[Incident | Maintenance]:
    """All that may hold services."""
    return [*stored_incidents.holding(tenant.org_id), *stored_maintenance.holding(tenant.org_id)]


@contextmanager
def killed_after(tables: Engine, count: int) -> Iterator[None]:
    """So many transactions are written, and every later one fails as if the process were gone."""
    seen: list[str] = []

    def fault(operation: str, _: dict[str, object]) -> None:
        if operation == "TransactWriteItems":
            seen.append(operation)
            if len(seen) > count:
                raise ClientError({"Error": {"Code": "ValidationException", "Message": "killed"}}, operation)

    tables.faults.append(fault)
    try:
        yield
    except TransactWriteError:
        pass
    finally:
        tables.faults.remove(fault)


def react(stream: Stream, queues: Queues) -> int:
    """What the stream has is handed to the queues, and `settle` takes its messages; how many there were."""
    assert relayed(stream.unread()) == []
    messages = queues.sent.pop("settle", [])
    for message in messages:
        assert isinstance(message, Message)
        settle(message)
    return len(messages)


def test_an_incident_takes_two_hundred_services_down_and_gives_them_back(
    tenant: Tenant, tables: Engine, many: list[Service]
) -> None:
    tables.requests.clear()
    incident = tenant.opens(*many, service_status=DOWN)
    assert set(statuses(tenant)) == {DOWN}
    assert (incident.pending, len(incident.services)) == (None, MANY)
    assert tenant.incident(incident) == incident
    assert set(tenant.incident(incident).holding) == {each.id for each in many}
    resolved = tenant.resolves(incident)
    assert set(statuses(tenant)) == {UP}
    assert (resolved.pending, resolved.holding) == (None, {})
    assert stored_incidents.holding(tenant.org_id) == []
    written = transactions(tables)
    assert len(written) == 6
    assert max(map(len, written)) <= 100


def test_an_incident_that_gives_no_status_can_name_two_hundred_services(
    tenant: Tenant, tables: Engine, many: list[Service]
) -> None:
    tables.requests.clear()
    incident = tenant.opens(*many)
    assert [item.id for item in tenant.incident(incident).services] == [each.id for each in many]
    assert max(map(len, transactions(tables))) <= 100
    assert tenant.incident(incident).pending is None


def test_an_update_can_give_two_hundred_services_a_status(tenant: Tenant, many: list[Service]) -> None:
    incident = tenant.opens(*many)
    draft = IncidentUpdateDraft(text="All of them.", service_status=PARTLY_DOWN)
    updated = incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, NOW)
    assert set(statuses(tenant)) == {PARTLY_DOWN}
    assert {item.status for item in updated.services} == {PARTLY_DOWN}


def test_two_hundred_services_can_be_exchanged_for_two_hundred_others(tenant: Tenant, many: list[Service]) -> None:
    others = listed(tenant, MANY)
    incident = tenant.opens(*many, service_status=DOWN)
    wanted = tuple(each.id for each in others)
    edited = incidents.edit(tenant.org_id, incident.id, IncidentEdit(service_ids=wanted), tenant.actor, NOW)
    assert [item.id for item in edited.services] == list(wanted)
    assert set(statuses(tenant)) == {UP}
    assert tenant.incident(incident).holding == {}


def test_an_incident_with_two_hundred_services_is_deleted_once_all_are_given_back(
    tenant: Tenant, many: list[Service]
) -> None:
    incident = tenant.opens(*many, service_status=DOWN)
    incidents.delete(tenant.org_id, incident.id, tenant.actor, NOW, incident.version)
    assert set(statuses(tenant)) == {UP}
    assert stored_incidents.find(tenant.org_id, incident.id) is None


def test_maintenance_of_two_hundred_services_starts_completes_and_says_what_they_are(
    tenant: Tenant, tables: Engine, many: list[Service]
) -> None:
    tables.requests.clear()
    item = tenant.schedules(*many)
    started = tenant.moves(item, "in_progress")
    assert set(statuses(tenant)) == {COVERED}
    assert {each.status for each in started.services} == {COVERED}
    ended = tenant.moves(item, "completed")
    assert set(statuses(tenant)) == {UP}
    assert {each.status for each in ended.services} == {UP}
    assert max(map(len, transactions(tables))) <= 100
    assert stored_maintenance.holding(tenant.org_id) == []


def test_running_maintenance_of_two_hundred_services_is_deleted_once_all_are_given_back(
    tenant: Tenant, many: list[Service]
) -> None:
    item = tenant.moves(tenant.schedules(*many), "in_progress")
    maintenance.delete(tenant.org_id, item.id, tenant.actor, NOW)
    assert set(statuses(tenant)) == {UP}


def test_services_that_say_much_are_told_whole_in_frames_that_fit(
    tenant: Tenant, stream: Stream, tables: Engine
) -> None:
    many = [
        a_service(f"Service {number}", org_id=tenant.org_id, position=number, description="A sentence or two. " * 20)
        for number in range(MANY)
    ]
    for service in many:
        to_row(Services, service).save()
    tenant.opens(*many, service_status=DOWN)
    events = [record["dynamodb"]["NewImage"]["data"]["S"] for record in stream.unread()]
    assert max(len(each.encode()) for each in events) <= 100_000
    assert not any("partial" in each for each in events)
    assert set(statuses(tenant)) == {DOWN}


@dataclass
class Case:
    """Something that needs several parts, and how its services are afterwards."""

    begin: Callable[[Tenant, list[Service]], Callable[[], object]]
    left: list[ServiceStatus]


def _opens(tenant: Tenant, many: list[Service]) -> Callable[[], object]:
    return lambda: tenant.opens(*many, service_status=DOWN)


def _names(tenant: Tenant, many: list[Service]) -> Callable[[], object]:
    return lambda: tenant.opens(*many)


def _updates(tenant: Tenant, many: list[Service]) -> Callable[[], object]:
    incident = tenant.opens(*many, service_status=DOWN)
    draft = IncidentUpdateDraft(text="Better.", service_status=SLOW)
    return lambda: incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, NOW)


def _resolves(tenant: Tenant, many: list[Service]) -> Callable[[], object]:
    incident = tenant.opens(*many, service_status=DOWN)
    return lambda: tenant.resolves(incident)


def _resolves_and_leaves(tenant: Tenant, many: list[Service]) -> Callable[[], object]:
    incident = tenant.opens(*many, service_status=DOWN)
    return lambda: tenant.resolves(incident, restore_services=False)


def _takes_out(tenant: Tenant, many: list[Service]) -> Callable[[], object]:
    incident = tenant.opens(*many, service_status=DOWN)
    return lambda: incidents.edit(tenant.org_id, incident.id, IncidentEdit(service_ids=()), tenant.actor, NOW)


def _starts(tenant: Tenant, many: list[Service]) -> Callable[[], object]:
    item = tenant.schedules(*many)
    return lambda: tenant.moves(item, "in_progress")


def _completes(tenant: Tenant, many: list[Service]) -> Callable[[], object]:
    item = tenant.moves(tenant.schedules(*many), "in_progress")
    return lambda: tenant.moves(item, "completed")


CASES = {
    "opening": Case(_opens, [DOWN] * 5),
    "naming": Case(_names, [UP] * 5),
    "updating": Case(_updates, [SLOW] * 5),
    "resolving": Case(_resolves, [UP] * 5),
    "leaving": Case(_resolves_and_leaves, [DOWN] * 5),
    "taking out": Case(_takes_out, [UP] * 5),
    "starting": Case(_starts, [COVERED] * 5),
    "completing": Case(_completes, [UP] * 5),
}


@pytest.mark.parametrize("killed_at", [1, 2])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_was_begun_before_a_crash_is_completed_by_itself(
    tenant: Tenant, tables: Engine, stream: Stream, queues: Queues, in_pairs: None, case: Case, killed_at: int
) -> None:
    act = case.begin(tenant, listed(tenant, 5))
    react(stream, queues)
    with killed_after(tables, killed_at):
        act()
    assert any(each.pending for each in holders(tenant))
    assert react(stream, queues) == 1
    assert statuses(tenant) == case.left
    assert not any(each.pending for each in holders(tenant))
    assert all(each.is_open if isinstance(each, Incident) else not each.is_finished for each in holders(tenant))


def test_a_deletion_that_was_interrupted_is_completed_by_repeating_it(
    tenant: Tenant, tables: Engine, stream: Stream, queues: Queues, in_pairs: None
) -> None:
    incident = tenant.opens(*listed(tenant, 5), service_status=DOWN)
    with killed_after(tables, 2):
        incidents.delete(tenant.org_id, incident.id, tenant.actor, NOW)
    assert statuses(tenant).count(DOWN) == 1
    incidents.delete(tenant.org_id, incident.id, tenant.actor, NOW)
    assert statuses(tenant) == [UP] * 5
    with pytest.raises(NotFoundError):
        tenant.incident(incident)


def test_who_comes_before_the_reaction_takes_along_what_is_left(tenant: Tenant, tables: Engine, in_pairs: None) -> None:
    with killed_after(tables, 1):
        tenant.opens(*listed(tenant, 5), service_status=DOWN)
    (incident,) = stored_incidents.unresolved(tenant.org_id)
    incidents.edit(tenant.org_id, incident.id, IncidentEdit(title="All of it"), tenant.actor, NOW)
    assert statuses(tenant) == [DOWN] * 5


def test_an_incident_resolved_before_all_of_it_was_done_leaves_nothing_down(
    tenant: Tenant, tables: Engine, stream: Stream, queues: Queues, in_pairs: None
) -> None:
    with killed_after(tables, 1):
        tenant.opens(*listed(tenant, 5), service_status=DOWN)
    (incident,) = stored_incidents.unresolved(tenant.org_id)
    tenant.resolves(incident)
    react(stream, queues)
    assert statuses(tenant) == [UP] * 5


def test_an_answer_is_given_although_the_database_goes_away_between_the_parts(
    tenant: Tenant, tables: Engine, stream: Stream, queues: Queues, in_pairs: None
) -> None:
    """The incident is there, and told; refused, it would be opened twice."""
    many, seen = listed(tenant, 5), list[str]()

    def away(operation: str, _: dict[str, object]) -> None:
        seen.append(operation)
        if seen.count("TransactWriteItems") > 1:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "busy"}}, operation)

    tables.faults.append(away)
    incident = tenant.opens(*many, service_status=DOWN)
    tables.faults.remove(away)
    assert len(incident.pending or {}) == 3
    react(stream, queues)
    assert statuses(tenant) == [DOWN] * 5


def test_while_a_resolved_incident_still_holds_services_another_one_that_ends_does_not_lift_them(
    tenant: Tenant, tables: Engine, stream: Stream, queues: Queues, in_pairs: None
) -> None:
    many = listed(tenant, 5)
    first, second = tenant.opens(*many, service_status=DOWN), tenant.opens(many[4], service_status=SLOW)
    with killed_after(tables, 1):
        tenant.resolves(first)
    assert stored_incidents.unresolved(tenant.org_id) == [tenant.incident(second)]
    tenant.resolves(second)
    assert tenant.status_of(many[4]) is DOWN
    react(stream, queues)
    assert statuses(tenant) == [UP] * 5


def test_a_service_renamed_or_deleted_between_the_parts_is_named_as_it_is(
    tenant: Tenant, tables: Engine, stream: Stream, queues: Queues, in_pairs: None
) -> None:
    many = listed(tenant, 5)
    with killed_after(tables, 1):
        tenant.opens(*many)
    services.edit(tenant.org_id, many[3].id, ServiceEdit(name="Renamed"), tenant.actor, NOW)
    services.delete(tenant.org_id, many[4].id, tenant.actor, NOW)
    react(stream, queues)
    (incident,) = stored_incidents.unresolved(tenant.org_id)
    assert [item.name for item in incident.services] == ["Service 0", "Service 1", "Service 2", "Renamed"]
    assert incident.pending is None


Act = tuple[str, str, ServiceStatus | None]
NAMES = st.sampled_from("ab")
ACTS = st.one_of(
    st.tuples(st.just("opens"), NAMES, st.none() | st.sampled_from([SLOW, DOWN])),
    st.tuples(st.just("updates"), NAMES, st.sampled_from([UP, SLOW, DOWN])),
    st.tuples(st.just("resolves"), NAMES, st.none()),
    st.tuples(st.just("starts"), NAMES, st.none()),
    st.tuples(st.just("ends"), NAMES, st.none()),
    st.tuples(st.just("says"), st.just("-"), st.sampled_from([UP, SLOW, DOWN])),
)


class Story:
    """Three services, and what incidents and maintenances on all of them do."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.tenant = a_tenant()
        self.services = listed(self.tenant, 3)
        self.incidents: dict[str, Id] = {}
        self.maintenance: dict[str, Id] = {}

    def does(self, verb: str, name: str, status: ServiceStatus | None, killed_at: int = 99) -> None:
        """Whatever makes sense now; it is killed after so many transactions, and then completed."""
        act = self._act(verb, name, status)
        with killed_after(self.engine, killed_at):
            act()
        self._complete()
        if verb == "opens" and name not in self.incidents:
            found = {each.id for each in stored_incidents.unresolved(self.tenant.org_id)}
            (self.incidents[name],) = found - set(self.incidents.values())

    def _act(self, verb: str, name: str, status: ServiceStatus | None) -> Callable[[], object]:
        if verb == "says":
            return lambda: self.tenant.sets(self.services[0], status or UP)
        if verb in {"starts", "ends"}:
            return self._of_maintenance(verb, name)
        return self._of_incident(verb, name, status)

    def _of_maintenance(self, verb: str, name: str) -> Callable[[], object]:
        if (verb == "starts") is (name in self.maintenance):
            return lambda: None
        if verb == "starts":
            self.maintenance[name] = self.tenant.schedules(*self.services).id
        item = stored_maintenance.get(self.tenant.org_id, self.maintenance[name])
        if verb == "ends":
            del self.maintenance[name]
        return lambda: self.tenant.moves(item, "in_progress" if verb == "starts" else "completed")

    def _of_incident(self, verb: str, name: str, status: ServiceStatus | None) -> Callable[[], object]:
        tenant = self.tenant
        if (verb == "opens") is (name in self.incidents):
            return lambda: None
        if verb == "opens":
            return lambda: tenant.opens(*self.services, service_status=status)
        incident = stored_incidents.get(tenant.org_id, self.incidents[name])
        if verb == "resolves":
            del self.incidents[name]
            return lambda: tenant.resolves(incident)
        draft = IncidentUpdateDraft(text="More.", service_status=status)
        return lambda: incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, NOW)

    def _complete(self) -> None:
        """What `settle` does for everything that is left."""
        org_id, actor = self.tenant.org_id, self.tenant.actor
        for holder in holders(self.tenant):
            parts.settle(parts.find_of(type(holder).__name__.lower()), org_id, holder.id, actor, NOW)


def test_in_parts_and_with_crashes_between_them_services_end_as_in_one_transaction(
    tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    @settings(max_examples=12, deadline=None, phases=[Phase.generate])
    @given(st.lists(st.tuples(ACTS, st.integers(1, 3)), min_size=3, max_size=6))
    def end_alike(acts: list[tuple[Act, int]]) -> None:
        tables.wipe()
        whole, parted = Story(tables), Story(tables)
        for act, killed_at in acts:
            monkeypatch.setattr(parts, "MOST", 96)
            whole.does(*act)
            monkeypatch.setattr(parts, "MOST", 1)
            parted.does(*act, killed_at)
            assert statuses(parted.tenant) == statuses(whole.tenant)

    end_alike()
