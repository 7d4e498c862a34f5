"""Counting: days are counted anew for what facts touch, and for nothing else.

Facts are stored before they are counted, and the head's revision lets one writer count at a time: who counts last has
seen all facts that were stored before. So facts may come late, twice, in any order and side by side.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from chalicelib.domain.history import GONE, Entry, Facts, Turn, born, first_turn
from chalicelib.domain.ids import Id
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.timeline import Piece, timeline
from chalicelib.domain.uptime import Days, day_of, end_of, month_of, months_between, start_of, sums
from chalicelib.store import services
from chalicelib.store.history import counted, facts
from chalicelib.store.history.counted import EVERY_MONTH, Head, Month, Running
from chalicelib.store.transactions import LostRaceError, retried

WHILE_DOWN = 300
"""After so many seconds documents are counted on while something is not operational."""
MOST_MONTHS = 90
"""In one transaction of 100 operations."""
_JUST_OVER = 2 * 24 * 3600
_LATE = 30
_FINE = frozenset({ServiceStatus.OPERATIONAL.value, GONE})


class NotReadyError(Exception):
    """The past of the organization has not been read yet."""


@dataclass(frozen=True)
class Outcome:
    """What is to be done once it was counted."""

    head: Head
    months: frozenset[str]
    """The newest ones, and those that are stale."""
    writes: bool
    """Whether the documents are to be written now."""
    write_in: int = 0
    """In how many seconds a message is to have them written; 0 for none."""


@dataclass(frozen=True)
class Pace:
    """How often documents are written: while many events come, one writing tells of them all."""

    seconds: int = 2
    """Between two."""
    is_due: bool = False
    """Whether it is time to write, whoever else wrote when."""
    every_month: bool = False
    """Whether what happened shows in every month."""


def count(org_id: Id, given: Facts, now: int, pace: Pace = Pace()) -> Outcome:
    """Counts what these facts touch, up to `now`. Safe to repeat."""

    def attempt() -> Outcome:
        head = counted.head(org_id)
        if head is None or not head.is_ready:
            raise NotReadyError(org_id)
        work = _Work(org_id, head, _latest(given, max(now, head.as_of)))
        for service_id, since in _touched(given).items():
            work.count_service(service_id, since)
        for entry_id in {each.id for each in given.entries}:
            work.place(entry_id)
        usual = work.newest(head.as_of)
        outcome = _paced(work, usual, pace, now)
        work.head = outcome.head
        if len(work.changed) > MOST_MONTHS:
            count_all(org_id, head.zone, now)
        else:
            work.store()
        return replace(outcome, head=work.head)

    return retried(attempt)


def count_all(org_id: Id, zone: str, now: int) -> None:
    """Counts everything anew, in the days of a time zone."""

    def attempt() -> None:
        head = counted.head(org_id) or Head()
        as_of = max(now, head.as_of)
        fresh = replace(
            head, generation=max(head.generation + 1, now), zone=zone, as_of=as_of, first_month="", running={}, open={}
        )
        work = _Work(org_id, fresh, as_of, is_fresh=True)
        _count_everything(work)
        counted.add_months(org_id, fresh.generation, work.changed)
        ready = replace(work.head, is_ready=True, filled_to="", claimed_until=0, stale=frozenset({EVERY_MONTH}))
        counted.replace_head(org_id, ready, due_at(ready), {})
        counted.remove_other_months(org_id, fresh.generation)

    retried(attempt)


def due_at(head: Head) -> datetime:
    """When the documents are to be counted on: after midnight, and soon while something is down or under way."""
    found = end_of(day_of(head.as_of, head.zone), head.zone) + 1
    if head.running or head.open:
        found = min(found, head.as_of + WHILE_DOWN)
    if head.write_due:
        found = min(found, head.write_due + _LATE)
    return datetime.fromtimestamp(found, UTC)


def _count_everything(work: "_Work") -> None:
    """Service by service. One that no event tells of always was as it is."""
    told = facts.every_told(work.org_id)
    seen: set[Id] = set()
    for service_id, turns in facts.every_turn(work.org_id):
        seen.add(service_id)
        work.put(service_id, timeline(turns, told.get(service_id, ())), min(turn.at for turn in turns))
    for service in services.of_organization(work.org_id):
        if service.id not in seen:
            turn = first_turn(service)
            facts.keep(work.org_id, Facts([turn]))
            work.put(service.id, timeline([turn], told.get(service.id, ())), turn.at)
    for entry in facts.every_entry(work.org_id):
        work.place_entry(entry, entry.start, entry.end)


def written(org_id: Id, outcome: Outcome) -> None:
    """Nothing is stale any more, unless somebody has counted meanwhile: then what was stale is written once more."""
    if outcome.head.stale:
        try:
            counted.replace_head(org_id, replace(outcome.head, stale=frozenset()), due_at(outcome.head), {})
        except LostRaceError:
            return


def _paced(work: "_Work", usual: frozenset[str], pace: Pace, now: int) -> Outcome:
    """Written now, or by a message that was sent for it, or by one that is to be sent."""
    stale = work.head.stale | (work.touched - usual) | ({EVERY_MONTH} if pace.every_month else set())
    head = replace(work.head, stale=frozenset(stale))
    months = usual | head.stale
    if pace.is_due or (not _is_awaited(head, now) and now - head.wrote_at >= pace.seconds):
        return Outcome(replace(head, wrote_at=now, write_due=0), months, writes=True)
    if _is_awaited(head, now):
        return Outcome(head, months, writes=False)
    return Outcome(replace(head, write_due=now + pace.seconds), months, writes=False, write_in=pace.seconds)


def _is_awaited(head: Head, now: int) -> bool:
    """Whether a message is on its way that has the documents written; one that is very late is not waited for."""
    return bool(head.write_due) and now < head.write_due + _LATE


def _latest(given: Facts, now: int) -> int:
    """Clocks differ: nothing is counted up to a moment before what is known."""
    return max([now, *(turn.at for turn in given.turns), *(told.end for told in given.told)])


def _touched(given: Facts) -> dict[Id, int]:
    """The services, and from when on their history may be another."""
    found: dict[Id, int] = {}
    for service_id, at in [
        *((turn.service_id, turn.at) for turn in given.turns),
        *((told.service_id, told.start) for told in given.told),
    ]:
        found[service_id] = min(at, found.get(service_id, at))
    return found


class _Work:
    """One attempt: the head and the months as they will be."""

    def __init__(self, org_id: Id, head: Head, as_of: int, *, is_fresh: bool = False) -> None:
        """`is_fresh` says that nothing was counted before in this generation."""
        self.org_id = org_id
        self.head = replace(head, as_of=as_of)
        self.changed: dict[str, Month] = {}
        self.touched: set[str] = {month_of(day_of(as_of, head.zone))}
        self._read: dict[str, Month] = {}
        self._is_fresh = is_fresh

    def newest(self, since: int) -> frozenset[str]:
        """This month, those that ended since the last count, and one that ended a moment ago."""
        a_moment_ago = self.head.as_of - _JUST_OVER
        return frozenset(self._months(min(since, a_moment_ago) if since else a_moment_ago, self.head.as_of))

    def count_service(self, service_id: Id, since: int) -> None:
        """The days of a service from a second on; from earlier, if it was not operational since then."""
        turns, start = self._turns(service_id, since)
        self.put(service_id, timeline(turns, facts.told_of(self.org_id, service_id)), start)

    def _turns(self, service_id: Id, since: int) -> tuple[list[Turn], int]:
        """The turns that days from the answered second on depend on."""
        found: list[Turn] = []
        start: int | None = None
        for turn in facts.turns_until(self.org_id, service_id):
            found.append(turn)
            if start is None and turn.at < since:
                start = self._midnight(since if turn.status in _FINE else turn.at)
            if start is not None and turn.at < start:
                break
        return found, self._midnight(since) if start is None else start

    def _midnight(self, second: int) -> int:
        return start_of(day_of(second, self.head.zone), self.head.zone)

    def put(self, service_id: Id, pieces: list[Piece], since: int) -> None:
        """The days of a service from a midnight on, as its timeline has them; the last piece, if it goes on, runs."""
        running = dict(self.head.running)
        running.pop(service_id, None)
        last = pieces[-1] if pieces else None
        if last and last.end is None and last.status is not ServiceStatus.OPERATIONAL:
            running[service_id] = Running(last.status.value, last.start)
        self.head = replace(self.head, running=running)
        self._remember_first(max(since, born(service_id)))
        over = [piece for piece in pieces if piece.end is not None]
        self._put_days(service_id, since, sums(over, since, self.head.as_of, self.head.zone))

    def _remember_first(self, second: int) -> None:
        month = month_of(day_of(second, self.head.zone))
        if not self.head.first_month or month < self.head.first_month:
            self.head = replace(self.head, first_month=month)

    def _put_days(self, service_id: Id, since: int, days: Days) -> None:
        first, last = day_of(since, self.head.zone), day_of(self.head.as_of, self.head.zone)
        for name in months_between(first, last):
            month = self._month(name)
            before = month.sums.get(service_id, {})
            kept = {day: each for day, each in before.items() if name == month_of(first) and day < first.day}
            after = kept | {day.day: each for day, each in days.items() if month_of(day) == name}
            self.touched.add(name)
            if after != before:
                others = {key: each for key, each in month.sums.items() if key != service_id}
                self.changed[name] = replace(month, sums=others | ({service_id: after} if after else {}))

    def place(self, entry_id: Id) -> None:
        """An incident or maintenance in the months it is in, and in no other."""
        self.place_entry(*facts.entry(self.org_id, entry_id))

    def place_entry(self, entry: Entry, since: int | None, until: int | None) -> None:
        """`since` and `until` are how far any version of it ever reached."""
        still = {key: each for key, each in self.head.open.items() if key != entry.id}
        self.head = replace(self.head, open=still | ({entry.id: entry} if entry.is_open else {}))
        if entry.is_open and entry.start is not None:
            self.touched |= set(self._months(entry.start, max(entry.start, self.head.as_of)))
        if since is None or until is None:
            return
        for name in self._months(since, until):
            month = self._month(name)
            others = {key: each for key, each in month.entries.items() if key != entry.id}
            after = others | ({entry.id: entry} if self._is_in(entry, name) else {})
            self.touched.add(name)
            if after != month.entries:
                self.changed[name] = replace(month, entries=after)

    def _is_in(self, entry: Entry, name: str) -> bool:
        return entry.start is not None and entry.end is not None and name in self._months(entry.start, entry.end)

    def _months(self, since: int, until: int) -> list[str]:
        return months_between(day_of(since, self.head.zone), day_of(until, self.head.zone))

    def _month(self, name: str) -> Month:
        if name in self.changed:
            return self.changed[name]
        if name not in self._read:
            found = Month() if self._is_fresh else counted.month(self.org_id, self.head.generation, name)
            self._read[name] = found
        return self._read[name]

    def store(self) -> None:
        """Raises LostRaceError when somebody else has counted meanwhile."""
        self.head = counted.replace_head(self.org_id, self.head, due_at(self.head), self.changed)
