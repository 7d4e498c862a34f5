"""How large a counted month and its documents can become."""

import gzip
import json
import random
from datetime import date, datetime, timedelta

import pytest

from chalicelib.domain.history import Entry, seconds
from chalicelib.domain.ids import new_id
from chalicelib.domain.services import Service
from chalicelib.domain.uptime import COUNTED
from chalicelib.publish.uptime import Uptime
from chalicelib.store.history import counted
from chalicelib.store.history.counted import MAX_ENTRIES_BYTES, Head, Month, Running
from tests.factories import NOW, a_service, an_organization

MOST_SERVICES = 500
ITEM_BYTES = 409_600


def _chance() -> random.Random:
    return random.Random(5)  # noqa: S311 - the same at each run


def _services(chance: random.Random, born: datetime) -> list[Service]:
    return [
        a_service(f"Service {n}", id=new_id(born), created_at=born, category=f"Category {n % 40}")
        for n in range(MOST_SERVICES)
    ]


def test_a_month_in_which_500_services_are_down_every_day_fits_an_item() -> None:
    chance = _chance()
    sums = {
        new_id(NOW): {day: {status.value: chance.randint(1, 21_600) for status in COUNTED} for day in range(1, 32)}
        for _ in range(MOST_SERVICES)
    }
    assert counted.sums_bytes(sums) < 240_000
    assert 240_000 + MAX_ENTRIES_BYTES < ITEM_BYTES - 20_000


def test_a_month_of_very_many_incidents_keeps_the_newest_that_fit(tables: object) -> None:
    chance = _chance()
    ids = [new_id(NOW) for _ in range(MOST_SERVICES)]
    entries = {}
    for number in range(2_000):
        title = "".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(200))
        start = seconds(NOW) + number
        entry = Entry(new_id(NOW), "incident", 3, title, start, start + 60, tuple(chance.sample(ids, 200)))
        entries[entry.id] = entry
    head = counted.replace_head("an-organization", Head(is_ready=True), None, {"2026-01": Month({}, entries)})
    kept = counted.month("an-organization", head.generation, "2026-01").entries
    assert 0 < len(kept) < 2_000
    assert max(kept.values(), key=lambda each: each.start or 0).start == seconds(NOW) + 1_999


def test_a_document_of_little_is_enough_for_a_page_of_500_services(tables: object) -> None:
    """With ordinary history: one bad day in a hundred, and an incident every other day."""
    chance = _chance()
    services = _services(chance, NOW - timedelta(days=200))
    months: dict[str, Month] = {}
    for name, length in (("2025-10", 31), ("2025-11", 30), ("2025-12", 31), ("2026-01", 5)):
        bad = {each.id: _bad_days(chance, length) for each in services}
        entries = {}
        for day in range(1, length + 1, 2):
            start = seconds(datetime.combine(date.fromisoformat(f"{name}-{day:02d}"), datetime.min.time(), NOW.tzinfo))
            affected = tuple(each.id for each in chance.sample(services, 8))
            entry = Entry(new_id(NOW), "incident", 2, f"Elevated errors in zone {day}", start, start + 3600, affected)
            entries[entry.id] = entry
        months[name] = Month({key: days for key, days in bad.items() if days}, entries)
    running = {services[0].id: Running("major_outage", 1)}
    head = Head(as_of=seconds(NOW), is_ready=True, first_month="2025-10", running=running)
    uptime = Uptime(an_organization(), head, services)
    uptime._months = months  # noqa: SLF001 - as if they had been read
    bars = uptime.bars()
    assert len(gzip.compress(bars.encode(), 6)) <= 30_000
    assert len(json.loads(bars)["services"]) == MOST_SERVICES
    assert len(uptime.recent().encode()) < 6_000_000, "Lambda answers with 6 MB at most"


def _bad_days(chance: random.Random, length: int) -> dict[int, dict[str, int]]:
    days = (day for day in range(1, length + 1) if chance.random() < 0.01)
    return {day: {"partial_outage": chance.randint(60, 9000)} for day in days}


@pytest.mark.parametrize("name", ["2026-13", "2026-1", "26-01", "2026-00", "abcd-01", "2026/01", "²026-01", "1969-12"])
def test_a_name_of_no_month_is_none(name: str) -> None:
    from chalicelib.publish.uptime import is_month  # noqa: PLC0415 - after the environment

    assert not is_month(name)
    assert is_month("2026-12")
    assert is_month("9999-12")
