"""Which name server is asked."""

from pathlib import Path
from typing import NamedTuple

from chalicelib.monitors.finding import FailedError
from chalicelib.outbound.networks import is_loopback, is_public, read

PORT = 53
_RESOLVERS = Path("/etc/resolv.conf")


class Server(NamedTuple):
    """A name server's address."""

    host: str
    port: int


def server_of(given: str, *, loopback: bool) -> Server:
    """The name server at a public address; raises FailedError. A name could lead elsewhere by the next question."""
    host, port = given, PORT
    if given.startswith("[") and given.endswith("]"):
        host = given[1:-1]
    elif read(given) is None:
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
    named = [found[1] for line in lines if len(found := line.split()) > 1 and found[0] == "nameserver"]
    return Server(next((each for each in named if read(each)), "127.0.0.1"), PORT)
