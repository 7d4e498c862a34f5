"""What is said in the log: one line of JSON an outcome, with its metrics, and nobody's secrets."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.api import root
from tests.edges import Api, Stream, Viewers
from tests.tenancy import Tenant

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What was logged so far."""
    found: list[str] = []

    class Keeps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, keeper = logging.getLogger("allclear"), Keeps()
    level = logger.level
    logger.addHandler(keeper)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in found]
    logger.removeHandler(keeper)
    logger.setLevel(level)


def test_a_request_is_one_line_that_says_who_where_and_how(api: Api, tenant: Tenant, lines: Lines) -> None:
    answer = api.as_(tenant.token).get(f"/api/incidents/{tenant.opens().id}", X_Request_Id="mine-12345678")
    (line,) = lines()
    assert answer.headers["X-Request-Id"] == "mine-12345678"
    assert {
        "event": "request",
        "request_id": "mine-12345678",
        "route": "GET /api/incidents/{incident_id}",
        "status": 200,
        "organization": tenant.org_id,
        "actor": tenant.owner.id,
    }.items() <= line.items()


def test_its_metrics_are_in_cloudwatchs_embedded_format(api: Api, tenant: Tenant, lines: Lines) -> None:
    api.as_(tenant.token).get("/api/services")
    (line,) = lines()
    (about,) = line["_aws"]["CloudWatchMetrics"]
    assert about["Namespace"] == "Allclear"
    assert {metric["Name"]: metric["Unit"] for metric in about["Metrics"]} == {
        "RequestLatency": "Milliseconds",
        "RequestFailures": "Count",
    }
    assert about["Dimensions"] == [["kind"]]
    assert all(name in line for name in ("kind", "RequestLatency", "RequestFailures"))
    assert isinstance(line["_aws"]["Timestamp"], int)


@pytest.mark.parametrize("given", ["short", "a b c d e f g h", "x" * 65, "new\nline-12345", "mine-12345678\n"])
def test_a_request_id_that_is_none_is_not_taken(api: Api, given: str) -> None:
    assert api.get("/api", X_Request_Id=given).headers["X-Request-Id"] == "request-1"


def test_no_secret_and_no_address_is_in_the_log(api: Api, tenant: Tenant, lines: Lines) -> None:
    form = {"email": "ada@example.com", "password": "correct horse battery", "name": "Ada"}
    entry = api.post("/api/auth/sign-up", form, Idempotency_Key="a-key-of-mine")
    api.post("/api/auth/sign-in", {**form, "password": "a wrong password"})
    api.as_(tenant.token).get("/api/services?cursor=nonsense")
    said = json.dumps(lines())
    secrets = [form["password"], "a wrong password", entry.json()["access_token"], entry.cookie.partition("=")[2]]
    for secret in [*secrets, "a-key-of-mine", "127.0.0.1", "ada@example.com", tenant.token]:
        assert secret not in said


def test_a_fault_of_ours_is_logged_with_its_trace_and_not_shown(
    api: Api, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise RuntimeError("a fault")

    monkeypatch.setattr(root, "_database_answers", fail)
    answer = api.get("/health")
    assert answer.status == 500
    assert "a fault" not in answer.body
    fault, request = lines()
    assert "RuntimeError: a fault" in fault["trace"]
    assert (request["status"], request["RequestFailures"]) == (500, 1)


def test_a_broadcast_says_how_long_it_took_from_the_write_to_the_last_frame(
    tenant: Tenant, stream: Stream, viewers: Viewers, lines: Lines
) -> None:
    from chalicelib.clock import now  # noqa: PLC0415
    from chalicelib.store.viewers import remember  # noqa: PLC0415

    remember(tenant.org_id, "viewer", now())
    remember(tenant.org_id, "gone", now())
    viewers.gone.add("gone")
    stream.flow()
    (line,) = [each for each in lines() if each["event"] == "broadcast"]
    assert {"Connections": 2, "GoneConnections": 1, "PushFailures": 0, "Frames": 1}.items() <= line.items()
    assert len(line["PushLatency"]) == line["events"] == 1
    assert line["organization"] == tenant.org_id
