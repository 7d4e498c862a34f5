"""Log lines: what is written at which level, and that metrics are always among them."""

from typing import Any

import pytest

from chalicelib import log
from chalicelib.config import Settings
from tests.logs import lines_with


def _written(given: Settings) -> list[dict[str, Any]]:
    with lines_with(given) as lines:
        log.info("told")
        log.warning("warned")
        log.measured("counted", {"kind": "reads"}, {"Calls": log.Metric(3)}, route="GET /")
    return lines


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
def test_metrics_are_written_at_every_log_level(level: str) -> None:
    (counted,) = [line for line in _written(Settings(log_level=level)) if line["event"] == "counted"]
    assert (counted["Calls"], counted["kind"], counted["route"]) == (3, "reads", "GET /")
    assert counted["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "Calls", "Unit": "Count"}]


def test_other_lines_are_written_from_their_level_on() -> None:
    assert [line["event"] for line in _written(Settings(log_level="WARNING"))] == ["warned", "counted"]


def test_where_nothing_makes_metrics_their_lines_are_lines_like_others() -> None:
    lines = _written(Settings(log_level="WARNING", metrics="off"))
    assert [line["event"] for line in lines] == ["warned"]
