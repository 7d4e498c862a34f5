"""Checkers in other regions: what they are told, at which moments they look, and what they tell home."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.monitor_fields import MAX_BYTES
from chalicelib.domain.monitor_states import CheckResult
from chalicelib.domain.monitors import HOME, Monitor, MonitorDraft, MonitorKind, made
from chalicelib.monitors import elsewhere, far, moments
from chalicelib.queues import queues
from chalicelib.queues.message import ChecksElsewhere, read_checks_elsewhere

BEGINS = 1_000_000.0
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class _Queues:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    def send(self, queue: str, messages: Sequence[Any]) -> tuple[Any, ...]:
        self.sent += [(queue, each) for each in messages]
        return ()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    kept = _Queues()
    monkeypatch.setattr(queues, "current", lambda: kept)
    monkeypatch.setattr(elsewhere, "_queues", lambda: {"eu-west-1": "https://one", "ap-south-1": "https://two"})
    return kept.sent


def _monitor(*regions: str, name: str = "Shop") -> Monitor:
    draft = MonitorDraft(kind=MonitorKind.HTTP, name=name, url="https://example.com/", regions=regions)
    return made("0" * 26, draft, 0, NOW)


def test_a_region_is_told_only_of_its_own_monitors_and_of_the_spread(sent: list[tuple[str, Any]]) -> None:
    mine, other = _monitor("eu-west-1"), _monitor(HOME, "ap-south-1")
    elsewhere.hand_on([mine, other], BEGINS, 3.0)
    told = {queue: read_checks_elsewhere(message.body) for queue, message in sent}
    assert {queue: [each["id"] for each in message.monitors] for queue, message in told.items()} == {
        "checks@eu-west-1": [mine.id],
        "checks@ap-south-1": [other.id],
    }
    assert {message.spread for message in told.values()} == {3.0}


def test_no_message_is_larger_than_its_room_and_none_is_left_out(sent: list[tuple[str, Any]]) -> None:
    monitors = [_monitor("eu-west-1", name=f"Shop {each}") for each in range(200)]
    elsewhere.hand_on(monitors, BEGINS, 8.0)
    parts = [message for _, message in sent]
    assert len(parts) > 1
    assert all(len(json.dumps(part.monitors)) <= MAX_BYTES + 4 * len(part.monitors) for part in parts)
    assert [each["id"] for part in parts for each in part.monitors] == [each.id for each in monitors]


def test_what_an_older_release_sent_is_spread_over_twenty_seconds() -> None:
    assert read_checks_elsewhere('{"begins": 1, "monitors": []}') == ChecksElsewhere(1.0, (), 20.0)


def test_a_checker_elsewhere_looks_at_the_moment_of_home_and_tells_home(
    sent: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[datetime] = []

    async def at_once(moment: float) -> None:
        pass

    async def checked(monitor: Monitor, at: datetime, region: str = HOME, *, loopback: bool = False) -> CheckResult:
        assert not loopback
        looked.append(at)
        return CheckResult(at=at, ok=True, message=monitor.name, region="eu-west-1")

    monkeypatch.setattr(far, "until", at_once)
    monkeypatch.setattr(far, "checked", checked)
    monkeypatch.setattr("chalicelib.clock.now", lambda: datetime.fromtimestamp(BEGINS, UTC))
    monitor = _monitor("eu-west-1")
    fresh = ChecksElsewhere(BEGINS, (elsewhere.shipped(monitor),), 3.0)
    late = ChecksElsewhere(BEGINS - 56, (elsewhere.shipped(monitor),), 3.0)
    far.handler({"Records": [{"body": fresh.body}, {"body": late.body}]}, None)
    assert [each.timestamp() for each in looked] == [pytest.approx(moments.due_at(monitor, BEGINS, 3.0))]
    [(queue, found)] = sent
    assert (queue, found.org_id, found.monitor_id) == ("settle_checks", monitor.org_id, monitor.id)


@pytest.mark.parametrize(("count", "seconds"), [(0, 0), (1, 0), (26, 1), (251, 10), (501, 20), (5000, 20)])
def test_the_more_monitors_a_round_has_the_longer_it_is_spread(count: int, seconds: float) -> None:
    assert moments.spread_of(count) == seconds
