"""Which version each event of a page got. Only the newest are remembered, which is enough to recognize a repetition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Self

from chalicelib.domain.ids import Id

REMEMBERED = 500
"""Events. An older one that is delivered once more counts as new: its frame is repeated under another version."""
_MARK_BYTES = 6
"""Two of 500 events share a mark by chance once in two billion full memories."""
_UNKNOWN = bytes(_MARK_BYTES)


@dataclass(frozen=True)
class Numbering:
    """The newest version, and which events the last versions belong to. Versions count from 1, without gaps."""

    version: int = 0
    marks: bytes = b""
    """Six bytes a version, which stand for the id of its event; the last ones are those of `version`."""

    @classmethod
    def of(cls, version: int, versions: Mapping[Id, int]) -> Self:
        """The numbering of a page whose newest events got these versions."""
        by_version = {number: _mark(event_id) for event_id, number in versions.items() if 0 < number <= version}
        first = max(min(by_version, default=version + 1), version - REMEMBERED + 1)
        return cls(version, b"".join(by_version.get(number, _UNKNOWN) for number in range(first, version + 1)))

    def version_of(self, event_id: Id) -> int | None:
        """The version the event got; None for one that is new, or forgotten."""
        return self._versions.get(_mark(event_id))

    def continued(self, event_ids: Iterable[Id]) -> Self:
        """With a version for each of these events, which are new."""
        new = [_mark(event_id) for event_id in event_ids]
        marks = self.marks + b"".join(new)
        return type(self)(self.version + len(new), marks[-REMEMBERED * _MARK_BYTES :])

    @cached_property
    def _versions(self) -> dict[bytes, int]:
        marks = [self.marks[start : start + _MARK_BYTES] for start in range(0, len(self.marks), _MARK_BYTES)]
        first = self.version - len(marks) + 1
        return {mark: version for version, mark in enumerate(marks, first) if mark != _UNKNOWN}


def _mark(event_id: Id) -> bytes:
    return blake2b(event_id.encode(), digest_size=_MARK_BYTES).digest()
