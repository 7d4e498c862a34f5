"""A message that came, and how its values are read: whatever a sender leaves out or writes otherwise is bearable."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from chalicelib.domain.sources import Came
from chalicelib.domain.times import EARLIEST, LATEST

_LONGEST_NUMBER = 19
"""Digits of nanoseconds since 1970."""


class UnreadableError(Exception):
    """Why a message could not be read, as a sentence for the team."""


class Message:
    """What came, as JSON where it is that, whatever its sender calls it: SNS says text/plain."""

    def __init__(self, came: Came) -> None:
        self.came = came

    @property
    def raw(self) -> bytes:
        """The body as it came, which signatures are about."""
        return self.came.body.encode("utf-8", "surrogateescape")

    def header(self, name: str) -> str:
        """By lowercase name; empty where there is none."""
        return self.came.headers.get(name, "")

    @cached_property
    def json(self) -> Any:  # noqa: ANN401 - whatever a sender writes
        """The body as JSON; a form, or the query, as an object of texts. Raises UnreadableError."""
        body = self.came.body.lstrip("\ufeff").strip()
        if body[:1] in {"{", "["}:
            try:
                return json.loads(body)
            except (ValueError, RecursionError):
                raise UnreadableError("It looks like JSON, and is not.") from None
        form = dict(parse_qsl(body, max_num_fields=200)) if "=" in body else {}
        if found := {**self.came.query, **form}:
            return found
        raise UnreadableError("It is neither JSON nor a form.")

    @cached_property
    def object(self) -> Mapping[str, Any]:
        """The body as a JSON object; raises UnreadableError."""
        if not isinstance(self.json, dict):
            raise UnreadableError("It is no JSON object.")
        return self.json


def objects(value: object) -> list[Mapping[str, Any]]:
    """Those of a list that are objects."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def inner(value: object, *path: str) -> Any:  # noqa: ANN401 - whatever is there
    """What is below these keys; None where something is missing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(*values: object) -> str:
    """The first that says something, as text."""
    for each in values:
        if isinstance(each, str) and each.strip():
            return each.strip()
        if isinstance(each, int | float) and not isinstance(each, bool):
            return str(each)
    return ""


def moment(value: object, otherwise: datetime) -> datetime:
    """A time as senders write them: RFC 3339 and its relatives, or seconds to nanoseconds since 1970."""
    found = _moment(value)
    return found if found is not None and EARLIEST < found < LATEST else otherwise


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or value is None:
        return None
    said = str(value).strip()
    number = said.split(".", 1)[0]
    if number.isascii() and number.isdigit():
        return _since_1970(said) if len(number) <= _LONGEST_NUMBER else None
    try:
        at = datetime.fromisoformat(said.upper().replace(" UTC", "+00:00"))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _since_1970(number: str) -> datetime | None:
    try:
        seconds = float(number)
    except ValueError:
        return None
    while seconds > 1e11:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
