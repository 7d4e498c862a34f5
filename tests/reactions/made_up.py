"""A job and a reaction that only tests declare."""

from collections.abc import Sequence


def sweep() -> int:
    """A job."""
    return 1


def listen(records: Sequence[object]) -> list[str]:
    """A reader of the stream."""
    return []


def tell(message: object) -> None:
    """A reaction with a queue."""
