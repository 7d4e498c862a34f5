"""API keys: how a program acts in an organization, within a scope, until it is revoked."""

import secrets
import string
import zlib
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from pydantic import Field

from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Member, Role
from chalicelib.domain.text import Name
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

MAX_KEYS = 50
BRAND = "allclear_"
_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _CHECKSUM, _SHOWN = 43, 6, 4
"""43 letters of 62 are 256 bits."""


class Scope(Word):
    """What a key may do: never more than an admin, and never what is for people: the team, the keys, the audit log."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    @classmethod
    def for_unknown(cls) -> "Scope":
        """The least that a key may do."""
        return cls.READ

    @property
    def role(self) -> Role:
        """As what the key acts."""
        return _ROLES[self]

    @property
    def prefix(self) -> str:
        """`allclear_r_`, `allclear_w_` or `allclear_a_`: secret scanners find keys by it."""
        return f"{BRAND}{self.value[0]}_"


_ROLES = {Scope.READ: Role.VIEWER, Scope.WRITE: Role.MEMBER, Scope.ADMIN: Role.ADMIN}


class ApiKey(Model):
    """An API key without its secret."""

    id: Id
    org_id: Id = Field(exclude=True)
    key_hash: str = Field(exclude=True, repr=False)
    name: Name
    """What uses the key. Events name it as the actor."""
    scope: Scope
    prefix: str
    """How the key begins, to tell it from others."""
    created_by: Actor
    owner: Actor | None = None
    """The member who answers for it: whoever made it, or took it over. Null once they have left."""
    created_at: Instant
    expires_at: Instant | None = None
    """When it expires; null for never."""
    last_used_at: Instant | None = None
    """To the minute; null when it was never used."""

    def is_good(self, now: datetime) -> bool:
        """Whether it is still valid."""
        return self.expires_at is None or now < self.expires_at


class ApiKeyDraft(Model):
    """What a key is made from."""

    name: Name
    """What will use it, such as `deploy pipeline`."""
    scope: Scope
    """`read`: what a viewer may see. `write`: also services, incidents and maintenance. `admin`: also settings."""
    expires_at: Instant | None = None
    """When it expires; never, when left out."""


def made(org_id: Id, draft: ApiKeyDraft, creator: Actor, now: datetime) -> tuple[ApiKey, str]:
    """A new key and its text, which is not stored. Raises InvalidError for an expiry in the past."""
    if draft.expires_at is not None and draft.expires_at <= now:
        raise InvalidError(("expires_at",), "must be in the future")
    text = new_key(draft.scope)
    key = ApiKey(
        id=new_id(now),
        org_id=org_id,
        key_hash=hash_of(text),
        prefix=text[: len(draft.scope.prefix) + _SHOWN],
        created_by=creator,
        owner=creator,
        created_at=now,
        **draft.model_dump(),
    )
    return key, text


def owned(key: ApiKey, members: Iterable[Member]) -> ApiKey:
    """The key with the owner it has among these members, if any; keys from before owners belong to who made them."""
    owner = key.owner or key.created_by
    found = next((member for member in members if member.user_id == owner.id), None)
    return key.but(owner=Actor(id=found.user_id, name=found.name) if found else None)


def taken(key: ApiKey, by: Actor) -> ApiKey:
    """The key with a new owner; raises ConflictError when it has another one."""
    if key.owner is not None and key.owner.id != by.id:
        raise ConflictError(f"{key.owner.name} owns this key. Only a key whose owner has left can be taken over.")
    return key.but(owner=by)


def new_key(scope: Scope) -> str:
    """`allclear_r_`, 43 random letters, and a checksum of 6."""
    body = scope.prefix + "".join(secrets.choice(_LETTERS) for _ in range(_RANDOM))
    return body + _checksum(body)


def is_whole(key: str) -> bool:
    """Whether the text can be a key at all: a mistyped or made-up one is refused without asking the database."""
    scope = next((scope for scope in Scope if key.startswith(scope.prefix)), None)
    if scope is None or len(key) != len(scope.prefix) + _RANDOM + _CHECKSUM:
        return False
    return key.isascii() and _checksum(key[:-_CHECKSUM]) == key[-_CHECKSUM:]


def hash_of(key: str) -> str:
    """The hash that is stored. A key is random enough to need neither a salt nor a slow hash."""
    return sha256(key.encode()).hexdigest()


def acting_member(key: ApiKey) -> Member:
    """The member that the key acts as."""
    return Member(
        id=key.id,
        org_id=key.org_id,
        user_id=key.id,
        email="",
        name=key.name,
        role=key.scope.role,
        joined_at=key.created_at,
    )


def _checksum(body: str) -> str:
    number, letters = zlib.crc32(body.encode()), ""
    for _ in range(_CHECKSUM):
        number, digit = divmod(number, len(_LETTERS))
        letters = _LETTERS[digit] + letters
    return letters
