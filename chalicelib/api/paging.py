"""Lists, a page at a time: what callers ask for, and how they learn where the next one is."""

from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.call import ULID
from chalicelib.domain.errors import InvalidError

MAX_PAGE = 100


class Paging(BaseModel):
    """Which part of a list."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    """At most so many items."""
    cursor: str | None = Field(default=None, max_length=64)
    """`next_cursor` of the page before."""

    @property
    def before(self) -> str | None:
        """The id the page starts after; raises InvalidError for a cursor that no list gave out."""
        if self.cursor is not None and not ULID.fullmatch(self.cursor):
            raise InvalidError(("query", "cursor"), "is not one this list gave out")
        return self.cursor


class Items(BaseModel):
    """The base of lists: `{items, next_cursor}`."""

    next_cursor: str | None = None
    """Ask for the next page with it; null on the last one."""


def next_link(path: str, query: Paging, cursor: str | None, **filters: str) -> dict[str, str]:
    """The `Link` header of a page that is not the last."""
    asked = urlencode({"limit": query.limit, "cursor": cursor, **filters})
    return {"Link": f'<{path}?{asked}>; rel="next"'} if cursor else {}
