"""What incidents and maintenance say, within what one DynamoDB item can hold.

An item and its entry in the local index share 400 KB, so each may have 200 KB. Most of that is for what people write.
The rest is kept for the affected services and for two steps that must always be possible: starting and ending.
"""

import json
from collections.abc import Sequence
from typing import Annotated, Protocol, TypeVar

from pydantic import Field

from chalicelib.domain.affected import Affected
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.markdown import Tree
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant

U = TypeVar("U", bound=Model)

EditedAt = Annotated[Instant | None, Field(exclude_if=lambda at: at is None)]
"""Left out where there is none: rows, documents and frames hold many updates, few of which are ever edited."""

MAX_UPDATES = 100
MAX_TEXT_BYTES = 130_000
"""UTF-8, as JSON: title, description and all updates of one incident or maintenance, with their Markdown's trees.

Beside more than 50 services, whatever these take beyond `_SERVICES_BYTES` is taken from it.
"""
_SERVICES_BYTES = 31_500
_BYTES_OF_STATES = 140
"""Of one service: what is claimed of it and what is still to be done to it, next to its name."""


class Written(Protocol):
    """What people write of an incident or a maintenance, besides its updates."""

    @property
    def title(self) -> str:
        """One line."""

    @property
    def description(self) -> str:
        """May be empty."""

    @property
    def description_tree(self) -> Tree | None:
        """Its Markdown."""

    @property
    def services(self) -> Affected:
        """Those it touches."""


class Entry(Written, Protocol):
    """An incident or a maintenance."""

    @property
    def updates(self) -> Sequence[Model]:
        """Newest first."""


def with_update(entry: Entry, updates: Sequence[U], newest: U, *, always: bool = False) -> tuple[U, ...]:
    """The entry's updates with one more; raises ConflictError when there is no room for it.

    For a step that must `always` be possible there is room: whatever was said, an incident can be resolved. If there is
    none for its tree, its Markdown is shown as it is written, and what it made of services is not kept with it.
    """
    room = _room(entry.services)
    left = room - _size_of_texts(entry)
    fits = _size(newest.model_dump(mode="json")) <= left
    if always:
        return (newest if fits else _bare(newest), *updates)
    if len(updates) >= MAX_UPDATES:
        raise ConflictError(f"It has {MAX_UPDATES} updates, which is as many as it can have.")
    if not fits:
        raise ConflictError(
            f"Its texts together may have {room // 1000} KB, of which {max(0, left) // 1000} KB are left. "
            "Post a shorter update, or open a new one."
        )
    return (newest, *updates)


def _bare(update: U) -> U:
    """What it says, and nothing that can be done without."""
    spared: dict[str, object] = {"text_tree": None, "services_were": {}}
    return update.but(**{name: value for name, value in spared.items() if name in type(update).model_fields})


def check_room(entry: Entry) -> None:
    """Raises ConflictError when the texts are longer than there is room for."""
    if _size_of_texts(entry) > MAX_TEXT_BYTES:
        raise ConflictError(f"Title, description and updates together may have {MAX_TEXT_BYTES // 1000} KB.")


def check_room_to_edit(before: Entry, after: Entry) -> None:
    """Raises ConflictError when an edit leaves too little room for the texts: longer ones, or more services."""
    if _over(after) > max(0, _over(before)):
        raise ConflictError(
            f"Title, description and updates together may have {_room(after.services) // 1000} KB. "
            "Shorten the description, or take out services."
        )


def check_room_to_open(entry: Entry) -> None:
    """Raises ConflictError for one whose texts do not fit beside its services."""
    if _over(entry) > 0:
        raise ConflictError(
            f"Beside so many services, title and description may have {_room(entry.services) // 2000} KB. Shorten them."
        )


def has_room(entry: Entry) -> bool:
    """Whether its texts fit beside its services, as after one of them was given a longer name."""
    return _over(entry) <= 0


def _over(entry: Entry) -> int:
    return _size_of_texts(entry) - _room(entry.services)


def _room(services: Affected) -> int:
    taken = _size([item.model_dump(mode="json") for item in services]) + _BYTES_OF_STATES * len(services)
    return MAX_TEXT_BYTES - max(0, taken - _SERVICES_BYTES)


def _size_of_texts(entry: Entry) -> int:
    described = [entry.title, entry.description, entry.description_tree or ""]
    return _size([*described, *(said.model_dump(mode="json") for said in entry.updates)])


def _size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
