"""Lowercase ULIDs: sortable by time, safe in URLs."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import StringConstraints

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_DIGITS = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")
"""As Python reads numbers to the base of 32."""
_RANDOM_BITS = 80
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)

_ULID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-hjkmnp-tv-z]{26}$")]


def is_id(text: str) -> bool:
    """Whether the text can be an id at all."""
    return _ULID.fullmatch(text) is not None


def new_id(now: datetime) -> str:
    """26 letters whose order is the order of `now`, to the millisecond."""
    return _encode(_milliseconds(now) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS))


def id_from(digest: bytes) -> str:
    """An id derived from 16 bytes or more: the same bytes always give the same id, which holds no time."""
    return _encode(int.from_bytes(digest[:16], "big"))


def bytes_of(ulid: Id) -> bytes:
    """The 16 bytes that an id is written from, as `id_from` takes them."""
    return (int(ulid.translate(_DIGITS), 32) & (1 << 128) - 1).to_bytes(16, "big")


def floor_id(moment: datetime) -> str:
    """The smallest id that can be made at `moment`, as the start of a range."""
    return _encode(_milliseconds(moment) << _RANDOM_BITS)


def moment_of(ulid: Id) -> datetime:
    """When an id was made, to the millisecond."""
    number = 0
    for letter in ulid[:10]:
        number = number << 5 | _ALPHABET.index(letter)
    return _EPOCH + number * _MILLISECOND


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def _encode(number: int) -> str:
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
