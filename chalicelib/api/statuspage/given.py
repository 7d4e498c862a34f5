"""What Statuspage's clients send: as lenient as theirs is, since form fields are texts; unknown fields are let be."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from chalicelib.domain.affected import MAX_AFFECTED
from chalicelib.domain.ids import Id
from chalicelib.domain.times import to_milliseconds

_YES, _NO = frozenset({"true", "t", "1", "on", "yes"}), frozenset({"false", "f", "0", "off", "no"})
MAX_PAGE = 100


def _flag(value: object) -> object:
    word = str(value).lower() if isinstance(value, str | int) else ""
    return True if word in _YES else False if word in _NO else None if value == "" else value


def _moment(value: object) -> object:
    """A time without a zone is in UTC, and a day its beginning."""
    if not isinstance(value, str) or not value.strip():
        return None if value == "" else value
    try:
        given = datetime.fromisoformat(value.strip().upper().replace(" UTC", "Z"))
    except ValueError:
        raise ValueError("must be a time such as 2026-01-05T12:00:00Z") from None
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def _many(value: object) -> object:
    """Empty texts stand for an empty list in forms; null is left for who takes it."""
    return [] if value == "" else [each for each in value if each != ""] if isinstance(value, list) else value


def _empty(value: object) -> object:
    return None if value == "" else value


Flag = Annotated[bool | None, BeforeValidator(_flag)]
Moment = Annotated[
    datetime | None, AfterValidator(lambda at: to_milliseconds(at) if at else None), BeforeValidator(_moment)
]
Ids = Annotated[tuple[Id, ...], Field(max_length=MAX_AFFECTED), BeforeValidator(_many)]
Word = Annotated[str | None, BeforeValidator(_empty)]
"""One of their words, checked where it is used; empty is left out."""
Text = str | None


class Given(BaseModel):
    """A body, or the part in its wrapper: what is not named is theirs alone, and changes nothing here."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True, defer_build=True)

    def sent(self, **names: str) -> dict[str, Any]:
        """Our names for those of their fields that were sent with a value, by theirs: `name="title"`."""
        found = {ours: getattr(self, theirs) for theirs, ours in names.items()}
        return {name: value for name, value in found.items() if value is not None}


def _count(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


Count = Annotated[int | None, BeforeValidator(_count), Field(ge=1, le=100_000)]


class Paged(Given):
    """Which part of a list: theirs are numbered from 1."""

    page: Count = None
    limit: Count = None
    """At most so many, up to 100."""
    per_page: Count = None
    """The same by its newer name."""

    @property
    def size(self) -> int:
        """How many are on a page."""
        return min(self.per_page or self.limit or MAX_PAGE, MAX_PAGE)

    @property
    def skipped(self) -> int:
        """How many come before it."""
        return ((self.page or 1) - 1) * self.size
