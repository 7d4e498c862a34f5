"""Sources: what sends alerts to an organization, under which secret address, and which rules say what follows."""

import json
import secrets
from base64 import b32decode, b32encode
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id, bytes_of, id_from, new_id
from chalicelib.domain.model import Model
from chalicelib.domain.paths import PathError, steps
from chalicelib.domain.signals import MAX_RULES, Origin, OriginKind, Rule
from chalicelib.domain.text import Name
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

MAX_SOURCES = 100
MAX_BYTES_OF_RULES = 60_000
"""An event holds them twice: as they were, and as they are."""
KEPT_FOR = timedelta(days=30)
"""What came."""
_NONCE, _SEAL = 15, 10
"""Bytes of a token: random ones, and those that show it to be ours without a look at the database."""
_MAILBOX = 10
"""Random bytes of a mail address, which people may have to type."""


class SourceKind(Word):
    """What sends, and so how its messages are read."""

    ALERTMANAGER = "alertmanager"
    GRAFANA = "grafana"
    SNS = "sns"
    PAGERDUTY = "pagerduty"
    OPSGENIE = "opsgenie"
    DATADOG = "datadog"
    NEWRELIC = "newrelic"
    SENTRY = "sentry"
    UPTIMEROBOT = "uptimerobot"
    BETTERSTACK = "betterstack"
    PINGDOM = "pingdom"
    HEALTHCHECKS = "healthchecks"
    GENERIC = "generic"
    EMAIL = "email"

    @classmethod
    def for_unknown(cls) -> "SourceKind":
        """It reads what it is told to, which is nothing."""
        return cls.GENERIC


SIGNED = frozenset({SourceKind.PAGERDUTY, SourceKind.SENTRY})
"""Kinds whose messages are signed with a secret that the sender shows."""

Path = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Words = Annotated[tuple[Annotated[str, StringConstraints(max_length=100)], ...], Field(max_length=20)]


FIRING = (
    "firing", "down", "alerting", "alert", "critical", "warning", "error", "fail", "failed", "failing", "open",
    "triggered", "problem", "true", "1",
)  # fmt: skip
RESOLVED = (
    "resolved", "up", "ok", "normal", "success", "closed", "recovered", "recovery", "healthy", "false", "0",
)  # fmt: skip


class GenericMapping(Model):
    """Where a generic message says what; paths such as `data.checks[0].state`, and `[*]` for each of a list."""

    alerts: Path | None = None
    """Where its alerts are, such as `alerts[*]`; the other paths begin there. Left out, the message is one alert."""
    key: Path | None = None
    """What the alert is about; by default its title."""
    state: Path | None = None
    """The word that tells firing from resolved; left out, every message is one of something that fires."""
    firing: Words = FIRING
    """Words for firing, whatever the case of letters."""
    resolved: Words = RESOLVED
    """Words for resolved. A message with another word says nothing."""
    title: Path | None = None
    text: Path | None = None
    at: Path | None = None
    """Since when it is so: RFC 3339, or seconds or milliseconds since 1970. Left out, since it came."""
    url: Path | None = None
    labels: dict[Annotated[str, StringConstraints(min_length=1, max_length=100)], Path] = Field(
        default_factory=dict, max_length=30
    )
    """Labels that rules may match, and where they are."""


class Source(Model):
    """Something that sends alerts."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    name: Name
    """The audit log names it as the actor of what follows."""
    kind: SourceKind
    """What sends, and so how its messages are read."""
    rules: tuple[Rule, ...] = ()
    """What follows from its alerts; all that match apply."""
    mapping: GenericMapping | None = Field(default=None, exclude_if=lambda value: value is None)
    """Of a generic source."""
    service_id: Id | None = Field(default=None, exclude_if=lambda value: value is None)
    """Of a mail address of one service: that service."""
    signed: bool = False
    """Whether only messages with a valid signature are taken: PagerDuty's and Sentry's; those of SNS always are."""
    created_at: Instant
    updated_at: Instant
    version: int = 1
    token_hash: str = Field(default="", exclude=True, repr=False)
    signing_secret: str = Field(default="", exclude=True, repr=False)

    @property
    def origin(self) -> Origin:
        """As what it speaks."""
        kind = OriginKind.MAIL if self.kind is SourceKind.EMAIL else OriginKind.SOURCE
        return Origin(kind=kind, id=self.id, name=self.name)

    def has(self, token: str) -> bool:
        """Whether this is its token; takes the same time for every other."""
        return self.has_hash(hash_of(token))

    def has_hash(self, token_hash: str) -> bool:
        """Whether this is the hash of its token."""
        return compare_digest(self.token_hash, token_hash)

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)


Rules = Annotated[tuple[Rule, ...], Field(max_length=MAX_RULES)]
Secret = Annotated[str, StringConstraints(max_length=500, pattern=r"^[\x21-\x7e]*$")]


class SourceDraft(Model):
    """What a source is made from."""

    name: Name
    kind: SourceKind
    """What sends, and so how its messages are read."""
    rules: Rules = ()
    """All that match apply; at most 50."""
    mapping: GenericMapping | None = None
    """Only for `generic`; left out, messages of the shape `{key, state, title, text, at, url, labels}` are read."""
    signing_secret: Secret = Field(default="", repr=False)
    """Of `pagerduty` and `sentry`: what they sign with. Messages without a valid signature are then refused."""


class SourceEdit(Model):
    """What may change about a source; a field left out keeps its value, and its kind stays."""

    name: Name | None = None
    rules: Rules | None = None
    """Replaces all of them; what one that is left out holds is given back."""
    mapping: GenericMapping | None = None
    """Of a generic source: where its messages say what; null takes it away."""
    signing_secret: Secret | None = Field(default=None, repr=False)
    """Empty: signatures are not looked at."""


class Did(Model):
    """What one signal of a message did."""

    key: str
    """What it is about: signals of one key are about the same thing."""
    state: str
    """`firing` or `resolved`; empty for what is neither."""
    title: str = ""
    labels: dict[str, str] = Field(default_factory=dict)
    """What rules may match."""
    did: str = ""
    """What became of it, in a sentence."""


class Came(Model):
    """One message that came, and what it did; kept for 30 days."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    source_id: Id = Field(default="", exclude=True)
    received_at: Instant
    """When it came."""
    content_type: str = ""
    """As its sender called it."""
    headers: dict[str, str] = Field(default_factory=dict, exclude=True)
    query: dict[str, str] = Field(default_factory=dict, exclude=True)
    body: str = ""
    """As it came; in lists only its beginning."""
    did: tuple[Did, ...] = ()
    """What each of its signals did."""
    trouble: str = ""
    """Why it could not be read, if so."""
    is_test: bool = False
    """Whether it was sent from here to be tried, and changed nothing."""


def made(org_id: Id, draft: SourceDraft, others: Collection[Source], now: datetime) -> Source:
    """A new source, without an address yet; raises for what makes no sense."""
    if len(others) >= MAX_SOURCES:
        raise ConflictError(f"An organization can have {MAX_SOURCES} sources. Delete one first.")
    source = Source(
        id=new_id(now),
        org_id=org_id,
        created_at=now,
        updated_at=now,
        signed=bool(draft.signing_secret),
        **draft.model_dump(),
    )
    return _checked(source)


def edited(source: Source, edit: SourceEdit, now: datetime) -> Source:
    """The source with what the edit names changed."""
    nullable = {"mapping": None} if "mapping" in edit.model_fields_set else {}
    changes = nullable | edit.model_dump(exclude_none=True)
    if "signing_secret" in changes:
        changes["signed"] = bool(changes["signing_secret"])
    return _checked(source.revised(now, **changes))


def _checked(source: Source) -> Source:
    check_source(source)
    return source


def check_source(source: Source) -> None:
    """Raises InvalidError for what its kind does not have, or is too much."""
    if source.mapping and source.kind is not SourceKind.GENERIC:
        raise InvalidError(("mapping",), "is only for generic sources")
    if source.mapping:
        _check_paths(source.mapping)
    if source.signing_secret and source.kind not in SIGNED:
        raise InvalidError(("signing_secret",), "is only for pagerduty and sentry")
    if len(json.dumps(source.model_dump(mode="json")["rules"])) > MAX_BYTES_OF_RULES:
        raise InvalidError(("rules",), f"may have {MAX_BYTES_OF_RULES // 1000} KB together")


def _check_paths(mapping: GenericMapping) -> None:
    said = mapping.model_dump(exclude={"firing", "resolved", "labels"}, exclude_none=True)
    places: dict[tuple[str, ...], str] = {("mapping", name): path for name, path in said.items()}
    places |= {("mapping", "labels", name): path for name, path in mapping.labels.items()}
    for place, path in places.items():
        try:
            steps(path)
        except PathError as error:
            raise InvalidError(place, f"is no path: {error}") from None


def new_token(source: Source, key: bytes) -> str:
    """A token for its address: whose it is, and that we made it, can be told from it alone."""
    if source.kind is SourceKind.EMAIL:
        return _text(secrets.token_bytes(_MAILBOX))
    head = bytes_of(source.org_id) + secrets.token_bytes(_NONCE)
    return _text(head + _seal(source.id, head, key))


def organization_of(source_id: Id, token: str, key: bytes) -> Id | None:
    """Whose source it is, if we made the token for this source; whether it is still valid, only a store knows."""
    try:
        raw = b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    head, seal = raw[: 16 + _NONCE], raw[16 + _NONCE :]
    is_ours = len(raw) == 16 + _NONCE + _SEAL and compare_digest(seal, _seal(source_id, head, key))
    return id_from(head) if is_ours else None


def hash_of(token: str) -> str:
    """The hash that is stored. A token is random enough to need neither a salt nor a slow hash."""
    return sha256(token.encode()).hexdigest()


def services_of(rules: Sequence[Rule]) -> tuple[Id, ...]:
    """The services that the rules name."""
    return tuple(dict.fromkeys(each for rule in rules for each in rule.service_ids))


def _seal(source_id: Id, head: bytes, key: bytes) -> bytes:
    return hmac(key, b"source:" + source_id.encode() + head, "sha256").digest()[:_SEAL]


def _text(raw: bytes) -> str:
    """Lower case letters and digits, which mail servers and people leave as they are."""
    return b32encode(raw).decode().rstrip("=").lower()


def labels_of(given: Mapping[str, Any]) -> dict[str, str]:
    """Only what is a word or a number; the rest is not to be matched."""
    return {
        str(name): str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
        if isinstance(value, str | int | float) and value != ""
    }
