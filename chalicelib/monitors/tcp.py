"""TCP: a port that takes connections."""

from time import monotonic

from chalicelib.domain.monitors import Monitor
from chalicelib.monitors.finding import Found
from chalicelib.monitors.reaching import connected, target_at


async def look(monitor: Monitor, *, loopback: bool) -> Found:
    """Raises FailedError or RefusedError."""
    target = target_at(monitor.host or "", monitor.port or 0, loopback=loopback)
    async with connected(target, monitor.ip_version, tls=False) as line:
        return Found(round((monotonic() - line.began) * 1000), "The port takes connections.")
