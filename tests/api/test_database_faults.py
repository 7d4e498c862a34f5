"""What callers get while DynamoDB is throttling, contended or silent: an answer within 5 s, over real sockets."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest
from botocore.retries.quota import RetryQuota
from urllib3 import Timeout

from chalicelib.api import edge
from chalicelib.aws import deadline, pausing, pool, retries
from chalicelib.aws.retries import Tries
from chalicelib.aws.wire import Wire
from chalicelib.store import services, transactions
from chalicelib.store.dynamodb import shared_connection
from tests.aws.clock import Clock, StillClock
from tests.aws.stand_in import REGION, Answer, Fault, Said, StandIn, standing_in, throttled
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.factories import DOWN
from tests.tenancy import Tenant

CONFLICT = throttled(
    "TransactionCanceledException", CancellationReasons=[{"Code": "TransactionConflict"}, {"Code": "None"}]
)
THROTTLED_PART = throttled(
    "TransactionCanceledException", CancellationReasons=[{"Code": "None"}, {"Code": "ThrottlingError"}]
)


class Database:
    """The engine behind a socket, whose operations can be made to fail."""

    def __init__(self, server: StandIn) -> None:
        self.faults: defaultdict[str, list[Said]] = defaultdict(list)
        self._engine = shared_connection().wire
        self.server = server
        server.answered_by = self._answer

    def fails(self, operation: str, *answers: Said) -> None:
        """The next calls of an operation are answered so."""
        self.faults[operation] = list(answers)

    def attempts(self, operation: str) -> int:
        """How often it was asked for."""
        return sum(request["target"].endswith(f".{operation}") for request in self.server.requests)

    def _answer(self, headers: Mapping[str, str], body: bytes) -> Said:
        if faults := self.faults[headers["x-amz-target"].rpartition(".")[2]]:
            return faults.pop(0)
        status, content, crc32 = self._engine.send(body, headers, Tries())
        return Answer(status, content, crc32)


@pytest.fixture
def database(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Reached over a socket."""
    monkeypatch.setattr(retries, "quota", RetryQuota())
    with standing_in() as server:
        database = Database(server)
        wire = Wire(REGION, server.url)
        monkeypatch.setattr(shared_connection(), "wire", wire)
        yield database
        wire.close()


@pytest.fixture
def skipping(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Pauses are as long as they may be, and take no time; an answer has all of it."""
    skipping = StillClock()
    monkeypatch.setattr(pool, "Timeout", lambda **_: Timeout(60))
    monkeypatch.setattr(pool, "IDLE_SECONDS", 60.0)
    for module in (retries, deadline, transactions):
        monkeypatch.setattr(module, "time", skipping)
    monkeypatch.setattr(pausing, "_way", skipping.sleep)
    monkeypatch.setattr("random.uniform", lambda _, longest: longest)
    return skipping


def put_status(tenant: Tenant, service_id: str) -> Reply:
    api = Api().as_(tenant.token, X_Organization_Id=tenant.org_id)
    return api.put(f"/api/services/{service_id}/status", {"status": DOWN})


@pytest.mark.parametrize("operation", ["BatchGetItem", "TransactWriteItems"])
@pytest.mark.parametrize("fault", [throttled(), Fault.RESET, Fault.END, Answer(crc32="1")], ids=str)
def test_a_write_goes_through_when_a_fault_passes(
    tenant: Tenant, database: Database, skipping: Clock, operation: str, fault: Said
) -> None:
    service = tenant.service()
    database.fails(operation, fault, fault)
    assert put_status(tenant, service.id).status == 200
    assert tenant.status_of(service) is DOWN
    assert services.get(tenant.org_id, service.id).version == 2


@pytest.mark.parametrize("fault", [THROTTLED_PART, CONFLICT], ids=["throttled", "in conflict"])
def test_a_transaction_that_failed_for_others_sake_is_made_after_all(
    tenant: Tenant, database: Database, skipping: Clock, fault: Said
) -> None:
    service = tenant.service()
    database.fails("TransactWriteItems", fault, fault)
    assert put_status(tenant, service.id).status == 200


@pytest.mark.parametrize(
    ("operations", "fault"),
    [
        (["UpdateItem", "BatchGetItem", "GetItem", "TransactWriteItems"], throttled()),
        (["TransactWriteItems"], throttled("ProvisionedThroughputExceededException")),
        (["TransactWriteItems"], throttled("TransactionConflictException")),
        (["TransactWriteItems"], THROTTLED_PART),
        (["TransactWriteItems"], CONFLICT),
        (["TransactWriteItems"], Answer(crc32="1")),
        (["TransactWriteItems"], Fault.RESET),
    ],
    ids=str,
)
def test_whatever_does_not_pass_is_answered_within_five_seconds_and_changes_nothing(
    tenant: Tenant, tables: Engine, database: Database, skipping: Clock, operations: list[str], fault: Said
) -> None:
    service = tenant.service()
    before = tables.contents()
    for operation in operations:
        database.fails(operation, *[fault] * 1000)
    started = skipping.monotonic()
    reply = put_status(tenant, service.id)
    assert skipping.monotonic() - started < 5
    assert (reply.status, reply.headers["Content-Type"]) == (503, "application/problem+json")
    assert int(reply.headers["Retry-After"]) > 0
    assert tables.contents() == before


def test_one_fault_after_another_does_not_add_up_to_more_than_five_seconds(
    tenant: Tenant, database: Database, skipping: Clock
) -> None:
    service = tenant.service()
    database.fails("BatchGetItem", throttled(), throttled())
    database.fails("TransactWriteItems", *[throttled()] * 2, *[CONFLICT] * 1000)
    started = skipping.monotonic()
    assert put_status(tenant, service.id).status == 503
    assert skipping.monotonic() - started < 5


def test_a_silent_database_is_answered_for_within_five_seconds(
    tenant: Tenant, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is due sooner than it is, and silence is waited for longer, to tell it from a busy machine."""
    assert edge.ANSWER_SECONDS + retries._LEAST < 5  # noqa: SLF001 - what is promised
    monkeypatch.setattr(edge, "ANSWER_SECONDS", 2.5)
    monkeypatch.setattr(retries, "SECONDS", 60.0)
    monkeypatch.setattr(pool, "READ_SECONDS", 19.0)
    service = tenant.service()
    for operation in ("UpdateItem", "BatchGetItem", "GetItem", "TransactWriteItems"):
        database.fails(operation, *[Fault.SILENCE] * 1000)
    started = time.monotonic()
    reply = put_status(tenant, service.id)
    assert time.monotonic() - started < 15
    assert (reply.status, reply.headers["Retry-After"]) == (503, "2")


def test_a_throttled_request_is_tried_three_times_and_by_nobody_else(
    tenant: Tenant, database: Database, skipping: Clock
) -> None:
    service = tenant.service()
    made = database.attempts("TransactWriteItems")
    database.fails("TransactWriteItems", *[THROTTLED_PART] * 1000)
    put_status(tenant, service.id)
    assert database.attempts("TransactWriteItems") - made == 3


def test_while_the_quota_is_used_up_a_throttled_write_is_refused_at_once(
    tenant: Tenant, database: Database, skipping: Clock
) -> None:
    service = tenant.service()
    assert retries.quota.acquire(retries.quota.available_capacity)
    database.fails("TransactWriteItems", throttled())
    assert put_status(tenant, service.id).status == 503
    assert skipping.pauses == []


def test_an_account_that_meets_another_transaction_is_made_all_the_same(database: Database, skipping: Clock) -> None:
    """It was taken for an address that somebody has."""
    database.fails("TransactWriteItems", CONFLICT, CONFLICT)
    account = {"email": "ada@example.com", "password": "a long enough passphrase", "name": "Ada"}
    assert Api().post("/api/auth/sign-up", account).status == 201
