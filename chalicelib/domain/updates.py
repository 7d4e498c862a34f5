"""What incidents and maintenance say over time, newest first, within what one item can hold."""

import json
from collections.abc import Sequence
from typing import TypeVar

from chalicelib.domain.errors import ConflictError
from chalicelib.domain.model import Model

U = TypeVar("U", bound=Model)

MAX_UPDATES = 100
MAX_BYTES = 250_000
"""As stored: a DynamoDB item has room for 400 KB."""


def with_update(updates: Sequence[U], newest: U, *, ends: bool = False) -> tuple[U, ...]:
    """The updates with one more; raises ConflictError when there is no room for it.

    For the one that `ends` it there always is: whatever was said, an incident can be resolved.
    """
    result = (newest, *updates)
    if ends:
        return result
    if len(result) > MAX_UPDATES:
        raise ConflictError(f"It has {MAX_UPDATES} updates, which is as many as it can have.")
    if len(json.dumps([update.model_dump(mode="json") for update in result])) > MAX_BYTES:
        raise ConflictError("Its updates are too long to add another. Post a shorter one, or open a new one.")
    return result
