"""Which fields a kind of monitor has, and what they may hold together."""

import json
from collections.abc import Mapping

from chalicelib.domain import cron, json_path
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.monitors import HOME, Checking, Monitor, MonitorKind
from chalicelib.domain.times import zone_names

_REQUEST = ("url", "method", "headers", "body", "max_redirects", "ip_version")
_ANSWER = ("expected_statuses", "expected_text", "json_path", "certificate_days")
_HTTP = frozenset({*_REQUEST, *_ANSWER})
_BEATS = frozenset({"heartbeat_minutes", "cron", "time_zone", "grace_minutes"})
FIELDS: Mapping[MonitorKind, frozenset[str]] = {
    MonitorKind.HTTP: _HTTP,
    MonitorKind.TCP: frozenset({"host", "port", "ip_version"}),
    MonitorKind.DNS: frozenset({"host", "record_type", "expected_answers", "server"}),
    MonitorKind.TLS: frozenset({"host", "port", "ip_version", "certificate_days"}),
    MonitorKind.HEARTBEAT: _BEATS,
}
NEEDED: Mapping[MonitorKind, tuple[str, ...]] = {
    MonitorKind.HTTP: ("url",),
    MonitorKind.TCP: ("host", "port"),
    MonitorKind.DNS: ("host",),
    MonitorKind.TLS: ("host",),
    MonitorKind.HEARTBEAT: (),
}
MAX_BYTES = 22_000
"""Of a monitor as JSON: it travels to other regions in a message."""
_OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "upgrade", "te", "expect"})
"""Headers that say how a request is sent, not what it asks for."""


def check(monitor: Monitor) -> None:
    """Raises InvalidError for what its kind does not have, lacks, or cannot mean."""
    for name in NEEDED[monitor.kind]:
        if not getattr(monitor, name):
            raise InvalidError((name,), f"is needed for {monitor.kind}")
    for name in frozenset().union(*FIELDS.values()) - FIELDS[monitor.kind]:
        if getattr(monitor, name) != Checking.model_fields[name].get_default(call_default_factory=True):
            raise InvalidError((name,), f"is not for {monitor.kind}")
    if len(json.dumps([monitor.model_dump(mode="json"), monitor.secret_headers])) > MAX_BYTES - 500:
        raise InvalidError(("headers",), f"are too much, with all else: a monitor has {MAX_BYTES // 1000} KB")
    _check_regions(monitor)
    _check_request(monitor)
    _check_answer(monitor)
    _check_heartbeat(monitor)


def _check_regions(monitor: Monitor) -> None:
    if len(set(monitor.regions)) < len(monitor.regions):
        raise InvalidError(("regions",), "must not name a region twice")
    if monitor.kind is MonitorKind.HEARTBEAT and monitor.regions != (HOME,):
        raise InvalidError(("regions",), "is not for heartbeat")
    if (monitor.quorum or 0) > len(monitor.regions):
        raise InvalidError(("quorum",), "must not be more than there are regions")


def _check_request(monitor: Monitor) -> None:
    for name in monitor.headers:
        if name.lower() in _OURS:
            raise InvalidError(("headers", name), "is set by Allclear")
    if len({name.lower() for name in monitor.headers}) < len(monitor.headers):
        raise InvalidError(("headers",), "must not name a header twice")


def _check_answer(monitor: Monitor) -> None:
    for place, statuses in enumerate(monitor.expected_statuses):
        first, _, last = statuses.partition("-")
        if last and last < first:
            raise InvalidError(("expected_statuses", place), "must not end before it begins")
    if monitor.method == "HEAD":
        for name in ("expected_text", "json_path"):
            if getattr(monitor, name) is not None:
                raise InvalidError((name,), "is not for HEAD, whose answer has no content")
    if monitor.json_path is not None:
        try:
            json_path.steps(monitor.json_path)
        except ValueError as error:
            raise InvalidError(("json_path",), str(error)) from None


def _check_heartbeat(monitor: Monitor) -> None:
    if monitor.kind is not MonitorKind.HEARTBEAT:
        return
    if (monitor.heartbeat_minutes is None) == (monitor.cron is None):
        raise InvalidError(("heartbeat_minutes",), "must be given, or else cron")
    if monitor.time_zone not in zone_names():
        raise InvalidError(("time_zone",), "must be a time zone such as Europe/Berlin")
    if monitor.cron is not None:
        try:
            read = cron.read(monitor.cron)
        except ValueError as error:
            raise InvalidError(("cron",), str(error)) from None
        if read.after(monitor.updated_at, monitor.time_zone) is None:
            raise InvalidError(("cron",), "names a day that never comes")
