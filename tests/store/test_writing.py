"""Writing: all or nothing, optimistic, and harmless when an answer is lost."""

from collections.abc import Mapping

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.aws.pool import Answer
from chalicelib.aws.retries import Tries
from chalicelib.domain.accounts import Session
from chalicelib.domain.errors import ContendedError, StaleVersionError, UnavailableError
from chalicelib.domain.ids import new_id
from chalicelib.store import incidents, sessions, transactions
from chalicelib.store.dynamodb import shared_connection
from chalicelib.use_cases import services
from tests.engine import Engine
from tests.factories import DOWN, NOW, SLOW
from tests.tenancy import Tenant, a_tenant


def test_a_change_writes_the_resource_and_its_event_or_neither(tenant: Tenant, tables: Engine) -> None:
    before = tables.contents()
    tables.fails("TransactWriteItems", "InternalServerError")
    with pytest.raises(UnavailableError):
        tenant.service()
    assert tables.contents() == before


def test_every_change_is_one_event(tenant: Tenant, tables: Engine) -> None:
    checkout = tenant.service()
    incident = tenant.opens(checkout, service_status=DOWN)
    tenant.resolves(incident)
    kinds = [record["dynamodb"]["NewImage"]["type"]["S"] for record in tables.records()]
    assert kinds == ["organization.created", "service.created", "incident.created", "incident.status_changed"]


def test_a_stale_version_is_refused_and_changes_nothing(tenant: Tenant, tables: Engine) -> None:
    checkout = tenant.service()
    tenant.sets(checkout, SLOW)
    before = tables.contents()
    with pytest.raises(StaleVersionError) as refused:
        services.change_status(tenant.org_id, checkout.id, DOWN, tenant.actor, NOW, expected=1)
    assert refused.value.current == 2
    assert tables.contents() == before


def test_a_version_that_became_stale_while_writing_is_refused(tenant: Tenant, tables: Engine) -> None:
    checkout = tenant.service()
    tables.before("TransactWriteItems", lambda: tenant.sets(checkout, SLOW))
    with pytest.raises(StaleVersionError):
        services.change_status(tenant.org_id, checkout.id, DOWN, tenant.actor, NOW, expected=1)
    assert tenant.status_of(checkout) is SLOW


@pytest.mark.parametrize(
    "code",
    ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError", "ServiceUnavailable"],
)
@pytest.mark.parametrize("operation", ["TransactWriteItems", "GetItem", "Query"])
def test_a_database_that_is_away_is_said_to_be_unavailable(
    tenant: Tenant, tables: Engine, operation: str, code: str
) -> None:
    checkout = tenant.service()
    tables.fails(operation, code)
    with pytest.raises(UnavailableError):
        tenant.opens(checkout, service_status=DOWN) if operation != "GetItem" else tenant.sets(checkout, DOWN)


def test_a_change_that_loses_every_race_gives_up_and_says_so(
    tenant: Tenant, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "PATIENCE", 0.0)
    checkout = tenant.service()
    tables.fails("TransactWriteItems", "TransactionConflictException")
    with pytest.raises(ContendedError):
        tenant.sets(checkout, DOWN)


def test_a_change_whose_answer_is_lost_is_sent_again_with_the_same_token(
    tenant: Tenant, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB carries a request with a known token out only once."""
    incident = tenant.opens()
    bodies: list[bytes] = []
    wire = shared_connection().wire
    answered = wire.send

    def lose_the_first(body: bytes, headers: Mapping[str, str], tries: Tries) -> Answer:
        if "TransactWriteItems" in headers["x-amz-target"]:
            bodies.append(body)
            if len(bodies) == 1:
                raise ReadTimeoutError(endpoint_url="dynamodb")
        return answered(body, headers, tries)

    monkeypatch.setattr(wire, "send", lose_the_first)
    tenant.resolves(incident)
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    assert b"ClientRequestToken" in bodies[0]


def test_a_change_still_under_way_is_not_made_a_second_time(tenant: Tenant, tables: Engine) -> None:
    """DynamoDB says so of a repeated token: whether it was written is not known yet."""
    incident = tenant.opens()
    tables.fails("TransactWriteItems", "TransactionInProgressException", times=1)
    with pytest.raises(UnavailableError):
        tenant.resolves(incident)
    assert len(tenant.incident(incident).updates) == 1


def test_a_session_whose_answer_was_lost_can_be_stored_again(tables: Engine) -> None:
    session = Session(
        id=new_id(NOW), user_id=new_id(NOW), token_hash="x", rotated_at=NOW, expires_at=NOW, created_at=NOW
    )
    sessions.add(session)
    sessions.add(session)
    assert sessions.get(session.user_id, session.id) == session


def test_after_a_silence_calls_fail_at_once_and_then_work_again(
    tenant: Tenant, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def time_out(*_: object, **__: object) -> None:
        raise ReadTimeoutError(endpoint_url="dynamodb")

    with monkeypatch.context() as patched:
        patched.setattr(shared_connection().wire, "_make_api_call", time_out)
        with pytest.raises(UnavailableError):
            incidents.unresolved(tenant.org_id)
    asked = len(tables.requests)
    with pytest.raises(UnavailableError):
        incidents.unresolved(tenant.org_id)
    assert len(tables.requests) == asked
    monkeypatch.setattr("chalicelib.store.dynamodb._silence.until", 0.0)
    assert incidents.unresolved(tenant.org_id) == []


def test_what_is_read_and_written_names_the_organization_in_its_key(tables: Engine) -> None:
    tenant = a_tenant()
    checkout = tenant.service()
    tables.requests.clear()
    item = tenant.schedules(checkout)
    tenant.moves(item, "in_progress")
    tenant.resolves(tenant.opens(checkout, service_status=DOWN))
    tenant.moves(item, "completed")
    services.delete(tenant.org_id, checkout.id, tenant.actor, NOW)
    assert len(tables.requests) > 15
    for operation, params in tables.requests:
        for part in params.get("TransactItems", [params]):
            act = next(iter(part.values())) if "TransactItems" in params else part
            keys = act.get("Key") or act.get("Item") or act.get("ExpressionAttributeValues")
            assert tenant.org_id in str(keys), (operation, act)


def test_what_a_write_costs_does_not_grow_with_history(tables: Engine) -> None:
    tenant = a_tenant()
    checkout = tenant.service()

    def cost_of_an_incident() -> int:
        before = len(tables.requests)
        tenant.resolves(tenant.opens(checkout, service_status=DOWN))
        return len(tables.requests) - before

    first = cost_of_an_incident()
    for _ in range(4):
        cost_of_an_incident()
    assert cost_of_an_incident() == first
