"""What can be wrong, in the product's own words; `chalicelib.api.problems` turns these into answers."""

from collections.abc import Sequence


class AllclearError(Exception):
    """Carries a sentence that the caller may read."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFoundError(AllclearError):
    """It is not there, or it is not yours: the caller is never told which."""


class ConflictError(AllclearError):
    """The request makes sense, but not with what is there now."""


class StaleVersionError(AllclearError):
    """Somebody changed it since the caller read it."""

    def __init__(self, current: int) -> None:
        super().__init__(f"It was changed in the meantime: the current version is {current}. Read it again and retry.")
        self.current = current


class ContendedError(AllclearError):
    """Many writers changed the same thing for so long that this one gave up; nothing was written."""


class InvalidError(AllclearError):
    """A value that is well-formed and still makes no sense here; `loc` names the field."""

    def __init__(self, loc: Sequence[str | int], msg: str) -> None:
        super().__init__(msg)
        self.loc = tuple(loc)


class UnauthenticatedError(AllclearError):
    """Nobody proved who they are."""


class ForbiddenError(AllclearError):
    """We know who it is, and this is not theirs to do."""


class TooManyError(AllclearError):
    """Too often; the same request is welcome again after `retry_after` seconds."""

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = max(1, retry_after)


class InProgressError(ConflictError):
    """The very same request is being answered right now."""


class UnavailableError(AllclearError):
    """The database cannot be reached or is overloaded; the same request may work in a moment."""
