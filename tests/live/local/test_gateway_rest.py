"""HTTP through the gateway, as API Gateway's REST side answers it."""

import http.client
import json
import select
import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.live.local.conftest import Stack
from tests.waiting import PATIENCE

MEGABYTE = 1024 * 1024


def is_problem(reply_body: bytes, status: int) -> bool:
    """Whether a body is problem+json of that status, with an id to ask about."""
    body = json.loads(reply_body)
    return body["status"] == status and body["type"] == "about:blank" and bool(body["request_id"])


def test_a_request_reaches_the_app_as_a_proxy_event(stack: Stack) -> None:
    event = stack.request("POST", "/api/echo?a=1&a=2&b=", b'{"x": 1}', X_One="yes").json()
    assert event["resource"] == event["requestContext"]["resourcePath"] == "/api/echo"
    assert event["httpMethod"] == "POST"
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""]}
    assert event["queryStringParameters"] == {"a": "2", "b": ""}
    assert event["headers"]["X-One"] == "yes"
    assert event["body"] == '{"x": 1}'
    assert not event["isBase64Encoded"]
    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"
    assert event["requestContext"]["requestId"]
    assert event["requestContext"]["stage"]


def test_without_a_query_and_a_body_both_are_null(stack: Stack) -> None:
    event = stack.get("/api/echo").json()
    assert event["multiValueQueryStringParameters"] is None
    assert event["body"] is None


def test_who_says_nothing_of_what_it_accepts_takes_anything(stack: Stack) -> None:
    with closing(socket.create_connection(("127.0.0.1", stack.port))) as raw:
        raw.sendall(b"GET /api/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        event = json.loads(read_all(raw).split(b"\r\n\r\n", 1)[1])
    assert (event["headers"]["Accept"], event["multiValueHeaders"]["Accept"]) == ("*/*", ["*/*"])
    assert stack.request("GET", "/api/echo", Accept="text/csv").json()["multiValueHeaders"]["Accept"] == ["text/csv"]


def test_a_repeated_header_keeps_all_of_its_values(stack: Stack) -> None:
    with closing(socket.create_connection(("127.0.0.1", stack.port))) as raw:
        raw.sendall(b"GET /api/echo HTTP/1.1\r\nHost: x\r\nX-Two: a\r\nX-Two: b\r\nConnection: close\r\n\r\n")
        event = json.loads(read_all(raw).split(b"\r\n\r\n", 1)[1])
    assert event["multiValueHeaders"]["X-Two"] == ["a", "b"]
    assert event["headers"]["X-Two"] == "b"


def test_encoded_path_segments_reach_the_app_encoded(stack: Stack) -> None:
    event = stack.get("/api/echo/a%2Fb%20c").json()
    assert event["pathParameters"] == {"name": "a%2Fb%20c"}
    assert event["resource"] == "/api/echo/{name}"


def test_a_literal_segment_wins_over_a_parameter(stack: Stack) -> None:
    assert stack.get("/api/echo/current").json()["resource"] == "/api/echo/current"


def test_a_method_of_the_parameter_route_is_not_lost_to_a_literal_one(stack: Stack) -> None:
    reply = stack.request("PUT", "/api/echo/current", b"{}")
    assert reply.status == 405
    assert reply.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_bytes_that_are_no_text_arrive_in_base64(stack: Stack) -> None:
    event = stack.request("POST", "/api/echo", b"\xff\x00").json()
    assert (event["body"], event["isBase64Encoded"]) == ("/wA=", True)


def test_bytes_go_out_as_they_are(stack: Stack) -> None:
    reply = stack.get("/api/binary", Accept="image/png")
    assert reply.body == bytes(range(256))
    assert reply.headers["Content-Type"] == "image/png"


def test_two_cookies_are_two_headers(stack: Stack) -> None:
    assert stack.get("/api/cookies").headers.get_all("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/"]


@pytest.mark.parametrize("path", ["/api/nope", "/api/echo/a/b", "/admin/nope", "/api/status/"])
def test_an_unknown_path_is_404(stack: Stack, path: str) -> None:
    reply = stack.get(path)
    assert reply.status == 404
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert is_problem(reply.body, 404)


def test_a_wrong_method_is_405_and_says_which_are_right(stack: Stack) -> None:
    reply = stack.request("DELETE", "/api/echo")
    assert reply.status == 405
    assert reply.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert is_problem(reply.body, 405)


def test_head_is_get_without_the_body(stack: Stack) -> None:
    reply = stack.request("HEAD", "/api/echo")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["Content-Length"]) > 0


def test_options_says_what_is_allowed(stack: Stack) -> None:
    reply = stack.request("OPTIONS", "/api/echo")
    assert (reply.status, reply.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize("path", ["/api/boom", "/api/nonsense"])
def test_a_handler_that_fails_is_502_and_tells_nothing(stack: Stack, path: str) -> None:
    reply = stack.get(path)
    assert is_problem(reply.body, 502)
    assert b"secret" not in reply.body
    assert b"Traceback" not in reply.body


@pytest.mark.parametrize("size", [6 * MEGABYTE + 1, 7 * MEGABYTE, 40 * MEGABYTE])
def test_too_large_a_body_is_answered_413_although_the_client_sends_on(stack: Stack, size: int) -> None:
    reply = stack.request("POST", "/api/echo", b"x" * size)
    assert is_problem(reply.body, 413)


def test_too_large_a_body_without_a_length_is_413(stack: Stack) -> None:
    chunks = (b"x" * 65536 for _ in range(7 * 16))
    with closing(http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)) as connection:
        connection.request(
            "POST", "/api/echo", body=chunks, encode_chunked=True, headers={"Transfer-Encoding": "chunked"}
        )
        assert connection.getresponse().status == 413


def test_a_body_of_the_greatest_size_passes(stack: Stack) -> None:
    assert stack.request("POST", "/api/echo", b"x" * (6 * MEGABYTE)).status == 200


def test_a_client_that_asks_before_it_sends_is_told_to_go_on(stack: Stack) -> None:
    head = (
        b"POST /api/echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
    )
    with closing(socket.create_connection(("127.0.0.1", stack.port))) as raw:
        raw.sendall(head)
        assert raw.recv(100).startswith(b"HTTP/1.1 100 Continue")
        raw.sendall(b"{}")
        assert b" 200 OK" in read_all(raw)


def test_a_client_that_asks_first_is_spared_from_sending_what_is_too_large(stack: Stack) -> None:
    head = b"POST /api/echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9000000\r\n\r\n"
    with closing(socket.create_connection(("127.0.0.1", stack.port))) as raw:
        raw.sendall(head)
        assert raw.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"y" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
    ],
)
def test_what_is_no_request_is_answered_in_the_same_shape(stack: Stack, request_bytes: bytes, status: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", stack.port))) as raw:
        raw.sendall(request_bytes)
        head, body = read_all(raw).split(b"\r\n\r\n", 1)
    assert head.split()[1] == str(status).encode()
    assert b"aiohttp" not in head
    assert is_problem(body, status)


def test_slow_calls_do_not_hold_up_quick_ones(stack: Stack) -> None:
    slow = [http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30) for _ in range(4)]
    for connection in slow:
        connection.request("GET", "/api/slow?until=quick-ones-are-answered")
    assert stack.get("/api/echo").status == 200
    assert not select.select([connection.sock for connection in slow], [], [], 0)[0]
    stack.release("quick-ones-are-answered")
    for connection in slow:
        assert connection.getresponse().status == 200
        connection.close()


def test_the_answer_names_the_request(stack: Stack) -> None:
    reply = stack.get("/api/echo")
    assert reply.headers["x-amzn-RequestId"] == reply.json()["requestContext"]["requestId"]


def test_the_url_in_the_banner_is_the_one_that_answers(stack: Stack) -> None:
    said = stack.output().split("ready: ", 1)[1].split()[0]
    assert urlsplit(said).port == stack.port
    assert "Sign in as somebody." in stack.output()


def read_all(raw: socket.socket) -> bytes:
    """Everything until the other side closes."""
    raw.settimeout(PATIENCE)
    received = bytearray()
    while chunk := raw.recv(65536):
        received += chunk
    return bytes(received)
