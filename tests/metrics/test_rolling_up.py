"""From points to what a page shows: counted from what is stored, whatever order it came in."""

from datetime import timedelta

from tests.metrics.conftest import Measuring


def test_points_become_a_line_of_the_last_day(measuring: Measuring) -> None:
    metric = measuring.metric(unit="ms", decimals=1)
    measuring.publishes()
    now = measuring.clock.now
    measuring.push(metric, {now - timedelta(minutes=10): 10, now - timedelta(minutes=9): 20, now: 40.25})
    assert measuring.minute_passes() == 1
    (line,) = measuring.document()["metrics"]
    assert (line["name"], line["unit"], line["mean"], line["latest"]["value"]) == ("Response time", "ms", 23.4, 40.2)
    assert line["values"][-3:] == [15, None, 40.2]
    assert line["values"][:-3] == [None] * 285
    assert measuring.minute_passes() == 0
