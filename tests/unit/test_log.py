"""Log lines: what is written at which level, and that metrics are always among them."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib import log
from chalicelib.config import Settings


@pytest.fixture(autouse=True)
def unset() -> Iterator[None]:
    """The loggers as a new process has them, and afterwards as they were."""
    loggers = [logging.getLogger(name) for name in ("allclear", "allclear.metrics")]
    before = [(each, each.level, list(each.handlers), each.propagate) for each in loggers]
    for each in loggers:
        each.handlers[:] = []
        each.setLevel(logging.NOTSET)
    yield
    for each, level, handlers, propagate in before:
        each.setLevel(level)
        each.handlers[:], each.propagate = handlers, propagate


def _written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: Settings) -> list[Any]:
    monkeypatch.setattr(log, "settings", lambda: given)
    log.info("told")
    log.warning("warned")
    log.measured("counted", {"kind": "reads"}, {"Calls": log.Metric(3)}, route="GET /")
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
def test_metrics_are_written_at_every_log_level(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], level: str
) -> None:
    lines = _written(monkeypatch, capsys, Settings(log_level=level))
    (counted,) = [line for line in lines if line["event"] == "counted"]
    assert (counted["Calls"], counted["kind"], counted["route"]) == (3, "reads", "GET /")
    assert counted["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "Calls", "Unit": "Count"}]


def test_other_lines_are_written_from_their_level_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = _written(monkeypatch, capsys, Settings(log_level="WARNING"))
    assert [line["event"] for line in lines] == ["warned", "counted"]


def test_where_nothing_makes_metrics_their_lines_are_lines_like_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = _written(monkeypatch, capsys, Settings(log_level="WARNING", metrics="off"))
    assert [line["event"] for line in lines] == ["warned"]
