"""subscribers import, subscribers count."""

import csv
import io
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from allclear_cli.client import Allclear, UsageError
from allclear_cli.commands import affected, incidents
from allclear_cli.commands.affected import Concerned
from allclear_cli.exits import Exit
from allclear_cli.session import AsJson, Yes, agreed, session

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Import and count whom the page tells.")
MOST_LINES, MOST_BYTES = 5_000, 3_000_000
"""What one import takes; a longer file is sent in parts."""


class Part(NamedTuple):
    """Of a file, as a file of its own."""

    csv: str
    lines: int
    before: int
    """How many lines of the whole file come before it."""


class Consent(str, Enum):
    """Who says that they want to be told."""

    GIVEN = "given"
    ASK = "ask"


@app.command("import")
def import_subscribers(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="CSV with a header that has `email`; - reads it.", show_default=False)],
    consent: Annotated[
        Consent,
        typer.Option(
            help="given: they said so, and you answer for it. ask: each is asked by mail first.", show_default=False
        ),
    ],
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Import subscribers from a file with the columns email, services, categories, time_zone, which.

    Lines with an error keep no other from being imported; they are listed, and the command then ends with 1.
    """
    asked = session(context)
    output = asked.output(as_json=as_json)
    parts = list(parts_of(_read(file)))
    lines = sum(part.lines for part in parts)
    if consent is Consent.GIVEN and file != "-":
        who = "1 person" if lines == 1 else f"{lines} people"
        agreed(f"Will {who} be told from now on, without being asked?", yes=yes)
    elif file == "-" and not yes and consent is Consent.GIVEN:
        raise UsageError("With --consent given, add --yes to read from standard input.")
    with asked.client() as client:
        total = imported(client, parts, consent.value, output.note)
    if as_json:
        output.data(total)
    else:
        output.say(
            f"Added {total['added']}, asked {total['asked']}, already there {total['unchanged']}, "
            f"wrong {total['failed']}."
        )
        for error in total["errors"]:
            output.say(f"  line {error['line']}: {error['message']}")
    if total["failed"]:
        raise typer.Exit(Exit.FAILED)


@app.command("count")
def count(
    context: typer.Context,
    service: Concerned = None,
    incident: Annotated[str | None, typer.Option(help="By id or title.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Count who will be told: of anything, of something about services, or of an incident."""
    asked = session(context)
    output = asked.output(as_json=as_json)
    with asked.client() as client:
        ids = affected.ids(client.services.all(), service) if service else []
        about = incidents.find(client, incident).id if incident else None
        audience = client.subscribers.count(ids, about)
    if as_json:
        output.data(audience.as_json())
    else:
        output.say(f"{audience.count} of {audience.total}")


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).expanduser().read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not in UTF-8. Save it as UTF-8 and try again.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None


def parts_of(text: str) -> Iterator[Part]:
    """Files with the same header that one import takes; raises UsageError for what is no such file."""
    rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    if not rows or "email" not in [cell.strip().casefold() for cell in rows[0]]:
        raise UsageError("The first line of the file must name its columns, one of which is `email`.")
    header, before = _line(rows[0]), 0
    lines: list[str] = []
    size = len(header.encode())
    for row in rows[1:]:
        line = _line(row)
        if lines and (len(lines) == MOST_LINES or size + len(line.encode()) > MOST_BYTES):
            yield Part(header + "".join(lines), len(lines), before)
            before, lines, size = before + len(lines), [], len(header.encode())
        lines.append(line)
        size += len(line.encode())
    if lines:
        yield Part(header + "".join(lines), len(lines), before)
    elif not before:
        raise UsageError("There is nobody in the file.")


def _line(row: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(row)
    return line.getvalue()


def imported(client: Allclear, parts: Sequence[Part], consent: str, note: Callable[[str], None]) -> dict[str, Any]:
    """What came of all parts, one after the other; lines are counted as in the whole file."""
    total: dict[str, Any] = {"added": 0, "asked": 0, "unchanged": 0, "failed": 0, "errors": []}
    everybody = sum(part.lines for part in parts)
    for part in parts:
        progress = client.subscribers.start_import(part.csv, consent)
        while progress["state"] not in {"done", "failed", "completed"}:
            note(f"{part.before + progress['done']} of {everybody}")
            time.sleep(0.5)
            progress = client.subscribers.progress(progress["id"])
        for name in ("added", "asked", "unchanged", "failed"):
            total[name] += progress[name]
        total["errors"] += [{**error, "line": error["line"] + part.before} for error in progress["errors"]]
    return total
