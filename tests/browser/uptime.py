"""Documents of uptime as the publisher writes them: what a made-up page's incidents and maintenance say, day by day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.domain.uptime import WEIGHTS
from tests.browser.pages import NOW, Document

DAY = timedelta(days=1)
Seconds = dict[str, float]


def bars(page: Mapping[str, Any], days: int = 90, as_of: datetime = NOW) -> Document:
    """`/uptime/bars` of a page whose days are those of UTC."""
    listed = [as_of.date() - back * DAY for back in reversed(range(days))]
    notes = list(_notes(page, listed[0], as_of))
    return {
        "days": days,
        "from": listed[0].isoformat(),
        "to": listed[-1].isoformat(),
        "time_zone": "UTC",
        "as_of": wire(as_of),
        "today": {"from": wire(_start(listed[-1])), "to": wire(_start(listed[-1] + DAY))},
        "first_month": listed[0].isoformat()[:7],
        "services": [_service(each, page, listed, notes, as_of) for each in page["services"] if _is_shown(each)],
        "categories": [],
        "notes": notes,
    }


def month(page: Mapping[str, Any], name: str, as_of: datetime = NOW) -> Document:
    """`/uptime?month=`, up to today."""
    first = date.fromisoformat(f"{name}-01")
    last = min((first + timedelta(days=31)).replace(day=1) - DAY, as_of.date())
    listed = [first + number * DAY for number in range((last - first).days + 1)]
    notes = list(_notes(page, first, as_of))
    services = [_in_full(each, page, listed, notes, as_of) for each in page["services"] if _is_shown(each)]
    by_category: dict[str, list[float]] = defaultdict(list)
    for each in services:
        if each["category"] and each["uptime"] is not None:
            by_category[each["category"]].append(each["uptime"])
    return {
        "days": len(listed),
        "from": listed[0].isoformat(),
        "to": listed[-1].isoformat(),
        "time_zone": "UTC",
        "as_of": wire(as_of),
        "services": services,
        "categories": [{"name": each, "uptime": sum(found) / len(found)} for each, found in by_category.items()],
        "notes": notes,
        "first_month": (as_of.date() - 89 * DAY).isoformat()[:7],
    }


def wire(moment: datetime) -> str:
    """As documents have it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _is_shown(service: Mapping[str, Any]) -> bool:
    return bool(service.get("show_uptime", True))


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _notes(page: Mapping[str, Any], first: date, as_of: datetime) -> Iterator[Document]:
    for each in (*page["active_incidents"], *page["recent_incidents"]):
        yield {"id": each["id"], "kind": "incident", "title": each["title"]} | _ends(
            each["started_at"], each["resolved_at"]
        )
    for each in page["maintenance"]:
        if each["actual_start"]:
            yield {"id": each["id"], "kind": "maintenance", "title": each["title"]} | _ends(
                each["actual_start"], each["actual_end"]
            )


def _ends(start: str, end: str | None) -> Document:
    return {"from": start, "to": end}


def _service(
    service: Mapping[str, Any],
    page: Mapping[str, Any],
    days: Sequence[date],
    notes: Sequence[Document],
    as_of: datetime,
) -> Document:
    created = datetime.fromisoformat(service["created_at"])
    sums = [_seconds(service, page, day, as_of) for day in days]
    known = [_known(created, day, as_of) for day in days]
    named = [_named(service, page, day, notes, as_of) for day in days]
    listed = [
        {"day": place, "uptime": _percent(known[place], sums[place]), "seconds": sums[place], "notes": named[place]}
        for place in range(len(days))
        if known[place] and (sums[place] or named[place])
    ]
    down = sum(_down(each) for each in sums)
    made = {
        "id": service["id"],
        "uptime": 100 * (1 - down / sum(known)) if sum(known) else None,
        "known": sum(known),
        "down": down,
        "status": service["status"],
        "days": listed,
    }
    return made | ({"since": created.date().isoformat()} if created.date() > days[0] else {})


def _in_full(
    service: Mapping[str, Any],
    page: Mapping[str, Any],
    days: Sequence[date],
    notes: Sequence[Document],
    as_of: datetime,
) -> Document:
    created = datetime.fromisoformat(service["created_at"])
    known = {day: _known(created, day, as_of) for day in days}
    sums = {day: _seconds(service, page, day, as_of) for day in days}
    down = sum(map(_down, sums.values()))
    return {
        "id": service["id"],
        "name": service["name"],
        "category": service["category"],
        "uptime": 100 * (1 - down / sum(known.values())) if sum(known.values()) else None,
        "days": [
            {
                "date": day.isoformat(),
                "uptime": _percent(known[day], sums[day]),
                "seconds": ({"operational": known[day] - sum(sums[day].values())} | sums[day]) if known[day] else {},
                "incidents": _ids(service, page, day, notes, as_of, "incident") if known[day] else [],
                "maintenance": _ids(service, page, day, notes, as_of, "maintenance") if known[day] else [],
            }
            for day in days
        ],
    }


def _ids(
    service: Mapping[str, Any],
    page: Mapping[str, Any],
    day: date,
    notes: Sequence[Document],
    as_of: datetime,
    kind: str,
) -> list[str]:
    found = (notes[place] for place in _named(service, page, day, notes, as_of))
    return [each["id"] for each in found if each["kind"] == kind]


def _known(created: datetime, day: date, as_of: datetime) -> float:
    return max(0.0, (min(_start(day + DAY), as_of) - max(_start(day), created)).total_seconds())


def _seconds(service: Mapping[str, Any], page: Mapping[str, Any], day: date, as_of: datetime) -> Seconds:
    """By what incidents and maintenance gave the service."""
    found: Seconds = defaultdict(float)
    entries = (*page["active_incidents"], *page["recent_incidents"], *page["maintenance"])
    for entry in entries:
        start, end = (
            entry.get("started_at") or entry.get("actual_start"),
            entry.get("resolved_at") or entry.get("actual_end"),
        )
        given = next((each["status"] for each in entry["services"] if each["id"] == service["id"]), "operational")
        if entry.get("actual_start"):
            given = "under_maintenance"
        if start is None or given == "operational":
            continue
        length = (
            _moment(end, _start(day + DAY), as_of) - max(datetime.fromisoformat(start), _start(day))
        ).total_seconds()
        if length > 0 and any(each["id"] == service["id"] for each in entry["services"]):
            found[given] += length
    return dict(found)


def _moment(end: str | None, latest: datetime, as_of: datetime) -> datetime:
    return min(datetime.fromisoformat(end) if end else as_of, latest, as_of)


def _named(
    service: Mapping[str, Any], page: Mapping[str, Any], day: date, notes: Sequence[Document], as_of: datetime
) -> list[int]:
    entries = {
        each["id"]: each for each in (*page["active_incidents"], *page["recent_incidents"], *page["maintenance"])
    }
    return [
        place
        for place, note in enumerate(notes)
        if any(each["id"] == service["id"] for each in entries[note["id"]]["services"])
        and datetime.fromisoformat(note["from"]).date() <= day <= _moment(note["to"], as_of, as_of).date()
    ]


def _down(sums: Seconds) -> float:
    return sum(WEIGHTS.get(status, 0) * length for status, length in sums.items())


def _percent(known: float, sums: Seconds) -> float | None:
    return 100 * (1 - _down(sums) / known) if known else None
