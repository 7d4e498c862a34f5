"""Connections to addresses that strangers chose, for many checks in one loop; guarded as `chalicelib.outbound` does.

A name is resolved once for a connection, all that it leads to must be public, and the connection goes to what was
checked.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address
from time import monotonic
from typing import Literal, NamedTuple

from chalicelib.monitors.finding import FailedError
from chalicelib.monitors.resolving import addresses
from chalicelib.outbound.errors import RefusedError
from chalicelib.outbound.names import MOST, Place
from chalicelib.outbound.networks import is_loopback, is_public, read
from chalicelib.outbound.target import Target, target_of

CONNECT_SECONDS = 4.0
"""For each address of a name, while there is another one to try."""
IpVersion = Literal[4, 6] | None
_NOT_OF_HOSTS = frozenset("/?#")
_FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}


class Line(NamedTuple):
    """A connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    began: float
    """When connecting began, by the monotonic clock, after the name was resolved."""

    @property
    def certificate_expires_at(self) -> datetime | None:
        """Of the certificate that was shown, if there is one."""
        shown: ssl.SSLObject | None = self.writer.get_extra_info("ssl_object")
        until = (shown.getpeercert() or {}).get("notAfter") if shown else None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(until)), UTC) if until else None


def target_at(host: str, port: int, *, loopback: bool) -> Target:
    """The target of a host and a port; raises RefusedError."""
    bare = host.strip("[]")
    literal = read(bare)
    name = f"[{bare}]" if literal and literal.version == 6 else bare
    if not _NOT_OF_HOSTS.isdisjoint(name):  # the port would be part of what follows the host
        raise RefusedError("The host must be a name or an address alone, such as db.example.com.")
    return target_of(f"https://{name}:{port}/", loopback=loopback)


@asynccontextmanager
async def connected(target: Target, version: IpVersion, *, tls: bool, limit: int = 65_536) -> AsyncIterator[Line]:
    """A connection to a target; raises FailedError."""
    places = await _places(target, version)
    began = monotonic()
    reader, writer = await _opened(places, target, authorities() if tls else None, limit)
    try:
        yield Line(reader, writer, began)
    finally:
        writer.transport.abort()


async def _places(target: Target, version: IpVersion) -> list[Place]:
    found = await _resolved(target)
    may_be_called = is_loopback if target.is_loopback else is_public
    if not all(may_be_called(ip_address(each.address)) for each in found):
        raise FailedError("The name of the host leads to an address that is not public.")
    chosen = [each for each in found if version is None or each.family == _FAMILIES[version]]
    if not chosen:
        raise FailedError(f"The host has no address of IPv{version}.")
    return chosen[:MOST]


async def _resolved(target: Target) -> list[Place]:
    if literal := read(target.host):
        return [Place(_FAMILIES[literal.version], target.host, target.port)]
    try:
        found = await addresses(target.host, target.port)
    except (OSError, UnicodeError):
        raise FailedError("The name of the host can't be resolved.") from None
    return [Place(family, address, target.port) for family, address in found]


async def _opened(
    places: Sequence[Place], target: Target, context: ssl.SSLContext | None, limit: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The first of the places that takes a connection. What a certificate fails by is the same at all of them."""
    why = "No connection could be made."
    for place in places:
        named = target.host if context else None
        opening = asyncio.open_connection(
            place.address, place.port, ssl=context, server_hostname=named, limit=limit, family=place.family
        )
        try:
            return await (opening if place is places[-1] else asyncio.wait_for(opening, CONNECT_SECONDS))
        except ssl.SSLCertVerificationError as error:
            raise FailedError(f"The certificate is not valid: {error.verify_message.rstrip('.')}.") from None
        except ssl.SSLError:
            raise FailedError("No encrypted connection could be made.") from None
        except ConnectionRefusedError:
            why = "The connection was refused."
        except TimeoutError:
            if place is places[-1]:
                raise
        except OSError:
            pass
    raise FailedError(why)


@cache
def authorities() -> ssl.SSLContext:
    """Whom to trust: the system's authorities, read once for the process."""
    return ssl.create_default_context()


def guarded(url: str, *, loopback: bool) -> Target:
    """The target of a web address, encrypted or not; raises FailedError for one that may not be called."""
    try:
        return target_of(url, loopback=loopback, plain=True)
    except RefusedError as error:
        raise FailedError(str(error)) from None
