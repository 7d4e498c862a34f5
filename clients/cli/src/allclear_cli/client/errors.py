"""What can go wrong between a program and Allclear: one exception for each thing a caller may do about it."""

from collections.abc import Mapping
from typing import Any, ClassVar


class AllclearError(Exception):
    """Anything that this package raises on purpose; its text is a sentence for people."""

    exit_code: ClassVar[int] = 1
    """What the command ends with: docs/cli.md lists them."""


class UsageError(AllclearError):
    """What was asked for makes no sense, or is not clear."""

    exit_code = 2


class UnreachableError(AllclearError):
    """Nobody answered, or what did is not Allclear."""

    exit_code = 6


class Problem(AllclearError):  # noqa: N818 - RFC 9457's word for it
    """Allclear refused: an `application/problem+json`, or an answer as near to it as something on the way made it."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.title = str(body.get("title") or f"HTTP {status}")
        self.detail = str(body.get("detail") or "")
        self.request_id = str(body.get("request_id") or "")
        self.errors = _errors(body)
        """`(place, what is wrong)` for every field, when the status is 422: `("updates.0.text", "is too long")`."""
        self.changed: tuple[str, ...] = tuple(map(str, body.get("changed") or ()))
        """Ids of what was changed nevertheless."""
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """What was wrong, with every field that was."""
        said = self.detail or self.title
        fields = [f"{place}: {text}" if place else text for place, text in self.errors]
        new = [field for field in fields if field not in said]
        return "\n  ".join([said, *new])


class UnauthenticatedError(Problem):
    """401: no key, or one that is not valid any more."""

    exit_code = 3


class ForbiddenError(Problem):
    """403: the key may not do this."""

    exit_code = 3


class NotFoundError(Problem):
    """404: it is not there, or belongs to somebody else."""

    exit_code = 4


class ConflictError(Problem):
    """409: it does not fit what is there."""

    exit_code = 5


class ChangedError(ConflictError):
    """412: somebody changed it since it was read. Nothing was overwritten."""


class InvalidError(Problem):
    """400, 413, 422: a value is wrong."""

    exit_code = 2


class TooManyError(Problem):
    """429: too often, and waiting would have taken longer than the caller has."""

    exit_code = 6


class UnavailableError(Problem):
    """5xx: the fault is Allclear's, or of something before it; it may pass."""

    exit_code = 6


_BY_STATUS: Mapping[int, type[Problem]] = {
    400: InvalidError,
    401: UnauthenticatedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    412: ChangedError,
    413: InvalidError,
    422: InvalidError,
    429: TooManyError,
}


def problem(status: int, body: Mapping[str, Any]) -> Problem:
    """The exception for an answer that is an error."""
    kind = _BY_STATUS.get(status) or (UnavailableError if status >= 500 else Problem)
    return kind(status, body)


def _errors(body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    listed = [each for each in body.get("errors") or () if isinstance(each, Mapping)]
    return tuple((_place(each.get("loc") or each.get("field") or ()), _text(each)) for each in listed)


def _place(loc: object) -> str:
    parts = loc if isinstance(loc, (list, tuple)) else [loc]
    return ".".join(map(str, parts))


def _text(each: Mapping[str, Any]) -> str:
    return str(each.get("msg") or each.get("message") or each.get("detail") or "is wrong")
