"""How far in the stream the broadcaster has come, kept on disk so that a restart goes on from there."""

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass
class Position:
    """The last record handled in each shard of one stream, and the shards that have nothing more to give."""

    stream_arn: str = ""
    handled: dict[str, str] = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)


class PositionFile:
    """Replaced whole, never written in place: what it holds is always one position or the next."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> Position:
        """The kept position; the beginning when there is none, as a record handled twice does no harm."""
        try:
            return Position(**json.loads(self._file.read_text()))
        except FileNotFoundError:
            return Position()
        except (ValueError, TypeError):
            log.exception("stream-position-unreadable", extra={"file": str(self._file)})
            return Position()

    def save(self, position: Position) -> None:
        """Returns when a restart would find it."""
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(vars(position)))
        partial.replace(self._file)
