"""When repeated maintenance takes place."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.errors import InvalidError
from chalicelib.domain.recurrence import Repeat, following, instants, next_day, said, settled, wall_of
from chalicelib.domain.times import from_wire, to_wire

ZURICH = "Europe/Zurich"


def _days(first: str, count: int, **rule: object) -> list[str]:
    day = date.fromisoformat(first)
    repeat = Repeat.model_validate({"until": "2099-01-01", **rule})
    found = [day]
    for _ in range(count):
        found.append(next_day(repeat, found[-1]))
    return [each.isoformat() for each in found[1:]]


def _at(start: str, end: str, day: str, zone: str = ZURICH) -> list[str]:
    wall, _ = wall_of(from_wire(start), from_wire(end), zone)
    return [to_wire(each)[:16] for each in instants(wall, date.fromisoformat(day))]


def test_every_week_is_the_same_weekday() -> None:
    assert _days("2026-12-29", 3, every="week") == ["2027-01-05", "2027-01-12", "2027-01-19"]
    assert _days("2026-12-29", 2, every="week", interval=2) == ["2027-01-12", "2027-01-26"]


def test_every_month_is_the_same_weekday_of_the_month() -> None:
    assert _days("2026-11-10", 4, every="month", week_of_month="second") == [
        "2026-12-08",
        "2027-01-12",
        "2027-02-09",
        "2027-03-09",
    ]
    assert _days("2026-11-30", 3, every="month", week_of_month="last") == ["2026-12-28", "2027-01-25", "2027-02-22"]
    assert _days("2026-11-10", 2, every="month", interval=3, week_of_month="second") == ["2027-02-09", "2027-05-11"]


def test_the_rule_s_open_part_comes_from_the_first_day() -> None:
    wall, _ = wall_of(from_wire("2026-12-08T01:00:00Z"), from_wire("2026-12-08T03:00:00Z"), ZURICH)
    rule = Repeat.model_validate({"every": "month", "until": "2027-12-01"})
    assert settled(rule, wall, date(2026, 12, 8)).week_of_month == "second"
    assert settled(rule, wall, date(2026, 12, 29)).week_of_month == "last", "a fifth one is not in every month"


def test_daylight_saving_keeps_the_time_on_the_wall() -> None:
    """01:00 in Zurich is 00:00 UTC in winter and 23:00 UTC of the day before in summer."""
    start, end = "2027-03-21T00:00:00Z", "2027-03-21T02:00:00Z"
    assert _at(start, end, "2027-03-21") == ["2027-03-21T00:00", "2027-03-21T02:00"]
    assert _at(start, end, "2027-04-04") == ["2027-04-03T23:00", "2027-04-04T01:00"]
    assert _at(start, end, "2027-03-28") == ["2027-03-28T00:00", "2027-03-28T01:00"], "from 01:00 to 03:00, an hour"
    assert _at(start, end, "2026-10-25") == ["2026-10-24T23:00", "2026-10-25T02:00"], "from 01:00 to 03:00, three hours"


def test_a_time_that_clocks_skip_is_as_much_later() -> None:
    start, end = "2027-03-21T01:30:00Z", "2027-03-21T01:50:00Z"  # 02:30 to 02:50
    assert _at(start, end, "2027-03-28") == ["2027-03-28T01:30", "2027-03-28T01:50"]  # 03:30 to 03:50


def test_a_time_that_comes_twice_is_the_first() -> None:
    start, end = "2026-10-18T00:30:00Z", "2026-10-18T00:50:00Z"  # 02:30 to 02:50
    assert _at(start, end, "2026-10-25") == ["2026-10-25T00:30", "2026-10-25T00:50"]


def test_an_end_is_never_before_its_start() -> None:
    start, end = "2027-03-21T01:50:00Z", "2027-03-21T02:10:00Z"  # 02:50 to 03:10, and 02:50 is skipped
    assert _at(start, end, "2027-03-28") == ["2027-03-28T01:50", "2027-03-28T02:10"]


def test_what_would_be_over_already_is_passed_over() -> None:
    wall, day = wall_of(from_wire("2026-01-06T01:00:00Z"), from_wire("2026-01-06T03:00:00Z"), ZURICH)
    rule = Repeat.model_validate({"every": "week", "until": "2026-02-03"})
    now = datetime(2026, 1, 20, 2, tzinfo=UTC)
    assert following(rule, wall, day, now) == date(2026, 1, 20), "it is going on"
    assert following(rule, wall, day, now + timedelta(hours=1)) == date(2026, 1, 27)
    assert following(rule, wall, day, now + timedelta(days=13)) == date(2026, 2, 3), "until counts as well"
    assert following(rule, wall, day, now + timedelta(days=15)) is None


@pytest.mark.parametrize(
    ("first", "rule", "field"),
    [
        ("2026-12-08", {"every": "week", "until": "2026-12-07"}, "until"),
        ("2026-12-08", {"every": "week", "until": "2029-01-01"}, "until"),
        ("2026-12-08", {"every": "week", "week_of_month": "second", "until": "2027-01-01"}, "week_of_month"),
        ("2026-12-08", {"every": "month", "week_of_month": "first", "until": "2027-01-01"}, "week_of_month"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(first: str, rule: dict[str, str], field: str) -> None:
    wall, _ = wall_of(from_wire("2026-12-08T01:00:00Z"), from_wire("2026-12-08T03:00:00Z"), ZURICH)
    with pytest.raises(InvalidError) as refused:
        settled(Repeat.model_validate(rule), wall, date.fromisoformat(first))
    assert refused.value.loc == ("repeat", field)


def test_one_must_be_over_before_the_next_one_starts() -> None:
    wall, day = wall_of(from_wire("2026-12-08T01:00:00Z"), from_wire("2026-12-16T01:00:00Z"), ZURICH)
    with pytest.raises(InvalidError):
        settled(Repeat.model_validate({"every": "week", "until": "2027-01-01"}), wall, day)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"every": "week"}, "Every Tuesday until 3 Mar 2027"),
        ({"every": "week", "interval": 2}, "Every 2 weeks on Tuesday until 3 Mar 2027"),
        ({"every": "month", "week_of_month": "second"}, "Every second Tuesday of the month until 3 Mar 2027"),
        (
            {"every": "month", "interval": 3, "week_of_month": "last"},
            "Every 3 months on the last Tuesday until 3 Mar 2027",
        ),
    ],
)
def test_a_rule_is_said_in_words(rule: dict[str, object], words: str) -> None:
    assert said(Repeat.model_validate({**rule, "until": "2027-03-03"}), date(2026, 12, 8)) == words
