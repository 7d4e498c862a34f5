"""How far in the stream a reader has come, kept on disk so that a restart goes on from there."""

import json
import logging
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

log = logging.getLogger(__name__)

BASES_A_SECOND = 1_000_000
EngineNumber = Annotated[str, Field(pattern=r"^0{0,9}[0-9]{1,18}$")]
"""So that with its base it still has the 21 digits of the numbers that are handed on."""


@dataclass
class Position:
    """The last record handled in each shard of one stream, and the shards that have nothing more to give.

    DynamoDB Local may number its records from 1 again in the same shard (docs/decisions/0002); the product relies on
    numbers that only grow. So what is handed on is `base` + the engine's number, and a new base is above all before.
    """

    stream_arn: str = ""
    base: Annotated[int, Field(ge=0, lt=10**18)] = 0
    marks: dict[str, tuple[EngineNumber, str]] = field(default_factory=dict)
    """Shard -> the engine's sequence number and the id of the record."""
    finished: list[str] = field(default_factory=list)

    def lowest(self) -> int:
        """The engine's number of the earliest record that may have to be read again."""
        return min((int(sequence) for sequence, _ in self.marks.values()), default=0)

    def renumber(self) -> None:
        """A base above every number handed on so far, also when this file was lost in between."""
        highest = max((int(sequence) for sequence, _ in self.marks.values()), default=0)
        self.base = max(self.base + highest + 1, int(time.time()) * BASES_A_SECOND)


class PositionFile:
    """Replaced whole, never written in place: what it holds is always one position or the next."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def exists(self) -> bool:
        """Whether any position was kept."""
        return self._file.exists()

    def load(self) -> Position:
        """The kept position; the beginning when there is none, as a record handled twice does no harm."""
        try:
            return _KEPT.validate_json(self._file.read_bytes(), strict=True)
        except FileNotFoundError:
            return Position()
        except (OSError, ValueError) as error:
            self._put_aside(error)
            return Position()

    def save(self, position: Position) -> None:
        """Returns when a restart would find it."""
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(vars(position)))
        partial.replace(self._file)

    def _put_aside(self, error: Exception) -> None:
        """Keeps the broken file for somebody to look at, and lets the next position take its place."""
        aside = self._file.with_suffix(".unreadable")
        self._file.replace(aside)
        fields = error.errors(include_url=False) if isinstance(error, ValidationError) else ()
        places = sorted({".".join(map(str, each["loc"])) for each in fields if each["loc"]})
        log.warning(
            "stream-position-unreadable", extra={"kept_as": str(aside), "wrong": places or [type(error).__name__]}
        )


_KEPT = TypeAdapter(Position)
