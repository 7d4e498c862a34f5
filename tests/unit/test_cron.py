"""When a cron expression runs next."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain import cron


def _after(expression: str, moment: str, zone: str = "UTC") -> str:
    found = cron.read(expression).after(datetime.fromisoformat(moment).replace(tzinfo=UTC), zone)
    return found.strftime("%Y-%m-%d %H:%M") if found else ""


@pytest.mark.parametrize(
    ("expression", "moment", "expected"),
    [
        ("* * * * *", "2026-01-05 12:00:30", "2026-01-05 12:01"),
        ("*/15 * * * *", "2026-01-05 12:00", "2026-01-05 12:15"),
        ("0 3 * * *", "2026-01-05 03:00", "2026-01-06 03:00"),
        ("0 3 * * mon-fri", "2026-01-09 04:00", "2026-01-12 03:00"),
        ("0 0 * * 7", "2026-01-05 00:00", "2026-01-11 00:00"),
        ("5,35 8-9 * * *", "2026-01-05 08:36", "2026-01-05 09:05"),
        ("0 12 13 * fri", "2026-01-05 00:00", "2026-01-09 12:00"),
        ("0 0 29 feb *", "2026-03-01 00:00", "2028-02-29 00:00"),
        ("0 0 30 2 *", "2026-01-01 00:00", ""),
        ("10/20 * * * *", "2026-01-05 12:31", "2026-01-05 12:50"),
        ("@weekly", "2026-01-05 00:00", "2026-01-11 00:00"),
        ("0 0 1 JAN *", "2026-01-05 00:00", "2027-01-01 00:00"),
    ],
)
def test_the_next_run(expression: str, moment: str, expected: str) -> None:
    assert _after(expression, moment) == expected


def test_a_run_is_meant_in_its_time_zone_on_both_sides_of_a_change() -> None:
    assert _after("0 3 * * *", "2026-03-27 12:00", "Europe/Berlin") == "2026-03-28 02:00"
    assert _after("0 3 * * *", "2026-03-29 12:00", "Europe/Berlin") == "2026-03-30 01:00"


def test_a_time_that_is_left_out_in_spring_is_an_hour_later() -> None:
    assert _after("30 2 * * *", "2026-03-28 12:00", "Europe/Berlin") == "2026-03-29 01:30"


@pytest.mark.parametrize(
    "wrong",
    ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "x * * * *", "*/0 * * * *", "5-1 * * * *", "1- * * * *"],
)
def test_what_is_no_expression_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"must have|has a"):
        cron.read(wrong)
