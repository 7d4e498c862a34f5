"""Resolving a host name once, and checking all that it leads to."""

import socket
from collections.abc import Callable
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

from chalicelib.outbound.errors import NoAnswerError, OutboundError, RefusedError
from chalicelib.outbound.networks import is_loopback, is_public, read
from chalicelib.outbound.target import Target

MOST = 4
"""Addresses of a name that are tried."""


class Place(NamedTuple):
    """Where to connect to."""

    family: socket.AddressFamily
    address: str
    port: int


def places(target: Target, seconds: float) -> list[Place]:
    """Where a target is, in the order to try.

    One address that is not public makes all of a name suspicious: RefusedError. NoAnswerError where the name can't be
    resolved, or not in time.
    """
    found = _resolved(target, seconds)
    may_be_called = is_loopback if target.is_loopback else is_public
    if not all(may_be_called(ip_address(each.address)) for each in found):
        raise RefusedError("The name of the host leads to an address that is not public.")
    return found[:MOST]


def _resolved(target: Target, seconds: float) -> list[Place]:
    if literal := read(target.host):
        family = socket.AF_INET if literal.version == 4 else socket.AF_INET6
        return [Place(family, target.host, target.port)]
    answers: SimpleQueue[list[Place] | OutboundError] = SimpleQueue()
    Thread(target=_resolve, args=(target, answers.put), daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except Empty:
        raise NoAnswerError("The name of the host was not resolved in time.") from None
    if isinstance(answer, OutboundError):
        raise answer
    return answer


def _resolve(target: Target, tell: Callable[[list[Place] | OutboundError], None]) -> None:
    """On a thread, since the system's resolver takes no time limit."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        tell(NoAnswerError("The name of the host can't be resolved."))
        return
    internet = [(family, str(where[0])) for family, *_, where in found if family in {socket.AF_INET, socket.AF_INET6}]
    if not internet:
        tell(NoAnswerError("The name of the host has no address."))
        return
    tell([Place(family, address, target.port) for family, address in dict.fromkeys(internet)])
