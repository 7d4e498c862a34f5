"""A request as a view sees it: parsed, verified, and never to be asked who is calling."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.accounts import User
from chalicelib.domain.errors import InvalidError, NotFoundError
from chalicelib.domain.events import Actor
from chalicelib.domain.organizations import Member

B = TypeVar("B")
Q = TypeVar("Q")

MAX_PAGE = 100
_ULID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")
_ETAG = re.compile(r'(?:W/)?"(\d{1,15})"')


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
        if self.cursor is not None and not _ULID.fullmatch(self.cursor):
            raise InvalidError(("query", "cursor"), "is not one this list gave out")
        return self.cursor


@dataclass(frozen=True)
class Call(Generic[B, Q]):
    """One request."""

    now: datetime
    body: B
    query: Q
    path: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    user: User | None = None
    member: Member | None = None
    session_id: str = ""
    """The signed-in browser, where the caller is one."""
    sender: str = ""
    """The caller's address, without saying which it is."""
    email_verified: bool = False
    """Whether the caller has proven that their email address is theirs."""

    @property
    def membership(self) -> Member:
        """As whom the caller acts in their organization."""
        assert self.member is not None, "the endpoint asks for no role"  # noqa: S101 - a programming error
        return self.member

    @property
    def org_id(self) -> str:
        """The caller's organization, from their verified membership and nowhere else."""
        return self.membership.org_id

    @property
    def caller(self) -> User:
        """Who is signed in."""
        assert self.user is not None, "the endpoint is public"  # noqa: S101 - a programming error
        return self.user

    @property
    def actor(self) -> Actor:
        """The caller, as events name them."""
        return Actor(id=self.caller.id, name=self.caller.name)

    def id(self, name: str) -> str:
        """An id from the path; raises NotFoundError for what cannot be one."""
        if not _ULID.fullmatch(self.path[name]):
            raise NotFoundError("There is nothing with this id.")
        return self.path[name]

    @property
    def expected(self) -> int | None:
        """The version `If-Match` asks for; None without the header, or with `*`; 0, which nothing has, for no ETag."""
        given = self.headers.get("if-match", "*").strip()
        if given == "*":
            return None
        match = _ETAG.fullmatch(given)
        return int(match[1]) if match else 0


@dataclass(frozen=True)
class Answer:
    """A model with more to say than the endpoint's declaration does."""

    model: BaseModel | None
    headers: Mapping[str, Any] = field(default_factory=dict)
    status: int | None = None


class Items(BaseModel):
    """The base of lists: `{items, next_cursor}`."""

    next_cursor: str | None = None
    """Ask for the next page with it; null on the last one."""


def next_link(path: str, query: Paging, cursor: str | None, **filters: str) -> dict[str, str]:
    """The `Link` header of a page that is not the last."""
    asked = urlencode({"limit": query.limit, "cursor": cursor, **filters})
    return {"Link": f'<{path}?{asked}>; rel="next"'} if cursor else {}
