"""The TXT records of a name, for whoever has to know them now and has no event loop."""

import socket
from collections.abc import Sequence
from time import monotonic

from chalicelib.aws import pausing
from chalicelib.domain.monitors import RecordType
from chalicelib.monitors import dns_wire
from chalicelib.monitors.dns_records import BadAnswerError
from chalicelib.monitors.name_servers import Server, server_of, usual

SECONDS = 4.0
"""For all tries together."""
EACH = 1.0
"""Until a server is asked again, whether it was silent or said that it could not tell."""
_MOST = 4096
_NO_SUCH_NAME = 3


class SilentError(Exception):
    """No name server said anything about the name."""


def texts(name: str, servers: Sequence[str] = (), seconds: float = SECONDS) -> tuple[str, ...]:
    """Those records; none is an answer, too. Raises SilentError where nobody answers, or in vain.

    `servers` are asked instead of the system's: `address` or `address:port`.
    """
    places = [server_of(each, loopback=True) for each in servers] or [usual()]
    until = monotonic() + seconds
    asked = dns_wire.question(name, RecordType.TXT)
    while (left := until - monotonic()) > 0:
        again_at = monotonic() + EACH
        for place in places:
            found = _told(place, asked, min(EACH, left))
            if found and found.code in {0, _NO_SUCH_NAME}:
                return found.answers
        if left < EACH:
            break
        pausing.pause(max(0.0, min(again_at, until) - monotonic()))
    raise SilentError(name)


def _told(server: Server, asked: bytes, seconds: float) -> dns_wire.Reply | None:
    """What the server says, over TCP where a packet has no room for it; None for nothing that answers the question."""
    try:
        found = dns_wire.reply(_by_packet(server, asked, seconds), asked, RecordType.TXT)
        if found.cut_off:
            found = dns_wire.reply(_by_line(server, asked, seconds), asked, RecordType.TXT)
    except (OSError, BadAnswerError):
        return None
    return found


def _by_packet(server: Server, asked: bytes, seconds: float) -> bytes:
    """Only from where it was sent to, since the socket is connected."""
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        line.settimeout(seconds)
        line.connect(server)
        line.send(asked)
        return line.recv(_MOST)


def _by_line(server: Server, asked: bytes, seconds: float) -> bytes:
    with socket.create_connection(server, timeout=seconds) as line, line.makefile("rb") as answers:
        line.sendall(len(asked).to_bytes(2, "big") + asked)
        return answers.read(int.from_bytes(answers.read(2), "big"))
