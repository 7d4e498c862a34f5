"""What can go wrong, in the words of the product. `chalicelib.api.problems` turns these into HTTP answers."""

from collections.abc import Sequence


class AllclearError(Exception):
    """Carries a sentence that the caller may read."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFoundError(AllclearError):
    """It does not exist, or belongs to somebody else: the caller is never told which."""


class ConflictError(AllclearError):
    """The request conflicts with the present state."""


class StaleVersionError(AllclearError):
    """It has changed since the caller read it."""

    def __init__(self, current: int) -> None:
        super().__init__(f"It was changed in the meantime: the current version is {current}. Read it again and retry.")
        self.current = current


class ContendedError(AllclearError):
    """Other writers kept changing the same item until this one gave up. Nothing was written."""


class InvalidError(AllclearError):
    """A value is well-formed but not acceptable here; `loc` names the field."""

    def __init__(self, loc: Sequence[str | int], msg: str) -> None:
        super().__init__(msg)
        self.loc = tuple(loc)


class UnauthenticatedError(AllclearError):
    """The caller has not proved who they are."""


class ForbiddenError(AllclearError):
    """The caller is known and not allowed to do this."""


class TooManyError(AllclearError):
    """Too many requests; the same one may be sent again after `retry_after` seconds."""

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = max(1, retry_after)


class InProgressError(ConflictError):
    """A request with the same idempotency key is still being answered."""


class UnavailableError(AllclearError):
    """The database cannot be reached or is overloaded; the same request may work in a moment."""


class PartlyDoneError(UnavailableError):
    """A request about many things was carried out for those of the ids `done`, and may be sent again for the rest."""

    def __init__(self, detail: str, done: Sequence[str]) -> None:
        super().__init__(detail)
        self.done = tuple(done)
