"""Requests to DynamoDB over real sockets: to a server that checks signatures as AWS does, and answers as it is told."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from chalicelib.aws import wire as module
from chalicelib.aws.wire import Wire
from chalicelib.local.sigv4 import SignatureCheck

REGION = "us-east-1"
FOUND = {"Item": {"org_id": {"S": "a"}}}


@dataclass
class Server:
    """What it was sent, and what it will answer: statuses with bodies, one a request, the last one for ever."""

    port: int = 0
    answers: list[tuple[int, object]] = field(default_factory=lambda: [(200, FOUND)])
    requests: list[dict[str, Any]] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)
    signed: list[bool] = field(default_factory=list)
    silent: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def next_answer(self) -> tuple[int, object]:
        """In turn."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    check = SignatureCheck("testing", "testing", REGION, "dynamodb")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.connections.add(self.client_address)
            server.signed.append(check.accepts("POST", f"{server.url}/", self.headers, body))  # type: ignore[arg-type]
            server.requests.append({"target": self.headers["X-Amz-Target"], "body": json.loads(body)})
            status, answer = server.next_answer()
            if answer is None:
                server.silent.wait(20)
                self.close_connection = True
                return
            text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    """On a port of its own."""
    server = Server()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    listening.daemon_threads = True
    server.port = listening.server_port
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.silent.set()
        listening.shutdown()
        listening.server_close()
        thread.join()


@pytest.fixture
def wire(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Leads to the server, with the credentials it knows."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    wire = Wire(REGION, server.url)
    yield wire
    wire.close()


def refusal(code: str, **more: object) -> dict[str, object]:
    return {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "it says why", **more}


def test_requests_are_signed_and_go_over_one_kept_connection(server: Server, wire: Wire) -> None:
    answers = [wire.call("GetItem", {"TableName": "t", "Key": {"org_id": {"S": "ä"}}}) for _ in range(3)]
    assert answers == [FOUND] * 3
    assert server.signed == [True] * 3
    assert len(server.connections) == 1
    assert server.requests[0] == {
        "target": "DynamoDB_20120810.GetItem",
        "body": {"TableName": "t", "Key": {"org_id": {"S": "ä"}}},
    }


def test_a_session_token_is_sent_and_signed(server: Server, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of-a-role")
    wire.call("GetItem", {"TableName": "t"})
    assert server.signed == [True]


def test_bytes_travel_as_base64_and_come_back_as_bytes(server: Server, wire: Wire) -> None:
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
        (500, "InternalServerError"),
        (503, "ServiceUnavailable"),
    ],
)
def test_what_passes_is_tried_once_more(server: Server, wire: Wire, status: int, code: str) -> None:
    server.answers = [(status, refusal(code)), (200, FOUND)]
    assert wire.call("GetItem", {}) == FOUND
    server.answers = [(status, refusal(code))]
    with pytest.raises(ClientError) as refused:
        wire.call("GetItem", {})
    assert refused.value.response["Error"] == {"Code": code, "Message": "it says why"}
    assert len(server.requests) == 4


def test_a_refusal_is_not_repeated_and_says_which_condition_failed(server: Server, wire: Wire) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed"}]
    server.answers = [(400, refusal("TransactionCanceledException", CancellationReasons=reasons))]
    with pytest.raises(ClientError) as refused:
        wire.call("TransactWriteItems", {})
    assert refused.value.response["CancellationReasons"] == reasons
    assert len(server.requests) == 1


def test_an_answer_in_no_json_at_all_is_a_fault_of_the_service(server: Server, wire: Wire) -> None:
    server.answers = [(502, b"<html>Bad Gateway</html>")]
    with pytest.raises(ClientError, match="InternalServerError"):
        wire.call("GetItem", {})
    assert len(server.requests) == 2


def test_silence_is_a_timeout_and_tried_once_more(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_SECONDS", 0.2)
    server.answers = [(0, None)]
    wire = Wire(REGION, server.url)
    with pytest.raises(ReadTimeoutError):
        wire.call("GetItem", {})
    server.answers = [(0, None), (200, FOUND)]
    assert wire.call("GetItem", {}) == FOUND
    wire.close()


def test_a_connection_that_ends_without_an_answer_is_a_fault(server: Server, wire: Wire) -> None:
    server.silent.set()
    server.answers = [(0, None)]
    with pytest.raises(ConnectionClosedError):
        wire.call("GetItem", {})


def test_nobody_listening_is_said_at_once() -> None:
    with pytest.raises(EndpointConnectionError):
        Wire(REGION, "http://127.0.0.1:9").call("GetItem", {})


def test_without_credentials_nothing_is_sent(server: Server, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
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
