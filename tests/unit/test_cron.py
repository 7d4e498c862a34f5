"""When a cron expression runs next."""

from datetime import UTC, datetime, timedelta

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
        ("0 6 * * sat-sun", "2026-01-10 07:00", "2026-01-11 06:00"),
        ("0 6 * * sun-sun", "2026-01-05 07:00", "2026-01-11 06:00"),
        ("0 6 * * fri-0", "2026-01-05 07:00", "2026-01-09 06:00"),
        ("0-59/20 22-23 * * *", "2026-01-05 23:41", "2026-01-06 22:00"),
    ],
)
def test_the_next_run(expression: str, moment: str, expected: str) -> None:
    assert _after(expression, moment) == expected


def test_a_run_is_meant_in_its_time_zone_on_both_sides_of_a_change() -> None:
    assert _after("0 3 * * *", "2026-03-27 12:00", "Europe/Berlin") == "2026-03-28 02:00"
    assert _after("0 3 * * *", "2026-03-29 12:00", "Europe/Berlin") == "2026-03-30 01:00"


def test_a_time_that_is_left_out_in_spring_is_an_hour_later() -> None:
    assert _after("30 2 * * *", "2026-03-28 12:00", "Europe/Berlin") == "2026-03-29 01:30"


def test_a_time_that_is_left_out_is_not_expected_earlier_either() -> None:
    assert _after("0 */2 * * *", "2026-03-28 23:00", "Europe/Berlin") == "2026-03-29 01:00"
    assert _after("*/42 * * * 5", "2026-04-23 14:00", "Africa/Cairo") == "2026-04-23 22:00"
    assert _after("* * * * sun", "2026-09-05 12:00", "America/Santiago") == "2026-09-06 04:00"


def test_a_time_that_comes_twice_in_autumn_counts_once_unless_it_is_every_hour() -> None:
    assert _after("30 2 * * *", "2026-10-24 12:00", "Europe/Berlin") == "2026-10-25 00:30"
    assert _after("30 2 * * *", "2026-10-25 00:30", "Europe/Berlin") == "2026-10-26 01:30"
    hourly = ["2026-10-24 23:30"]
    while len(hourly) < 5:
        hourly.append(_after("30 * * * *", hourly[-1], "Europe/Berlin"))
    assert [each[-5:] for each in hourly] == ["23:30", "00:30", "01:30", "02:30", "03:30"]


def test_every_minute_of_a_change_is_expected_in_its_order() -> None:
    for start in ("2026-03-29 00:00", "2026-10-24 23:00", "2026-04-04 12:00"):
        moment = datetime.fromisoformat(start).replace(tzinfo=UTC)
        for zone in ("Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"):
            at, expected = moment, moment
            for _ in range(30):
                at = cron.read("*/15 * * * *").after(at, zone) or at
                expected += timedelta(minutes=15)
                assert at == expected


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "* * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "x * * * *",
        "*/0 * * * *",
        "5-1 * * * *",
        "1- * * * *",
        "0 0 L * *",
        "0 0 15W * *",
        "0 0 * * 5#2",
        "0 0 ? * *",
        "0 0 0 * * *",
        "@reboot",
        "0 0 * * monday",
    ],
)
def test_what_is_no_expression_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"must have|names no|has a"):
        cron.read(wrong)
