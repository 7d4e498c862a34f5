"""CSV: incidents, one line for each update or for each incident, and services.

Columns of incidents: `title`, and as there is `id`, `impact`, `services` (names, separated by `;`), `service_status`,
`started_at`, `resolved_at`, `description`, `update_status`, `update_text`, `update_at`. Lines with the same id, or
without one the same title and start, are one incident. Columns of services: `name`, and as there is `id`, `category`,
`description`, `status`, `created_at`. This is what an export holds, too.
"""

import codecs
import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from io import StringIO

from chalicelib.domain.cells import of_cell
from chalicelib.domain.incidents import Impact, IncidentStatus
from chalicelib.domain.pieces import IncidentPiece, IncidentSaid, ServicePiece, SpanPiece
from chalicelib.domain.services import ServiceStatus
from chalicelib.importing.findings import Findings, UnreadableError
from chalicelib.importing.times import moment

INCIDENTS = frozenset(
    {
        "id", "title", "impact", "status", "services", "service_status", "started_at", "resolved_at", "description",
        "update_status", "update_text", "update_at",
    }
)  # fmt: skip
SERVICES = frozenset({"id", "name", "category", "description", "status", "created_at"})
Row = Mapping[str, str]


def read(files: Sequence[tuple[str, bytes]], found: Findings) -> None:
    """Reads files; the header of each says whether it holds incidents or services."""
    for name, body in files:
        if name.lower().endswith((".json", ".jsonl", ".md")):
            continue
        columns, rows = _rows(name, _text(name, body, found))
        if "title" in columns:
            _read_incidents(rows, found)
        elif "name" in columns:
            _read_services(rows, found)
        else:
            raise UnreadableError(f"{name}: the header needs the column title (of incidents) or name (of services).")
        for column in columns:
            if column not in INCIDENTS | SERVICES:
                found.note("column", "Columns that mean nothing here are passed over.", column)


def _text(name: str, body: bytes, found: Findings) -> str:
    """UTF-8, or what spreadsheets write otherwise: UTF-16 with its mark, and letters of Western Europe."""
    if body[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.note("file", "It is not in UTF-8, and read as Windows writes: see if its letters are right.", name)
        return body.decode("cp1252", "replace")


def _delimiter(header: str) -> str:
    """The first of these that stands in the header."""
    return next((each for each in ",;\t" if each in header), ",")


def _rows(name: str, text: str) -> tuple[list[str], list[tuple[int, Row]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text.partition("\n")[0]))
    try:
        columns = [each.strip().lower() for each in next(reader, [])]
        rows: list[tuple[int, Row]] = [
            (reader.line_num, dict(zip(columns, (of_cell(each.strip()) for each in cells), strict=False)))
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise UnreadableError(f"{name} is no CSV: line {reader.line_num}: {error}") from None
    return columns, rows


def _read_services(rows: Sequence[tuple[int, Row]], found: Findings) -> None:
    known = {each.value: each for each in ServiceStatus}
    for number, row in rows:
        if not row.get("name"):
            found.note("service", "It has no name.", f"line {number}")
            continue
        status = known.get(row.get("status", "").lower())
        if row.get("status") and status is None:
            found.note("service", "Its status is none that is known: it comes as operational.", row["name"])
        found.add(
            ServicePiece(
                foreign_id=_key(row["name"]),
                name=row["name"],
                category=row.get("category", ""),
                description=row.get("description", ""),
                status=status or ServiceStatus.OPERATIONAL,
                since=moment(row.get("created_at")),
            )
        )


def _read_incidents(rows: Sequence[tuple[int, Row]], found: Findings) -> None:
    incidents: dict[str, list[Row]] = {}
    for number, row in rows:
        key = row.get("id") or _digest(row.get("title", ""), row.get("started_at", ""))
        if not row.get("title"):
            found.note("incident", "It has no title.", f"line {number}")
        else:
            incidents.setdefault(key, []).append(row)
    for key, lines in incidents.items():
        _read_incident(key, lines, found)


def _read_incident(key: str, lines: Sequence[Row], found: Findings) -> None:
    first = lines[0]
    title, began, end = first["title"], moment(first.get("started_at")), moment(first.get("resolved_at"))
    for column, at in (("started_at", began), ("resolved_at", end)):
        if first.get(column) and at is None:
            found.note("incident", f"Its {column} can't be read as a time: write it as 2026-01-05T12:00:00Z.", title)
            return
    updates = [said for row in lines if (said := _said(row, began, end, found))]
    began = min([*([began] if began else []), *(each.at for each in updates)], default=None)
    if began is None:
        found.note("incident", "It has no started_at.", title)
        return
    updates.sort(key=lambda each: each.at)
    if end is None and updates and updates[-1].status is IncidentStatus.RESOLVED:
        end = updates[-1].at
    if end is None and first.get("status", "").lower() == "resolved":
        end = max([began, *(each.at for each in updates)])
    services, status = _services(first, found), _service_status(first, found)
    found.add(
        IncidentPiece(
            foreign_id=key,
            title=title,
            description=first.get("description", ""),
            impact={each.value: each for each in Impact}.get(first.get("impact", "").lower()),
            services=services,
            updates=tuple(updates),
            started_at=began,
            resolved_at=end,
            statuses=dict.fromkeys(services, status) if status and not end else {},
            spans=tuple(
                SpanPiece(service=each, status=status, start=began, end=end) for each in services if status and end
            ),
        )
    )


def _said(row: Row, began: datetime | None, end: datetime | None, found: Findings) -> IncidentSaid | None:
    text, at = row.get("update_text", ""), moment(row.get("update_at"))
    if not text and not row.get("update_status"):
        return None
    word = row.get("update_status", "").lower()
    status = {each.value: each for each in IncidentStatus}.get(word)
    if word and status is None:
        found.note("incident", "Statuses of updates that are not known are read as monitoring.", word)
        status = IncidentStatus.MONITORING
    status = status or IncidentStatus.INVESTIGATING
    at = at or (end if status is IncidentStatus.RESOLVED else began)
    if at is None:
        found.note("incident", "An update without a time is left out.", row["title"])
        return None
    return IncidentSaid(status=status, text=text, at=at)


def _services(row: Row, found: Findings) -> tuple[str, ...]:
    names = [each.strip() for each in row.get("services", "").replace("|", ";").split(";") if each.strip()]
    return tuple(dict.fromkeys(found.need_service(_key(each), each) for each in names))


def _service_status(row: Row, found: Findings) -> ServiceStatus | None:
    word = row.get("service_status", "").lower()
    status = {each.value: each for each in ServiceStatus}.get(word)
    if word and (status is None or status is ServiceStatus.UNDER_MAINTENANCE):
        found.note("incident", "A service_status that is none of an incident's is passed over.", row["title"])
        return None
    return None if status is ServiceStatus.OPERATIONAL else status


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _digest(*words: str) -> str:
    return sha256("\n".join(words).encode()).hexdigest()[:32]
