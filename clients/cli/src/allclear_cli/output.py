"""What a command says: tables and colours for people at a terminal, plain lines for pipes, JSON for programs."""

import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

TONES = {
    "operational": "green", "resolved": "green", "completed": "green", "none": "green",
    "degraded_performance": "yellow", "minor": "yellow", "monitoring": "yellow",
    "partial_outage": "dark_orange", "major": "dark_orange", "identified": "dark_orange",
    "major_outage": "red", "critical": "red", "investigating": "red", "failed": "red",
    "under_maintenance": "blue", "maintenance": "blue", "in_progress": "blue", "verifying": "blue", "scheduled": "blue",
    "+": "green", "-": "red", "~": "yellow",
}  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: object) -> str:
    """Text that somebody else wrote, without what would steer a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", str(text))


def word(text: str) -> str:
    """`partial_outage` as people read it."""
    return text.replace("_", " ")


@dataclass
class Output:
    """Where a command speaks to. What it answers goes to standard output, and all else to standard error."""

    as_json: bool = False
    quiet: bool = False

    @property
    def for_people(self) -> bool:
        """Whether a person reads it as it comes."""
        return sys.stdout.isatty()

    def data(self, value: object) -> None:
        """A value as JSON: indented for people, on one line for pipes."""
        sys.stdout.write(json.dumps(value, indent=2 if self.for_people else None, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def say(self, text: str = "", tone: str = "") -> None:
        """A line of the answer."""
        console(sys.stdout).print(Text(harmless(text), style=TONES.get(tone, "")), soft_wrap=True)

    def note(self, text: str) -> None:
        """A line beside the answer: progress, hints. Not said with `--quiet` or `--json`."""
        if not self.quiet and not self.as_json:
            console(sys.stderr).print(Text(harmless(text), style="dim"), soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]], toned: Sequence[str] = ()) -> None:
        """Rows in columns; `toned` names those whose words have colours. In a pipe: values between tabs, no header."""
        if not self.for_people:
            for row in rows:
                sys.stdout.write("\t".join(_flat(each) for each in row) + "\n")
            sys.stdout.flush()
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            cells = zip(columns, map(_flat, row), strict=True)
            table.add_row(
                *(Text(word(text), TONES.get(text, "")) if name in toned else Text(text) for name, text in cells)
            )
        console(sys.stdout).print(table)


def _flat(value: object) -> str:
    return " ".join(harmless(value).split())


def console(stream: TextIO) -> Console:
    """Made anew each time: tests and pipes exchange the streams."""
    return Console(
        file=stream, highlight=False, emoji=False, markup=False, no_color=bool(os.environ.get("NO_COLOR")) or None
    )


def complain(text: str) -> None:
    """What went wrong."""
    said = Text.assemble(("Error: ", "bold red"), harmless(text))
    console(sys.stderr).print(said, soft_wrap=True)


def jsonable(things: Sequence[Any]) -> list[Any]:
    """Models of the client as the API said them."""
    return [each.as_json() for each in things]
