"""TLS: a certificate that is valid, and for how long."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from chalicelib.domain.counts import so_many
from chalicelib.domain.monitors import Monitor
from chalicelib.monitors.finding import FailedError, Found
from chalicelib.monitors.reaching import connected, target_at


async def look(monitor: Monitor, *, loopback: bool) -> Found:
    """Raises FailedError or RefusedError."""
    target = target_at(monitor.host or "", monitor.port or 443, loopback=loopback)
    async with connected(target, monitor.ip_version, tls=True) as line:
        took = monotonic() - line.began
        expires_at = line.certificate_expires_at
    check_days(expires_at, monitor.certificate_days)
    days = (expires_at - datetime.now(UTC)).days if expires_at else 0
    return Found(round(took * 1000), f"The certificate is valid for {so_many(days, 'more day')}.", expires_at)


def check_days(expires_at: datetime | None, needed: int | None) -> None:
    """Raises FailedError for a certificate that ends too soon, or is not there."""
    if needed is None:
        return
    if expires_at is None:
        raise FailedError("There is no certificate, since the answer was not encrypted.")
    left = expires_at - datetime.now(UTC)
    if left < timedelta(days=needed):
        failed = FailedError(
            f"The certificate is valid for {so_many(left.days, 'more day')}, which is less than {needed}."
        )
        failed.certificate_expires_at = expires_at
        raise failed
