"""DNS: a record, and what must be in it."""

import asyncio
import re
from collections.abc import Iterator
from ipaddress import ip_address
from time import monotonic

from chalicelib.domain.monitors import Monitor, RecordType
from chalicelib.monitors import dns_wire
from chalicelib.monitors.dns_records import BadAnswerError
from chalicelib.monitors.finding import FailedError, Found
from chalicelib.monitors.name_servers import Server, server_of, usual
from chalicelib.monitors.reaching import Line, connected
from chalicelib.outbound.networks import is_loopback, read
from chalicelib.outbound.target import Target, in_ascii

_TRIES = 3
_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"')
_QUOTED = re.compile(rf"{_PIECE.pattern}(?:\s+{_PIECE.pattern})*")
_ESCAPED = re.compile(r"\\(\D)|(?:\\[0-9]{3})+")


async def look(monitor: Monitor, *, loopback: bool) -> Found:
    """Raises FailedError or RefusedError."""
    server = server_of(monitor.server, loopback=loopback) if monitor.server else usual()
    try:
        asked = dns_wire.question(_asked_for(monitor), monitor.record_type)
    except ValueError:
        raise FailedError("The name can't be asked for.") from None
    began = monotonic()
    reply = await _told(server, asked, monitor)
    took = round((monotonic() - began) * 1000)
    if reply.code:
        raise FailedError(dns_wire.REASONS.get(reply.code, "The name server answered with an error."))
    if not reply.answers:
        raise FailedError(f"The name has no {monitor.record_type} record.")
    _check(monitor, reply.answers)
    return Found(took, ", ".join(reply.answers))


def check_name(given: str) -> None:
    """Raises FailedError for what no name server can be asked."""
    try:
        dns_wire.question(_in_ascii(given), RecordType.A)
    except ValueError:
        raise FailedError("The name can't be asked for.") from None


class _Asking(asyncio.DatagramProtocol):
    """Takes the first answer to one question; what else arrives is passed over."""

    def __init__(self, asked: bytes, kind: RecordType) -> None:
        self.answer: asyncio.Future[dns_wire.Reply] = asyncio.get_running_loop().create_future()
        self._asked, self._kind = asked, kind

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - asyncio's shape
        """Something arrived."""
        try:
            found = dns_wire.reply(data, self._asked, self._kind)
        except BadAnswerError:
            return
        if not self.answer.done():
            self.answer.set_result(found)

    def error_received(self, exc: Exception) -> None:  # noqa: ARG002 - asyncio's shape
        """Nobody listens."""
        if not self.answer.done():
            self.answer.set_exception(FailedError("The name server can't be reached."))


async def _told(server: Server, asked: bytes, monitor: Monitor) -> dns_wire.Reply:
    """What the server says; asked again when a packet may be lost, and over TCP when there was no room."""
    loop = asyncio.get_running_loop()
    transport, asking = await loop.create_datagram_endpoint(
        lambda: _Asking(asked, monitor.record_type), remote_addr=(server.host, server.port)
    )
    try:
        for _ in range(_TRIES):
            transport.sendto(asked)
            done, _ = await asyncio.wait({asking.answer}, timeout=monitor.timeout_seconds / _TRIES)
            if done:
                break
        else:
            raise TimeoutError
        found = asking.answer.result()
    finally:
        transport.close()
    return await _over_tcp(server, asked, monitor.record_type) if found.cut_off else found


async def _over_tcp(server: Server, asked: bytes, kind: RecordType) -> dns_wire.Reply:
    known = ip_address(server.host)
    at = Target("https", server.host, server.port, "/", is_loopback(known))
    try:
        async with connected(at, None, tls=False) as line:
            return dns_wire.reply(await _exchanged(line, asked), asked, kind)
    except (BadAnswerError, OSError, asyncio.IncompleteReadError):
        raise FailedError("The name server did not answer over TCP.") from None


async def _exchanged(line: Line, asked: bytes) -> bytes:
    line.writer.write(len(asked).to_bytes(2, "big") + asked)
    return await line.reader.readexactly(int.from_bytes(await line.reader.readexactly(2), "big"))


def _check(monitor: Monitor, answers: tuple[str, ...]) -> None:
    alike = _texts if monitor.record_type is RecordType.TXT else _alike
    found = {each for answer in answers for each in alike(answer)}
    missing = [each for each in monitor.expected_answers if found.isdisjoint(alike(each))]
    if missing:
        raise FailedError(f"The answer lacks {missing[0]}: it is {', '.join(answers)}")


def _texts(answer: str) -> Iterator[str]:
    """Letter by letter as it is; and where it is in quotes, as `dig` writes it, without them and in one piece."""
    yield answer
    if _QUOTED.fullmatch(answer.strip()):
        yield "".join(_ESCAPED.sub(_letter, each) for each in _PIECE.findall(answer))


def _letter(found: re.Match[str]) -> str:
    """`\\"`, and `\\195\\164` for what is beyond ASCII."""
    if found[1]:
        return found[1]
    return bytes(int(each) & 255 for each in found[0].split("\\")[1:]).decode(errors="replace")


def _alike(answer: str) -> Iterator[str]:
    """Names with and without their last dot, in any case, and addresses in any spelling, are the same."""
    text = " ".join(answer.strip('" ').rstrip(".").lower().replace("\\", "").split())
    yield str(read(text) or text)


def _asked_for(monitor: Monitor) -> str:
    """An address stands for the name that leads back from it."""
    name = monitor.host or ""
    address = read(name) if monitor.record_type is RecordType.PTR else None
    return address.reverse_pointer if address else _in_ascii(name)


def _in_ascii(name: str) -> str:
    try:
        return in_ascii(name)
    except UnicodeError:
        raise ValueError("is no name") from None
