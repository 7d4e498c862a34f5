"""How much one answer may hold: Lambda returns at most 6 MB, so a list of long entries has fewer on a page."""

from collections.abc import Sequence
from typing import TypeVar

from chalicelib.domain.model import Model

M = TypeVar("M", bound=Model)

MAX_BYTES = 4_500_000
"""UTF-8 as JSON; API Gateway's escapes and the envelope have the rest."""


def first_that_fit(items: Sequence[M], limit: int, room: int = MAX_BYTES) -> list[M]:
    """The first items, at most `limit`, that fit into `room` bytes; at least one, if there is one."""
    found: list[M] = []
    for item in items[:limit]:
        room -= size_of(item)
        if room < 0 and found:
            break
        found.append(item)
    return found


def size_of(item: Model) -> int:
    """Bytes of UTF-8 as JSON."""
    return len(item.model_dump_json().encode())
