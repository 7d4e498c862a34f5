"""DNS: a record, and what must be in it."""

import asyncio
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from chalicelib.domain.monitors import Monitor, RecordType
from chalicelib.monitors import dns_wire
from chalicelib.monitors.finding import FailedError, Found
from chalicelib.monitors.reaching import Line, connected
from chalicelib.outbound.networks import is_loopback, is_public, read
from chalicelib.outbound.target import Target

PORT = 53
_TRIES = 3
_RESOLVERS = Path("/etc/resolv.conf")


class Server(NamedTuple):
    """A name server's address."""

    host: str
    port: int


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


def server_of(given: str, *, loopback: bool) -> Server:
    """The name server at a public address; raises FailedError. A name could lead elsewhere by the next question."""
    host, port = given, PORT
    if read(given) is None:
        host, _, number = given.rpartition(":")
        if not (number.isascii() and number.isdigit() and 0 < int(number) < 65536):
            raise FailedError("The name server must be an address such as 9.9.9.9.")
        host, port = host.strip("[]"), int(number)
    address = read(host)
    if address is None:
        raise FailedError("The name server must be an address such as 9.9.9.9.")
    if not is_public(address) and not (loopback and is_loopback(address)):
        raise FailedError("The name server must have a public address.")
    return Server(host, port)


def usual() -> Server:
    """The one that this machine itself asks."""
    try:
        lines = _RESOLVERS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        lines = []
    named = [line.split()[1] for line in lines if line.startswith("nameserver ") and len(line.split()) > 1]
    return Server(next((each for each in named if read(each)), "127.0.0.1"), PORT)


class _Asking(asyncio.DatagramProtocol):
    """Takes the first answer to one question; what else arrives is passed over."""

    def __init__(self, asked: bytes, kind: RecordType) -> None:
        self.answer: asyncio.Future[dns_wire.Reply] = asyncio.get_running_loop().create_future()
        self._asked, self._kind = asked, kind

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - asyncio's shape
        """Something arrived."""
        try:
            found = dns_wire.reply(data, self._asked, self._kind)
        except dns_wire.BadAnswerError:
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
    except (dns_wire.BadAnswerError, OSError, asyncio.IncompleteReadError):
        raise FailedError("The name server did not answer over TCP.") from None


async def _exchanged(line: Line, asked: bytes) -> bytes:
    line.writer.write(len(asked).to_bytes(2, "big") + asked)
    return await line.reader.readexactly(int.from_bytes(await line.reader.readexactly(2), "big"))


def _check(monitor: Monitor, answers: tuple[str, ...]) -> None:
    found = {_alike(each) for each in answers}
    missing = [each for each in monitor.expected_answers if _alike(each) not in found]
    if missing:
        raise FailedError(f"The answer lacks {missing[0]}: it is {', '.join(answers)}")


def _alike(answer: str) -> str:
    """Names with and without their last dot, and addresses in any spelling, are the same."""
    text = answer.strip().strip('"').rstrip(".").lower()
    return str(read(text) or text)


def _asked_for(monitor: Monitor) -> str:
    """An address stands for the name that leads back from it."""
    name = monitor.host or ""
    address = read(name) if monitor.record_type is RecordType.PTR else None
    return address.reverse_pointer if address else _in_ascii(name)


def _in_ascii(name: str) -> str:
    if name.isascii():
        return name
    import idna  # noqa: PLC0415 - few names need it

    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        raise ValueError("is no name") from None
