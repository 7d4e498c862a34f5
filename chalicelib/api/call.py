"""A request as a view sees it: parsed, with a verified caller."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from chalicelib.domain.errors import NotFoundError

if TYPE_CHECKING:
    from chalicelib.api.reading import Asked
    from chalicelib.domain.accounts import User
    from chalicelib.domain.events import Actor
    from chalicelib.domain.organizations import Member

B = TypeVar("B")
Q = TypeVar("Q")

ULID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")
_ETAG = re.compile(r'(?:W/)?"(\d{1,15})"')


@dataclass(frozen=True)
class Call(Generic[B, Q]):
    """One request."""

    now: datetime
    body: B
    query: Q
    path: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    user: "User | None" = None
    member: "Member | None" = None
    session_id: str = ""
    """The session of the caller's browser, if there is one."""
    found: Any = None
    """What the path names, where it was read with the membership; None says nothing about whether it is there."""
    sender: str = ""
    """The caller's network address, as a keyed hash."""
    email_verified: bool = False
    """Whether the caller has proven that their email address is theirs."""
    asked: "Asked | None" = None
    """The request as it came, for an endpoint that takes what is no model of ours."""

    @property
    def request(self) -> "Asked":
        """The request as it came."""
        assert self.asked is not None, "made by the edge"  # noqa: S101 - a programming error
        return self.asked

    @property
    def membership(self) -> "Member":
        """The member that the caller acts as."""
        assert self.member is not None, "the endpoint asks for no role"  # noqa: S101 - a programming error
        return self.member

    @property
    def org_id(self) -> str:
        """The caller's organization, from their verified membership and nowhere else."""
        return self.membership.org_id

    @property
    def caller(self) -> "User":
        """Who is signed in."""
        assert self.user is not None, "the endpoint is public"  # noqa: S101 - a programming error
        return self.user

    @property
    def actor(self) -> "Actor":
        """The caller, as events name them."""
        from chalicelib.domain.events import Actor  # noqa: PLC0415 - a visitor's request does without models

        return Actor(id=self.caller.id, name=self.caller.name)

    def id(self, name: str) -> str:
        """An id from the path; raises NotFoundError for what cannot be one."""
        if not ULID.fullmatch(self.path[name]):
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


class Body(Protocol):
    """A model, or what has its JSON ready; where it has a `version`, that is its ETag."""

    def model_dump_json(self) -> str:
        """The JSON text."""


@dataclass(frozen=True)
class Answer:
    """A body with more to say than the endpoint's declaration does."""

    model: Body | None
    headers: Mapping[str, Any] = field(default_factory=dict)
    status: int | None = None
