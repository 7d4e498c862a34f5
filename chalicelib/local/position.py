"""How far in the stream a reader has come, kept on disk so that a restart goes on from there."""

import json
import logging
import time
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)

BASES_A_SECOND = 1_000_000


@dataclass
class Position:
    """The last record handled in each shard of one stream, and the shards that have nothing more to give.

    DynamoDB Local may number its records from 1 again in the same shard (docs/decisions/0002); the product relies on
    numbers that only grow. So what is handed on is `base` + the engine's number, and a new base is above all before.
    """

    stream_arn: str = ""
    base: int = 0
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
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
            return Position(**json.loads(self._file.read_text()))
        except FileNotFoundError:
            return Position()
        except (ValueError, TypeError):
            log.warning("stream-position-unreadable", extra={"file": str(self._file)})
            return Position()

    def save(self, position: Position) -> None:
        """Returns when a restart would find it."""
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(vars(position)))
        partial.replace(self._file)
