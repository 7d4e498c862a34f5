"""Importing subscribers from CSV: what a file says, line by line, and how far its import is."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from io import StringIO
from typing import Literal

from pydantic import Field, ValidationError

from chalicelib.domain.addresses import MAX_ADDRESS, canonical
from chalicelib.domain.cells import Names, of_cell
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.model import Model
from chalicelib.domain.services import Service
from chalicelib.domain.subscribers import Following, SubscriberState, Which
from chalicelib.domain.times import Instant, zone_names

MAX_LINES = 5_000
PART = 500
"""Lines that are stored together."""
KEPT_FOR = timedelta(days=30)
"""How long it can be seen what became of an import; addresses are kept only until they are dealt with."""
_PART_BYTES = 1_000_000
"""Before it is compressed."""
_FOLLOWED = ("services", "categories", "incident_ids", "time_zone", "which")
_COLUMNS = frozenset({"email", *_FOLLOWED})
_PASSED_OVER = frozenset({"url", "channel", "state", "created_at", "confirmed_at"})
"""Columns of an export. Of these, an import looks at the state alone: who was not told is not told because of it."""
_LINES_OF_A_CELL = 5
"""So many lines a quoted cell may have."""
_LETTERS_OF_A_LINE = 100_000
_BEYOND = "beyond the header"
"""No name of a column: what stands behind the last one."""

Consents = Literal["given", "ask"]


class SubscriberImport(Model):
    """What to import."""

    csv: str = Field(min_length=1)
    """A header with `email` and, as you like, `services`, `categories` and `incident_ids` (several separated by `;`),
    `time_zone` and `which`; then at most 5,000 lines."""
    consent: Consents
    """`given`: they said that they want to be told, and you answer for that. `ask`: each is asked by mail first."""


class LineError(Model):
    """A line that was not imported."""

    line: int
    """Its number in the file; the header is 1."""
    message: str
    """What is wrong with it."""


class Line(Model):
    """A line that is to be imported."""

    line: int
    email: str
    following: Following


class Counts(Model):
    """What became of lines."""

    added: int = 0
    """Told from now on."""
    asked: int = 0
    """Asked by mail."""
    unchanged: int = 0
    """Subscribers already."""


class Part(Model):
    """Some lines of a file; once they are dealt with, only what became of them."""

    number: int
    lines: tuple[Line, ...] = ()
    counts: Counts = Counts()
    errors: tuple[LineError, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether all of it is dealt with."""
        return not self.lines


class Import(Model):
    """An import under way, or done."""

    id: Id
    org_id: Id = Field(exclude=True)
    consent: Consents
    total: int
    """Lines in the file, without the header and empty ones."""
    created_at: Instant
    created_by: Actor


class Progress(Import, Counts):
    """How far an import is."""

    state: Literal["running", "done"]
    done: int
    """Lines that are dealt with."""
    failed: int
    """Lines with an error."""
    errors: tuple[LineError, ...]
    """What is wrong, by line."""


def progress(of: Import, parts: Iterable[Part]) -> Progress:
    """How far it is."""
    known = [*parts]
    errors = sorted((each for part in known for each in part.errors), key=lambda each: each.line)
    waiting = sum(len(part.lines) for part in known)
    counts = {name: sum(getattr(part.counts, name) for part in known) for name in Counts.model_fields}
    return Progress(
        **of.__dict__,
        **counts,
        state="running" if waiting else "done",
        done=of.total - waiting,
        failed=len(errors),
        errors=tuple(errors),
    )


def read(
    given: SubscriberImport, services: Sequence[Service], time_zone: str, by: Actor, org_id: Id, now: datetime
) -> tuple[Import, list[Part]]:
    """The import of a file, and its parts; raises InvalidError for what is no such file."""
    lines, errors, seen = list[Line](), list[LineError](), dict[str, int]()
    reader = _Reader(services, time_zone)
    for number, cells in _rows(given.csv):
        if len(lines) + len(errors) == MAX_LINES:
            raise InvalidError(("csv",), f"has more than {MAX_LINES} lines: import them in several files")
        try:
            line = reader.line(number, cells)
            _need_first(line, seen)
        except ValueError as error:
            errors.append(LineError(line=number, message=str(error)))
        else:
            lines.append(line)
    total = len(lines) + len(errors)
    made = Import(id=new_id(now), org_id=org_id, consent=given.consent, total=total, created_at=now, created_by=by)
    return made, [*_parts(lines), *_failed(errors)]


def _need_first(line: Line, seen: dict[str, int]) -> None:
    if (first := seen.setdefault(line.email, line.line)) != line.line:
        raise ValueError(f"has the same address as line {first}")


def _parts(lines: Sequence[Line]) -> Iterator[Part]:
    number, part, room = 0, list[Line](), _PART_BYTES
    for line in lines:
        room -= len(line.model_dump_json())
        if part and (len(part) == PART or room < 0):
            yield Part(number=number, lines=tuple(part))
            number, part, room = number + 1, [], _PART_BYTES
        part.append(line)
    if part:
        yield Part(number=number, lines=tuple(part))


def _failed(errors: Sequence[LineError]) -> Iterator[Part]:
    """Errors known from the start stand in parts of their own, behind those with something to do."""
    for start in range(0, len(errors), 1000):
        yield Part(number=MAX_LINES + start, errors=tuple(errors[start : start + 1000]))


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The lines behind the header that are not empty, each with its number and its cells by column."""
    rows = ((number, line) for number, line in _lines(text.lstrip("\ufeff")) if line.strip())
    _, header = next(rows, (1, ""))
    delimiter = next((each for each in ",;\t" if each in header), ",")
    columns = [each.lower() for each in _cells(header, delimiter)]
    _check_columns(columns)
    for number, line in rows:
        cells = _cells(line, delimiter)
        if any(cells):
            beyond = "".join(cells[len(columns) :])
            yield number, dict(zip(columns, cells, strict=False)) | {_BEYOND: beyond}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a file by their numbers; one whose quotes end on a later line has that in it, too."""
    lines, at = [*StringIO(text, newline=None)], 0
    while at < len(lines):
        count = _count(lines[at : at + _LINES_OF_A_CELL])
        yield at + 1, "".join(lines[at : at + count])
        at += count


def _count(lines: Sequence[str]) -> int:
    """How many of these lines the first one is; a quote that nobody closed spoils no line but its own."""
    quotes = 0
    for count, line in enumerate(lines, 1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return count
    return 1


def _cells(line: str, delimiter: str) -> list[str]:
    """What is no CSV is one cell, and no address; raises InvalidError where a cell is longer than any may be."""
    if len(line) > _LETTERS_OF_A_LINE:
        raise InvalidError(("csv",), f"has a line of more than {_LETTERS_OF_A_LINE} letters")
    try:
        return [each.strip() for each in next(csv.reader([line.rstrip("\n")], delimiter=delimiter), [])]
    except csv.Error:
        return [line]


def _check_columns(columns: Sequence[str]) -> None:
    if "email" not in columns:
        raise InvalidError(("csv",), "must begin with a header that has the column email")
    for name in filter(None, columns):
        if name not in _COLUMNS | _PASSED_OVER:
            raise InvalidError(("csv",), f"has the column {name!r}, which means nothing here")
        if columns.count(name) > 1:
            raise InvalidError(("csv",), f"has the column {name!r} twice")


class _Reader:
    """Reads lines against the services of a page."""

    def __init__(self, services: Sequence[Service], time_zone: str) -> None:
        self._ids = Names({key: each.id for each in reversed(services) for key in (each.name, each.id)})
        self._categories = Names({each.category: each.category for each in services if each.category})
        self._time_zone = time_zone
        self._seen: dict[tuple[str, ...], Following] = {}

    def line(self, number: int, cells: Mapping[str, str]) -> Line:
        """The line; raises ValueError."""
        if (state := cells.get("state", "")) not in {"", SubscriberState.ACTIVE}:
            raise ValueError(f"was {state}, and is not imported")
        if cells[_BEYOND]:
            raise ValueError("has more cells than the header: a cell that holds a separator stands in quotes")
        return Line(line=number, email=_email(cells.get("email", "")), following=self._following(cells))

    def _following(self, cells: Mapping[str, str]) -> Following:
        """What is followed; most lines say the same."""
        key = tuple(cells.get(name, "") for name in _FOLLOWED)
        if key not in self._seen:
            self._seen[key] = self._read(*key)
        return self._seen[key]

    def _read(self, services: str, categories: str, incident_ids: str, time_zone: str, which: str) -> Following:
        given = {
            "service_ids": _known(self._ids, services, "service"),
            "categories": _known(self._categories, categories, "category"),
            "incident_ids": tuple(incident_ids.replace(";", " ").split()),
            "time_zone": _zone(time_zone, self._time_zone),
            "which": which or Which.ALL,
        }
        try:
            return Following.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _email(cell: str) -> str:
    address = of_cell(cell)
    if not address:
        raise ValueError("has no email address")
    if len(address) > MAX_ADDRESS:
        raise ValueError(f"has an email address of more than {MAX_ADDRESS} letters")
    try:
        return canonical(address)
    except ValueError as error:
        raise ValueError(f"email {error}") from None


def _zone(cell: str, otherwise: str) -> str:
    if cell and cell not in zone_names():
        raise ValueError(f"time_zone: {cell!r} is not a time zone, such as Europe/Zurich")
    return cell or otherwise


def _known(names: Names, cell: str, what: str) -> tuple[str, ...]:
    """What the names in a cell stand for."""
    try:
        return tuple(dict.fromkeys(names.of(of_cell(cell))))
    except LookupError as error:
        raise ValueError(f"{error.args[0]!r} is not a {what} of this page") from None
