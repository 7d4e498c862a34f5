"""One check of any kind, within its time: whatever happens is a result."""

import asyncio
import ssl
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Protocol

from chalicelib import log
from chalicelib.domain.counts import so_many
from chalicelib.domain.monitor_states import MAX_MESSAGE, CheckResult
from chalicelib.domain.monitors import HOME, Monitor, MonitorKind
from chalicelib.monitors import certificate, dns, http, tcp
from chalicelib.monitors.finding import FailedError, Found
from chalicelib.outbound.errors import RefusedError


class Look(Protocol):
    """A checker."""

    def __call__(self, monitor: Monitor, *, loopback: bool) -> Awaitable[Found]:
        """Raises FailedError or RefusedError."""


LOOKS: Mapping[MonitorKind, Look] = {
    MonitorKind.HTTP: http.look,
    MonitorKind.TCP: tcp.look,
    MonitorKind.DNS: dns.look,
    MonitorKind.TLS: certificate.look,
}


async def checked(monitor: Monitor, at: datetime, region: str = HOME, *, loopback: bool = False) -> CheckResult:
    """The result of one check that was due `at`."""
    expires_at: datetime | None = None
    try:
        async with asyncio.timeout(monitor.timeout_seconds):
            found = await LOOKS[monitor.kind](monitor, loopback=loopback)
    except TimeoutError:
        why = f"There was no answer within {so_many(monitor.timeout_seconds, 'second')}."
    except FailedError as error:
        why, expires_at = str(error), error.certificate_expires_at
    except RefusedError as error:
        why = str(error)
    except (OSError, ssl.SSLError, UnicodeError):
        why = "The connection failed before there was an answer."
    except Exception as error:  # noqa: BLE001 - one check must not end those beside it
        log.exception("check_broke", monitor=monitor.id, error=type(error).__name__)
        why = "The check could not be carried out."
    else:
        return CheckResult(
            at=at,
            region=region,
            ok=True,
            milliseconds=found.milliseconds,
            message=_short(found.message),
            certificate_expires_at=found.certificate_expires_at,
        )
    return CheckResult(at=at, region=region, ok=False, message=_short(why), certificate_expires_at=expires_at)


def _short(message: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in message)
    return printable if len(printable) <= MAX_MESSAGE else f"{printable[: MAX_MESSAGE - 1]}…"
