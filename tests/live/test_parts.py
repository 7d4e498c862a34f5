"""A crowd is told in parts: every viewer once, by parallel invocations that keep together to the account's quota."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.config import settings
from chalicelib.live import parts
from chalicelib.store.viewers import forget, remember, watching
from tests.edges import LambdaContext, Stream, Viewers
from tests.factories import DOWN, NOW
from tests.tenancy import Tenant


@dataclass
class Lambda:
    """Keeps what was to be invoked, and does it when told to; it may be out of capacity."""

    waiting: list[dict[str, Any]] = field(default_factory=list)
    capacity: int = 100

    def invoke(self, **given: Any) -> None:
        """As botocore's client has it."""
        assert (given["FunctionName"], given["InvocationType"]) == ("the-part", "Event")
        if len(self.waiting) == self.capacity:
            raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke")
        self.waiting.append(json.loads(given["Payload"]))

    def run(self) -> None:
        """The invocations, one after the other."""
        while self.waiting:
            parts.push_part(self.waiting.pop(), LambdaContext())


@pytest.fixture
def lambdas(monkeypatch: pytest.MonkeyPatch) -> Lambda:
    """Parts of two viewers."""
    found = Lambda()
    monkeypatch.setattr(parts, "_client", lambda: found)
    given = replace(settings(), push_part="the-part", push_part_size=2, push_quota=1000)
    monkeypatch.setattr(parts, "settings", lambda: given)
    return found


def _watched_by(tenant: Tenant, stream: Stream, count: int) -> list[str]:
    tenant.service()
    stream.flow()
    names = [f"viewer-{number}" for number in range(count)]
    for name in names:
        remember(tenant.org_id, name, NOW)
    return names


def _changes(tenant: Tenant, stream: Stream) -> None:
    [service] = [tenant.service("Search")]
    tenant.sets(service, DOWN)
    stream.flow()


def test_a_few_are_told_at_once(tenant: Tenant, stream: Stream, viewers: Viewers, lambdas: Lambda) -> None:
    names = _watched_by(tenant, stream, 2)
    _changes(tenant, stream)
    assert lambdas.waiting == []
    assert [len(viewers.seen_by(name)) for name in names] == [2, 2]


def test_a_crowd_is_told_in_parts_everyone_once(
    tenant: Tenant, stream: Stream, viewers: Viewers, lambdas: Lambda
) -> None:
    names = _watched_by(tenant, stream, 5)
    _changes(tenant, stream)
    assert viewers.frames == {}
    assert len(lambdas.waiting) == 3
    lambdas.run()
    assert [viewers.versions(name) for name in names] == [[3, 4]] * 5


def test_parts_together_keep_to_the_quota(tenant: Tenant, stream: Stream, viewers: Viewers, lambdas: Lambda) -> None:
    _watched_by(tenant, stream, 5)
    _changes(tenant, stream)
    assert sum(part["rate"] for part in lambdas.waiting) == pytest.approx(950)


def test_who_left_meanwhile_is_not_told_and_who_is_gone_is_forgotten(
    tenant: Tenant, stream: Stream, viewers: Viewers, lambdas: Lambda
) -> None:
    _watched_by(tenant, stream, 5)
    _changes(tenant, stream)
    forget(tenant.org_id, "viewer-0")
    viewers.gone.add("viewer-4")
    lambdas.run()
    assert viewers.seen_by("viewer-0") == []
    assert watching(tenant.org_id) == ["viewer-1", "viewer-2", "viewer-3"]


def test_parts_that_cannot_be_started_are_told_by_the_broadcaster(
    tenant: Tenant, stream: Stream, viewers: Viewers, lambdas: Lambda
) -> None:
    names = _watched_by(tenant, stream, 5)
    lambdas.capacity = 1
    _changes(tenant, stream)
    assert [bool(viewers.seen_by(name)) for name in names] == [False, False, True, True, True]


def test_a_notice_too_large_to_travel_is_told_by_the_broadcaster(
    tenant: Tenant, stream: Stream, viewers: Viewers, lambdas: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = _watched_by(tenant, stream, 5)
    monkeypatch.setattr(parts, "MAX_PAYLOAD_BYTES", 500)
    _changes(tenant, stream)
    assert lambdas.waiting == []
    assert [viewers.versions(name) for name in names] == [[3, 4]] * 5
