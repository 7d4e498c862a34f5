"""Domains of organizations' own: which names they may be, and how one becomes the host of a page.

A name is claimed by one organization at a time, proven by a TXT record that only who runs its DNS can make, and then
gets its certificate. Proof is looked at again for as long as the claim lasts.
"""

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from pydantic import Field

from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

MAX_HOSTS = 1
"""Domains of an organization: a page has one address."""
MAX_LETTERS = 64
"""A certificate has no room for more."""
PROOF_LABEL = "_allclear"
"""Before the domain, the name of the record that proves it."""
PROOF_PREFIX = "allclear-domain="
UNPROVEN_FOR = timedelta(hours=72)
"""For so long nobody else can take a name that is claimed and not proven, or not proven any more."""
GIVES_UP_AFTER = timedelta(days=14)
"""Then nobody looks for the record any more, until somebody asks."""

_SOON = timedelta(seconds=30)
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_NO_NAMES = frozenset(
    ("localhost", "local", "internal", "invalid", "onion", "arpa", "home", "lan", "corp", "cloudfront.net")
) | {"amazonaws.com"}
_REGISTRY = re.compile(r"(ac|co|com|edu|gen|go|gob|gov|gouv|gub|id|in|mil|ne|net|nom|or|org|sch)\.[a-z]{2}")
"""Names below which others register theirs. No list of them is whole: nobody could prove one in any case."""
_FOLDED = re.compile("[ßςẞ\u200c\u200d]")
"""What browsers and older rules for international names read in two ways."""


class HostState(Word):
    """How far a domain is."""

    WAITING = "waiting_for_dns"
    CERTIFICATE = "certificate"
    LIVE = "live"
    BROKEN = "broken"

    @classmethod
    def for_unknown(cls) -> "HostState":
        """It is looked at again, and then stands where it should."""
        return cls.WAITING


class Host(Model):
    """A domain that an organization claims for its page."""

    id: str
    """The name, in small letters and as DNS writes it (`xn--...`)."""
    org_id: Id = Field(default="", exclude=True)
    state: HostState = HostState.WAITING
    problem: str = ""
    """What keeps it from being live, in a sentence; empty for nothing."""
    token: str
    """What the record must say."""
    tenant_id: str = Field(default="", exclude=True)
    """Of the CDN, once it knows the name."""
    created_at: Instant
    checked_at: Instant | None = None
    """When its DNS was last looked at."""
    proven_at: Instant | None = None
    """Since when the record has been there; null while it is not."""
    live_at: Instant | None = None
    """Since when the page has been live there; null while it is not."""
    lost_at: Instant | None = None
    """Since when the record has been missing again."""
    due_at: Instant | None = None
    """When it is looked at next; null for not until somebody asks."""
    updated_at: Instant
    version: int = 1

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)

    @property
    def record_name(self) -> str:
        """Where the record that proves it is looked for."""
        return f"{PROOF_LABEL}.{self.id}"

    @property
    def record_value(self) -> str:
        """What it must say."""
        return f"{PROOF_PREFIX}{self.token}"


class Standing(NamedTuple):
    """What the CDN says of a name."""

    is_ready: bool
    """Whether it answers there, with a certificate."""
    problem: str = ""
    """Why not, in a sentence, where somebody can do something about it."""
    tenant_id: str = ""
    has_failed: bool = False
    """Whether it will not come to pass by waiting."""


class Gone(Model):
    """A domain that was given up, until the CDN has forgotten it."""

    id: str
    tenant_id: str = ""
    due_at: Instant


def read_host(given: str) -> str | None:
    """The name as DNS has it, in small letters and without a dot at its end; None for what is no name of a host."""
    name = given.strip().removesuffix(".")
    if _FOLDED.search(name):
        return None
    ascii_name = name.lower() if name.isascii() else _in_ascii(name)
    if ascii_name is None or len(ascii_name) > MAX_LETTERS or not _NAME.fullmatch(ascii_name):
        return None
    return None if ascii_name.rpartition(".")[2].isdigit() else ascii_name


def never_claimed(name: str) -> bool:
    """Whether the name is of a network or of a machine, and no organization's own."""
    return any(_is_at_or_below(name, each) for each in _NO_NAMES)


def checked_name(given: str, ours: Collection[str]) -> str:
    """The name; raises InvalidError for one that can't be the host of a page. `ours` are the site's and the pages'."""
    if "://" in given or "/" in given or ":" in given or "@" in given:
        raise InvalidError(("host",), "must be the name alone, such as status.example.com: no https://, port or path")
    if given.strip().startswith("*"):
        raise InvalidError(("host",), "must be one name, and no wildcard")
    name = read_host(given)
    if name is None:
        raise InvalidError(
            ("host",), f"must be a domain of at most {MAX_LETTERS} characters, such as status.example.com"
        )
    if any(_is_at_or_below(name, each) for each in ours):
        raise InvalidError(("host",), "belongs to this service; take a domain of your own")
    if never_claimed(name) or _REGISTRY.fullmatch(name):
        raise InvalidError(("host",), "is no domain that a page can have on the internet")
    return name


def claimed(org_id: Id, name: str, others: Collection[Host], now: datetime) -> Host:
    """A new claim; raises ConflictError for an organization that has as many as it can."""
    if len(others) >= MAX_HOSTS:
        raise ConflictError(f"Your page has the domain {next(iter(others)).id}. Remove it first.")
    token = secrets.token_hex(16)
    return Host(id=name, org_id=org_id, token=token, created_at=now, updated_at=now, due_at=now)


def may_be_taken(host: Host, now: datetime) -> bool:
    """Whether another organization may claim the name: nobody has shown for long that it is theirs."""
    return host.proven_at is None and now - (host.lost_at or host.created_at) >= UNPROVEN_FOR


def asked_again(host: Host, now: datetime) -> Host:
    """The domain, to be looked at at once."""
    return host.revised(now, due_at=now)


def unknown(host: Host, now: datetime) -> Host:
    """The domain, whose DNS gave no answer: that says nothing about it."""
    problem = host.problem or "Its name servers do not answer." if host.live_at is None else ""
    return _looked_at(host, now, problem=problem)


def unproven(host: Host, now: datetime) -> Host:
    """The domain without its record; one that was live is broken, though it goes on where its name leads here."""
    missing = f"There is no TXT record {host.record_name} with the text {host.record_value}."
    if host.live_at or host.state is HostState.BROKEN:
        lost_at = host.lost_at or now
        return _looked_at(
            host, now, state=HostState.BROKEN, problem=missing, proven_at=None, live_at=None, lost_at=lost_at
        )
    problem = missing if host.checked_at else ""
    return _looked_at(host, now, state=HostState.WAITING, problem=problem, proven_at=None)


def proven(host: Host, standing: Standing, now: datetime) -> Host:
    """The domain with its record, as far as the CDN is with it."""
    known = {"proven_at": host.proven_at or now, "tenant_id": standing.tenant_id, "problem": standing.problem}
    if standing.is_ready:
        return _looked_at(host, now, **known, state=HostState.LIVE, live_at=host.live_at or now, lost_at=None)
    is_broken = standing.has_failed or host.live_at is not None or host.state is HostState.BROKEN
    if is_broken:
        return _looked_at(host, now, **known, state=HostState.BROKEN, live_at=None, lost_at=host.lost_at or now)
    return _looked_at(host, now, **known, state=HostState.CERTIFICATE)


def _looked_at(host: Host, now: datetime, **changes: object) -> Host:
    after = host.revised(now, **changes, checked_at=now)
    return after.but(due_at=next_look(after, now))


def next_look(host: Host, now: datetime) -> datetime | None:
    """When its DNS is looked at again: soon while somebody is setting it up, seldom later; null for no more."""
    if host.state is HostState.LIVE:
        return now + timedelta(hours=1)
    if host.state is HostState.CERTIFICATE:
        return now + _SOON
    waited = now - (host.lost_at or host.created_at)
    if waited >= GIVES_UP_AFTER:
        return None
    return now + (_SOON if waited < timedelta(hours=1) else max(timedelta(minutes=5), waited / 24))


def _is_at_or_below(name: str, domain: str) -> bool:
    return bool(domain) and (name == domain or name.endswith(f".{domain}"))


def _in_ascii(name: str) -> str | None:
    import idna  # noqa: PLC0415 - takes 10 ms, and few domains need it

    try:
        return idna.encode(name.lower().replace("\u3002", ".")).decode()
    except idna.IDNAError:
        return None
