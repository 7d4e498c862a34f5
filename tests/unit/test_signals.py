"""Rules: which signals they match."""

import time
from datetime import UTC, datetime

import pytest

from chalicelib.domain.patterns import matches
from chalicelib.domain.signals import Action, Rule, Signal, SignalState, signal_of, that_match

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_signal(**labels: str) -> Signal:
    return signal_of("key", SignalState.FIRING, NOW, labels, title="API is slow")


def a_rule(**match: str) -> Rule:
    return Rule(match=match, action=Action.SET_STATUS)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("critical", "critical"),
        ("Critical", "CRITICAL"),
        ("api-*", "api-web"),
        ("api-.*", "api-web"),
        ("*", ""),
        ("a?c", "abc"),
        ("critical|warning", "warning"),
        ("*-prod-*", "eu-prod-1"),
        ("a*b*c", "a-b-b-c"),
    ],
)
def test_a_pattern_matches(pattern: str, value: str) -> None:
    assert matches(pattern, value)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [("critical", "critical!"), ("api-*", "web-api-1"), ("a?c", "ac"), ("a|b", "a|b"), ("", "a"), ("[ab]", "a")],
)
def test_a_pattern_does_not_match(pattern: str, value: str) -> None:
    assert not matches(pattern, value)


def test_no_pattern_takes_long() -> None:
    began = time.thread_time()
    assert not matches("*a" * 100, "a" * 499 + "b")
    assert time.thread_time() - began < 1


def test_a_rule_needs_all_of_its_labels() -> None:
    signal = a_signal(severity="critical", service="api")
    assert a_rule(severity="critical", service="a*").matches(signal)
    assert not a_rule(severity="critical", service="web").matches(signal)
    assert not a_rule(severity="critical", region="*").matches(signal)


def test_all_rules_that_match_apply() -> None:
    rules = [a_rule(severity="critical"), a_rule(severity="warning"), a_rule(), a_rule(title="api *")]
    assert that_match(rules, a_signal(severity="critical")) == [rules[0], rules[2], rules[3]]


def test_a_rule_stays_the_same_wherever_it_stands_and_however_long_it_waits() -> None:
    assert a_rule(a="b").digest == a_rule(a="b").but(quiet_minutes=5).digest
    assert a_rule(a="b").digest != a_rule(a="c").digest


def test_what_a_machine_says_too_long_is_cut() -> None:
    signal = signal_of("k" * 2000, SignalState.FIRING, NOW, {"a\nb": "x" * 5000}, title="t\n" * 500, url="javascript:x")
    assert (len(signal.key), signal.url) == (500, "")
    assert [(name, len(value)) for name, value in signal.labels.items()] == [("a b", 500)]
    assert len(signal.title) == 200
    assert "\n" not in signal.title
