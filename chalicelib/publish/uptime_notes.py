"""Which incidents and maintenance the days of a document name."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from chalicelib.domain import uptime as rules
from chalicelib.domain.history import Entry, moment
from chalicelib.domain.ids import Id
from chalicelib.domain.times import to_wire
from chalicelib.publish.uptime_days import CountedDays, Json

MAX_NAMED = 50
"""Incidents, and maintenance, that a day of one service names: those that started last."""


class Notes:
    """Which incidents and maintenance each day of each service names."""

    def __init__(self, uptime: CountedDays, days: Sequence[date]) -> None:
        zone = uptime.head.zone
        self._days = days
        self._starts = [rules.start_of(day, zone) for day in days]
        self._as_of = uptime.head.as_of
        self._by_service: dict[Id, list[Entry]] = defaultdict(list)
        for entry in uptime.entries(days):
            for service_id in entry.services:
                self._by_service[service_id].append(entry)
        self._places: dict[Id, int] = {}
        self.named: list[Entry] = []

    def of(self, service_id: Id) -> dict[date, list[Entry]]:
        """By day, the one that started last comes last."""
        found: dict[date, list[Entry]] = defaultdict(list)
        for entry in self._by_service.get(service_id, ()):
            for day in self._days_of(entry):
                found[day].append(entry)
        return {day: entries[-MAX_NAMED:] for day, entries in found.items()}

    def noted(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """These, which the document names now."""
        for each in entries:
            self.place_of(each)
        return entries

    def place_of(self, entry: Entry) -> int:
        """Where a document that names each once has it."""
        if entry.id not in self._places:
            self._places[entry.id] = len(self.named)
            self.named.append(entry)
        return self._places[entry.id]

    def _days_of(self, entry: Entry) -> Sequence[date]:
        """From the day in which it started to the one in which it ended; one that ends at midnight ends before it."""
        start = entry.start or 0
        end = self._as_of if entry.end is None else entry.end
        first = max(0, bisect_right(self._starts, start) - 1)
        last = max(first, bisect_right(self._starts, max(start, end - 1)) - 1)
        return self._days[first : last + 1]

    @property
    def listed(self) -> list[Json]:
        """All that the document names, each once."""
        return [_note(each) for each in self.named]


def _note(entry: Entry) -> Json:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "from": to_wire(moment(entry.start or 0)),
        "to": to_wire(moment(entry.end)) if entry.end is not None else None,
    }
