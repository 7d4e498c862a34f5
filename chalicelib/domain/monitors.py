"""Monitors: what is looked at again and again, and what is done when it does not answer as it should."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.ids import Id, is_id, new_id
from chalicelib.domain.model import Model
from chalicelib.domain.signals import Rule
from chalicelib.domain.text import Lines, Name, OneLine
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

MAX_MONITORS = 100
MAX_HEADERS = 20
MAX_RULES = 20
MAX_REDIRECTS = 10
HOME = "home"
"""The region that everything else runs in."""
_SECRET_LETTERS = 32


class MonitorKind(Word):
    """What is looked at."""

    HTTP = "http"
    TCP = "tcp"
    DNS = "dns"
    TLS = "tls"
    HEARTBEAT = "heartbeat"

    @classmethod
    def for_unknown(cls) -> "MonitorKind":
        """Nothing is called for it."""
        return cls.HEARTBEAT


class Health(Word):
    """What is thought of what a monitor looks at."""

    UNKNOWN = "unknown"
    UP = "up"
    DOWN = "down"

    @classmethod
    def for_unknown(cls) -> "Health":
        """Nobody knows."""
        return cls.UNKNOWN


class RecordType(Word):
    """What a name server is asked for."""

    A = "A"
    AAAA = "AAAA"
    CAA = "CAA"
    CNAME = "CNAME"
    MX = "MX"
    NS = "NS"
    PTR = "PTR"
    SOA = "SOA"
    SRV = "SRV"
    TXT = "TXT"

    @classmethod
    def for_unknown(cls) -> "RecordType":
        """What every name has."""
        return cls.A


Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$")]
HeaderValue = Annotated[str, StringConstraints(pattern=r"^[\t\x20-\x7e\x80-\xff]{0,2000}$")]
Host = Annotated[OneLine, StringConstraints(max_length=253, strip_whitespace=True)]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
GivenHeaders = Annotated[dict[HeaderName, HeaderValue | None], Field(max_length=MAX_HEADERS)]


def _number(value: object) -> object:
    """A truth is none, though Python counts it as 1."""
    return str(value) if isinstance(value, bool) else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


Minutes = Annotated[Literal[1, 5, 15], BeforeValidator(_number)]
IpVersion = Annotated[Literal[4, 6], BeforeValidator(_number)]
_STATUSES = r"^[1-5][0-9]{2}(-[1-5][0-9]{2})?$"
_GIVEN_STATUSES = [{"type": "string", "pattern": _STATUSES}, {"type": "integer", "minimum": 100, "maximum": 599}]
Statuses = Annotated[
    str,
    StringConstraints(pattern=_STATUSES),
    BeforeValidator(lambda given: str(given) if isinstance(given, int) else given),
    WithJsonSchema({"anyOf": _GIVEN_STATUSES}, mode="validation"),
]
Timeout = Annotated[int, Field(ge=1, le=20)]
Times = Annotated[int, Field(ge=1, le=10)]
Regions = Annotated[tuple[Region, ...], Field(min_length=1, max_length=10)]
Rules = Annotated[tuple[Rule, ...], Field(max_length=MAX_RULES)]
Url = Annotated[OneLine, Field(max_length=2000)]
Body = Annotated[Lines, Field(max_length=4000)]
ExpectedStatuses = Annotated[tuple[Statuses, ...], Field(min_length=1, max_length=20)]
ExpectedText = Annotated[OneLine, Field(min_length=1, max_length=500)]
JsonPath = Annotated[OneLine, Field(min_length=1, max_length=200)]
Redirects = Annotated[int, Field(ge=0, le=MAX_REDIRECTS)]
Days = Annotated[int, Field(ge=0, le=365)]
Port = Annotated[int, Field(ge=1, le=65535)]
ExpectedAnswers = Annotated[tuple[ExpectedText, ...], Field(max_length=20)]
HeartbeatMinutes = Annotated[int, Field(ge=1, le=44_640)]
Grace = Annotated[int, Field(ge=0, le=1440)]
CronText = Annotated[OneLine, Field(max_length=100)]
Zone = Annotated[OneLine, Field(max_length=64)]
GivenMethod = Annotated[Method, BeforeValidator(_upper)]
GivenRecordType = Annotated[RecordType, BeforeValidator(_upper)]


class Checking(Model):
    """How a monitor looks. Which of the fields a kind has is said in `domain.monitor_fields`."""

    interval_minutes: Minutes = 1
    """How often it looks: every 1, 5 or 15 minutes."""
    timeout_seconds: Timeout = 10
    """How long a check may take in all, redirects included."""
    failures: Times = 2
    """So many checks must fail one after the other, in a region, before it counts as down there."""
    recoveries: Times = 1
    """So many must succeed one after the other before it counts as up again."""
    regions: Regions = (HOME,)
    """Where it is looked at from; see `GET /api/monitors/regions`."""
    quorum: Times | None = None
    """In so many regions it must be down to be down; null for more than half of them."""
    rules: Rules = ()
    """What happens when it goes down and comes up again, as alerts have it."""
    url: Url | None = None
    """Of `http`: what is called."""
    method: GivenMethod = "GET"
    """Of `http`."""
    headers: GivenHeaders = Field(default_factory=dict)
    """Of `http`: what is sent. Values are never shown again; null keeps the one that is stored."""
    body: Body | None = None
    """Of `http`: what is sent."""
    expected_statuses: ExpectedStatuses = ("200-299",)
    """Of `http`: `200`, or `200-299`."""
    expected_text: ExpectedText | None = None
    """Of `http`: what the first 64 KB of the answer must hold. With a `json_path`: the text there, or its JSON."""
    json_path: JsonPath | None = None
    """Of `http`: a place in the answer, such as `$.status` or `$.checks[0].ok`, where something must be."""
    max_redirects: Redirects = 5
    """Of `http`: how many redirects are followed; with 0 the first answer counts."""
    ip_version: IpVersion | None = None
    """Of `http`, `tcp` and `tls`: which addresses of the name are tried; null for either."""
    certificate_days: Days | None = None
    """Of `http` and `tls`: how many days the certificate must still be valid."""
    host: Host | None = None
    """Of `tcp` and `tls`: a name or an address. Of `dns`: the name that is asked for, or of PTR an address."""
    port: Port | None = None
    """Of `tcp` and `tls`; 443 for `tls` when left out."""
    record_type: GivenRecordType = RecordType.A
    """Of `dns`."""
    expected_answers: ExpectedAnswers = ()
    """Of `dns`: what must be among the answers, as `dig +short` writes it; with none, any answer is fine."""
    server: Host | None = None
    """Of `dns`: the name server's address, with `:port` where that is not 53; null for the usual one."""
    heartbeat_minutes: HeartbeatMinutes | None = None
    """Of `heartbeat`: a job must call within so many minutes of its last call ..."""
    cron: CronText | None = None
    """... or at the times of this cron expression ..."""
    time_zone: Zone = "UTC"
    """... in this time zone ..."""
    grace_minutes: Grace = 5
    """... or so many minutes later."""

    @property
    def needed_regions(self) -> int:
        """In how many regions it must be down to be down."""
        return min(self.quorum or len(self.regions) // 2 + 1, len(self.regions))


class Monitor(Checking):
    """A monitor, without what only its checks know."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    name: Name
    kind: MonitorKind
    paused: bool = False
    """Whether it looks at nothing for now."""
    secret_headers: dict[str, str] = Field(default_factory=dict, exclude=True, repr=False)
    """The values of `headers`, which has only their names."""
    token_hash: str = Field(default="", exclude=True, repr=False)
    """Of a heartbeat: what its address ends with, hashed."""
    created_at: Instant
    updated_at: Instant
    version: int = 1

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)

    @property
    def service_ids(self) -> tuple[Id, ...]:
        """The services that its rules change."""
        return tuple(dict.fromkeys(each for rule in self.rules for each in rule.service_ids))

    @property
    def is_timed(self) -> bool:
        """Whether it calls somebody, and so is done once at each due time."""
        return self.kind is not MonitorKind.HEARTBEAT

    @property
    def schedule(self) -> tuple[object, ...]:
        """When a heartbeat is expected; the same for all that are timed."""
        return self.heartbeat_minutes, self.cron, self.time_zone

    @property
    def where(self) -> str:
        """What it looks at, in a few words."""
        if self.kind is MonitorKind.HTTP:
            return self.url or ""
        if self.kind is MonitorKind.DNS:
            return f"{self.record_type} {self.host}"
        return f"{self.host}:{self.port or 443}" if self.is_timed else ""


class MonitorDraft(Checking):
    """What a monitor is made from."""

    name: Name
    """What the team finds it by; what it does shows in the audit log under this name."""
    kind: MonitorKind
    """It stays."""
    paused: bool = False
    """Whether it looks at nothing for now."""


class MonitorEdit(Model):
    """What may change about a monitor; a field left out keeps its value, and its kind stays.

    The fields are those that a monitor is made from, and checked in the same way.
    """

    name: Name | None = None
    interval_minutes: Minutes | None = None
    timeout_seconds: Timeout | None = None
    failures: Times | None = None
    recoveries: Times | None = None
    regions: Regions | None = None
    quorum: Times | None = None
    rules: Rules | None = None
    url: Url | None = None
    method: GivenMethod | None = None
    headers: GivenHeaders | None = None
    """All of them; one whose value is null keeps the value that is stored, unless `url` leads to another host."""
    body: Body | None = None
    expected_statuses: ExpectedStatuses | None = None
    expected_text: ExpectedText | None = None
    json_path: JsonPath | None = None
    max_redirects: Redirects | None = None
    ip_version: IpVersion | None = None
    certificate_days: Days | None = None
    host: Host | None = None
    port: Port | None = None
    record_type: GivenRecordType | None = None
    expected_answers: ExpectedAnswers | None = None
    server: Host | None = None
    heartbeat_minutes: HeartbeatMinutes | None = None
    cron: CronText | None = None
    time_zone: Zone | None = None
    grace_minutes: Grace | None = None


for _name, _field in MonitorEdit.model_fields.items():  # each means what it means in a monitor that is made
    if _field.description is None and _name in Checking.model_fields:
        _field.description = Checking.model_fields[_name].description


def made(org_id: Id, draft: MonitorDraft, existing: int, now: datetime) -> Monitor:
    """A new monitor; raises ConflictError when there are enough."""
    if existing >= MAX_MONITORS:
        raise ConflictError(f"An organization can have {MAX_MONITORS} monitors. Delete one first.")
    fields = dict(draft)
    return Monitor(id=new_id(now), org_id=org_id, created_at=now, updated_at=now, **_headers(fields, {}))


def edited(monitor: Monitor, edit: MonitorEdit, now: datetime) -> Monitor:
    """The monitor with what the edit names changed. Null takes away what may be absent, and else keeps."""
    given = {name: getattr(edit, name) for name in edit.model_fields_set}
    changes = {name: value for name, value in given.items() if value is not None or name in _MAY_BE_ABSENT}
    _check_who_gets(monitor, changes)
    return monitor.revised(now, **_headers(changes, monitor.secret_headers))


def _check_who_gets(monitor: Monitor, changes: Mapping[str, Any]) -> None:
    """Raises InvalidError where values that nobody is shown would be sent elsewhere than whoever gave them said."""
    if not (url := changes.get("url")) or _is_same_host(monitor.url or "", url):
        return
    named = changes.get("headers", dict.fromkeys(monitor.headers))
    for name, value in named.items():
        if value is None and monitor.secret_headers.get(name):
            raise InvalidError(("headers", name), "must be given again, as the address leads to another host")


def _is_same_host(before: str, after: str) -> bool:
    """With the same port, and encrypted if it was."""
    (scheme, host), (new_scheme, new_host) = _origin(before), _origin(after)
    return host == new_host and new_scheme in {scheme, "https"}


def _origin(url: str) -> tuple[str, str]:
    scheme, _, rest = url.lower().partition("://")
    return scheme, rest.partition("/")[0]


_MAY_BE_ABSENT = frozenset(name for name, field in Checking.model_fields.items() if field.default is None)


def _headers(fields: dict[str, Any], stored: dict[str, str]) -> dict[str, Any]:
    """The fields, with the values of headers where nobody sees them."""
    if "headers" not in fields:
        return fields
    given: dict[str, str | None] = fields["headers"]
    values = {name: stored.get(name, "") if value is None else value for name, value in given.items()}
    return fields | {"headers": dict.fromkeys(given), "secret_headers": values}


def new_token(org_id: Id) -> str:
    """What a heartbeat's address ends with: whose it is, and 24 random bytes."""
    return f"{org_id}{secrets.token_urlsafe(24)}"


def owner_of(token: str) -> Id | None:
    """The organization that a heartbeat's token names, which proves nothing yet."""
    org_id = token[:26]
    return org_id if len(token) == 26 + _SECRET_LETTERS and is_id(org_id) else None


def hash_of(token: str) -> str:
    """The hash that is stored; a token is random enough to need neither a salt nor a slow hash."""
    return sha256(token.encode()).hexdigest()
