"""What corrections of posted updates have in common: which one is meant, its new self, its place among the others.

An update is corrected where it stands: it keeps its id, and says since when it reads as it does now (`edited_at`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from chalicelib.domain.errors import ConflictError, InvalidError, NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.markdown import Tree
from chalicelib.domain.model import Model
from chalicelib.domain.text import RequiredText
from chalicelib.domain.times import Instant
from chalicelib.domain.updates import MAX_UPDATES

_AUDITED = {"id", "status", "text", "created_at", "edited_at"}
_TREE = "text_tree"


class Said(Protocol):
    """One update."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def text_tree(self) -> Tree | None:
        """Its Markdown."""

    @property
    def created_at(self) -> datetime:
        """When it was said."""


S = TypeVar("S", bound=Said)


class UpdateEdit(Model):
    """What may change about a posted update; a field left out keeps its value."""

    text: RequiredText | None = None
    created_at: Instant | None = None
    """When it was said. Updates are listed by this, newest first."""


def found(updates: Iterable[S], update_id: Id) -> S:
    """The update of this id; raises NotFoundError."""
    for update in updates:
        if update.id == update_id:
            return update
    raise NotFoundError("There is no such update.")


def replaced(updates: Iterable[S], changed: S) -> tuple[S, ...]:
    """The updates with one of them changed, newest first; of the same moment they stay in their order."""
    others = (changed if each.id == changed.id else each for each in updates)
    return tuple(sorted(others, key=lambda each: each.created_at, reverse=True))


def left(updates: Sequence[S], update_id: Id, what: str) -> tuple[S, ...]:
    """The updates without this one; raises ConflictError when it is the only one."""
    slip = found(updates, update_id)
    if len(updates) == 1:
        raise ConflictError(f"It is the only update, and every {what} has one. Edit it, or delete the {what}.")
    return tuple(each for each in updates if each.id != slip.id)


def check_time(moment: datetime, now: datetime, *, earliest: datetime, why: str) -> None:
    """Raises InvalidError for a time that an update cannot be of."""
    if moment > now:
        raise InvalidError(("created_at",), "must not be in the future")
    if moment < earliest:
        raise InvalidError(("created_at",), why)


def description_after(description: str, before: Said, after: Said | None) -> str:
    """What was written as a description is the text of the first update, too: a correction of one corrects both."""
    if description != before.text:
        return description
    return after.text if after else ""


def described_again(description: str, deleted: Said, *, describes: bool) -> Mapping[str, Any]:
    """The description's fields, where it went with an update that comes back, and nobody wrote another since."""
    if description or not describes:
        return {}
    return {"description": deleted.text, "description_tree": deleted.text_tree}


def audited(before: Model, after: Model | None) -> Mapping[str, Any]:
    """What the audit log keeps of a correction: the update as it was, and as it is now or None.

    Of one that is deleted, also its Markdown's tree, so that it can be put back as it read.
    """
    kept = _AUDITED if after else _AUDITED | {_TREE}
    was, now = (each.model_dump(mode="json", include=kept) if each else None for each in (before, after))
    return {"update": [was, now]}


def put_back(update: Model) -> Mapping[str, Any]:
    """The same of an update that had been deleted and is there again."""
    return {"update": [None, update.model_dump(mode="json", include=_AUDITED)]}


def with_deleted(updates: Sequence[S], deleted: S) -> tuple[S, ...]:
    """The updates with a deleted one in its place again; raises ConflictError where there is no room for one more."""
    if len(updates) >= MAX_UPDATES:
        raise ConflictError(f"It has {MAX_UPDATES} updates, which is as many as it can have.")
    return tuple(sorted((*updates, deleted), key=lambda each: (each.created_at, each.id), reverse=True))
