"""Whether something may be looked at at all, as far as its text tells; each check looks again at what names lead to."""

from chalicelib.config import settings
from chalicelib.domain.monitors import MonitorDraft, MonitorEdit, MonitorKind
from chalicelib.monitors.dns import check_name
from chalicelib.monitors.finding import FailedError
from chalicelib.monitors.name_servers import server_of
from chalicelib.monitors.reaching import guarded, target_at
from chalicelib.outbound.errors import RefusedError


def loopback() -> bool:
    """Whether this very machine may be looked at."""
    return settings().outbound_loopback == "on"


def refusal(kind: MonitorKind, given: MonitorDraft | MonitorEdit) -> tuple[str, str] | None:
    """The field that is refused, and why."""
    field, at_home = "", loopback()
    try:
        if given.url is not None and kind is MonitorKind.HTTP:
            field = "url"
            guarded(given.url, loopback=at_home)
        if given.host is not None and kind in {MonitorKind.TCP, MonitorKind.TLS}:
            field = "host"
            target_at(given.host, given.port or 443, loopback=at_home)
        if given.host and kind is MonitorKind.DNS:
            field = "host"
            check_name(given.host)
        if given.server is not None and kind is MonitorKind.DNS:
            field = "server"
            server_of(given.server, loopback=at_home)
    except (FailedError, RefusedError) as error:
        return field, str(error)
    return None
