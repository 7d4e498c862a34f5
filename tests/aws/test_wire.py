"""Requests to DynamoDB over real sockets: to a server that checks signatures as AWS does, and answers as it is told."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import (
    ChecksumError,
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    ReadTimeoutError,
)
from botocore.retries.quota import RetryQuota
from urllib3 import Timeout

from chalicelib.aws import deadline, pausing, pool, retries
from chalicelib.aws.wire import Wire
from tests.aws.clock import Clock, StillClock
from tests.aws.stand_in import FOUND, REGION, Answer, Fault, Said, StandIn, refusal, standing_in, throttled
from tests.waiting import wait_until


@pytest.fixture
def server() -> Iterator[StandIn]:
    """On a port of its own."""
    with standing_in() as server:
        yield server


@pytest.fixture
def wire(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Leads to the server, with the credentials it knows."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    wire = Wire(REGION, server.url)
    yield wire
    wire.close()


@pytest.fixture(autouse=True)
def patient(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that comes is waited for, and one that never does only for a moment."""
    in_vain = 0

    def timeout(**_: float) -> Timeout:
        nonlocal in_vain
        wait_until(lambda: server.silences == in_vain)
        in_vain += server.is_silent_next
        return Timeout(connect=60, read=0.6 if server.is_silent_next else 60)

    monkeypatch.setattr(pool, "Timeout", timeout)
    monkeypatch.setattr(pool, "IDLE_SECONDS", 60.0)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Pauses pass at once and are as long as they may be; the quota is full."""
    clock = StillClock()
    monkeypatch.setattr(retries, "time", clock)
    monkeypatch.setattr(deadline, "time", clock)
    monkeypatch.setattr(pausing, "_way", clock.sleep)
    monkeypatch.setattr("random.uniform", lambda _, longest: longest)
    monkeypatch.setattr(retries, "quota", RetryQuota())
    return clock


def test_requests_are_signed_and_go_over_one_kept_connection(server: StandIn, wire: Wire) -> None:
    answers = [wire.call("GetItem", {"TableName": "t", "Key": {"org_id": {"S": "ä"}}}) for _ in range(3)]
    assert answers == [FOUND] * 3
    assert server.signed == [True] * 3
    assert len(server.connections) == 1
    assert server.requests[0] == {
        "target": "DynamoDB_20120810.GetItem",
        "body": {"TableName": "t", "Key": {"org_id": {"S": "ä"}}},
    }


def test_a_session_token_is_sent_and_signed(server: StandIn, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of-a-role")
    wire.call("GetItem", {"TableName": "t"})
    assert server.signed == [True]


def test_bytes_travel_as_base64_and_come_back_as_bytes(server: StandIn, wire: Wire) -> None:
    secret = bytes(range(256))
    server.answers = [(200, {"Item": {"page": {"B": b64encode(secret).decode()}, "B": {"S": "text"}}})]
    found = wire.call("PutItem", {"Item": {"page": {"B": secret}}})
    assert server.requests[0]["body"] == {"Item": {"page": {"B": b64encode(secret).decode()}}}
    assert found == {"Item": {"page": {"B": secret}, "B": {"S": "text"}}}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "ThrottlingException"),
        (400, "ProvisionedThroughputExceededException"),
        (400, "RequestLimitExceeded"),
        (400, "TransactionInProgressException"),
        (400, "TransactionConflictException"),
        (409, "ReplicatedWriteConflictException"),
        (500, "InternalServerError"),
    ],
)
def test_what_passes_is_tried_three_times(server: StandIn, wire: Wire, status: int, code: str) -> None:
    server.answers = [(status, refusal(code)), (status, refusal(code)), (200, FOUND)]
    assert wire.call("GetItem", {}) == FOUND
    server.answers = [(status, refusal(code))]
    with pytest.raises(ClientError) as refused:
        wire.call("GetItem", {})
    assert refused.value.response["Error"] == {"Code": code, "Message": "it says why"}
    assert len(server.requests) == 6
    assert len(server.connections) == 1


def test_a_refusal_is_not_repeated_and_says_which_condition_failed(server: StandIn, wire: Wire) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed"}]
    server.answers = [(400, refusal("TransactionCanceledException", CancellationReasons=reasons))]
    with pytest.raises(ClientError) as refused:
        wire.call("TransactWriteItems", {})
    assert refused.value.response["CancellationReasons"] == reasons
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "code"), [(429, "ThrottlingException"), (500, "InternalServerError"), (503, "InternalServerError")]
)
def test_a_status_that_says_it_passes_is_believed_whatever_the_code(
    server: StandIn, wire: Wire, status: int, code: str
) -> None:
    server.answers = [(status, refusal("SomethingNew"))]
    with pytest.raises(ClientError) as refused:
        wire.call("GetItem", {})
    assert refused.value.response["Error"] == {"Code": code, "Message": "it says why"}
    assert len(server.requests) == 3


@pytest.mark.parametrize("reason", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_that_was_throttled_is_sent_again_as_it_was(server: StandIn, wire: Wire, reason: str) -> None:
    reasons = [{"Code": "None"}, {"Code": reason}, {"Code": "TransactionConflict"}]
    server.answers = [throttled("TransactionCanceledException", CancellationReasons=reasons), (200, {})]
    assert wire.call("TransactWriteItems", {"ClientRequestToken": "x"}) == {}
    assert server.requests[0] == server.requests[1]


@pytest.mark.parametrize("reason", ["ConditionalCheckFailed", "TransactionConflict", "ValidationError"])
def test_a_transaction_that_lost_a_race_is_not_sent_again_as_it_was(server: StandIn, wire: Wire, reason: str) -> None:
    """Whoever made it reads anew first."""
    throttling = [{"Code": "ThrottlingError"}] if reason != "TransactionConflict" else []
    reasons = [{"Code": "None"}, {"Code": reason}, *throttling]
    server.answers = [throttled("TransactionCanceledException", CancellationReasons=reasons), (200, {})]
    with pytest.raises(ClientError):
        wire.call("TransactWriteItems", {})
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [b"<html>Bad Gateway</html>", b"[]", b"null", b""])
def test_an_error_in_no_json_at_all_is_a_fault_of_the_service(server: StandIn, wire: Wire, body: bytes) -> None:
    server.answers = [(502, body)]
    with pytest.raises(ClientError, match="InternalServerError"):
        wire.call("GetItem", {})
    assert len(server.requests) == 3


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b"[]", b'{"Item":'])
def test_an_answer_that_is_no_json_object_is_none(server: StandIn, wire: Wire, body: bytes) -> None:
    server.answers = [(200, body)]
    with pytest.raises(HTTPClientError):
        wire.call("GetItem", {})
    server.answers = [(200, body), (200, FOUND)]
    assert wire.call("GetItem", {}) == FOUND


@pytest.mark.parametrize("crc32", ["1", "-1", "no number"])
def test_an_answer_whose_checksum_is_wrong_is_asked_for_again(server: StandIn, wire: Wire, crc32: str) -> None:
    damaged = Answer(200, {"Item": {"org_id": {"S": "b"}}}, crc32=crc32)
    server.answers = [damaged, damaged, (200, FOUND)]
    assert wire.call("GetItem", {}) == FOUND
    server.answers = [damaged]
    with pytest.raises(ChecksumError):
        wire.call("GetItem", {})


def test_a_refusal_whose_checksum_is_wrong_is_not_believed(server: StandIn, wire: Wire) -> None:
    server.answers = [Answer(400, refusal("ConditionalCheckFailedException"), crc32="1"), (200, FOUND)]
    assert wire.call("PutItem", {}) == FOUND


def test_an_answer_in_chunks_is_read_to_its_end(server: StandIn, wire: Wire) -> None:
    large = {"Item": {"text": {"S": "0\r\n\r\n" * 30_000}}}
    server.answers = [Answer(200, large, chunked=True), (200, FOUND)]
    assert [wire.call("GetItem", {}), wire.call("GetItem", {})] == [large, FOUND]
    assert len(server.connections) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.SILENCE, ReadTimeoutError),
        (Fault.RESET, ConnectionClosedError),
        (Fault.END, ConnectionClosedError),
    ],
)
def test_without_an_answer_it_is_asked_for_again_on_a_new_connection(
    server: StandIn, wire: Wire, fault: Fault, error: type[Exception]
) -> None:
    server.answers = [fault, fault, (200, FOUND)]
    assert wire.call("GetItem", {}) == FOUND
    assert len(server.connections) == 3
    server.answers = [fault]
    with pytest.raises(error):
        wire.call("GetItem", {})


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.RESET, Fault.END])
def test_however_many_kept_connections_died_unnoticed_the_second_try_succeeds(
    server: StandIn, wire: Wire, fault: Fault
) -> None:
    server.before = threading.Barrier(4)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: wire.call("GetItem", {}), range(4))) == [FOUND] * 4
    assert len(server.connections) == 4
    server.before = None
    server.kill_connections(fault)
    assert wire.call("GetItem", {}) == FOUND
    assert (len(server.requests), len(server.connections)) == (6, 5)
    assert [wire.call("GetItem", {}) for _ in range(3)] == [FOUND] * 3
    assert (len(server.requests), len(server.connections)) == (9, 5)


def test_pauses_double_and_are_longer_for_who_asks_too_much(server: StandIn, wire: Wire, clock: Clock) -> None:
    for answer in (throttled(), (500, refusal("InternalServerError"))):
        server.answers = [answer]
        with pytest.raises(ClientError):
            wire.call("GetItem", {})
    assert clock.pauses == [1.0, 2.0, 0.025, 0.05]


def test_retries_end_when_an_answer_is_due(server: StandIn, wire: Wire, clock: Clock) -> None:
    server.answers = [throttled()]
    with deadline.due_in(2.5), pytest.raises(ClientError):
        wire.call("GetItem", {})
    assert clock.pauses == [1.0]
    with deadline.due_in(0.5), pytest.raises(ClientError):
        wire.call("GetItem", {})
    assert len(server.requests) == 3


def test_with_an_empty_quota_nothing_is_tried_again(server: StandIn, wire: Wire) -> None:
    assert retries.quota.acquire(500)
    server.answers = [throttled()]
    with pytest.raises(ClientError):
        wire.call("GetItem", {})
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "left"), [(throttled(), 490), ((500, {}), 490), (Fault.RESET, 490), (Fault.SILENCE, 480)]
)
def test_a_retry_takes_from_the_quota_of_the_process(server: StandIn, wire: Wire, fault: Said, left: int) -> None:
    server.answers = [fault]
    with pytest.raises((ClientError, HTTPClientError)):
        wire.call("GetItem", {})
    assert retries.quota.available_capacity == left
    wait_until(lambda: server.silences == 3 * (fault is Fault.SILENCE))
    other = Wire(REGION, server.url)
    server.answers = [fault, (200, FOUND)]
    other.call("GetItem", {})
    assert retries.quota.available_capacity == left
    other.call("GetItem", {})
    other.close()
    assert retries.quota.available_capacity == left + 1


def test_nobody_listening_is_said_at_once() -> None:
    with pytest.raises(EndpointConnectionError):
        Wire(REGION, "http://127.0.0.1:9").call("GetItem", {})


def test_without_credentials_nothing_is_sent(server: StandIn, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.aws.signing.get_session", type("Session", (), {"get_credentials": lambda _: None}))
    with pytest.raises(NoCredentialsError):
        wire.call("GetItem", {})
    assert server.requests == []


@pytest.mark.parametrize(
    ("region", "endpoint"),
    [
        ("eu-central-1", "https://dynamodb.eu-central-1.amazonaws.com"),
        ("cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_the_endpoint_is_the_region_s(region: str, endpoint: str) -> None:
    assert Wire(region).endpoint == endpoint
