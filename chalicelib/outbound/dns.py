"""Asking DNS for records; for jobs alone, since the package takes a moment to import.

An answer is what the name servers say now, as far as the resolver that is asked keeps no older one.
"""

from collections.abc import Sequence
from ipaddress import ip_address

from chalicelib.outbound.errors import NoAnswerError

SECONDS = 4.0
"""For all tries together."""
EACH = 2.0
_PORT = 53


def texts(name: str, servers: Sequence[str] = (), seconds: float = SECONDS) -> list[str]:
    """The TXT records of a name; none is an answer, too. Raises NoAnswerError where nobody answers, or in vain.

    `servers` are asked instead of the system's: `address` or `address:port`.
    """
    import dns.exception  # noqa: PLC0415
    import dns.name  # noqa: PLC0415
    import dns.resolver  # noqa: PLC0415

    try:
        answer = _resolver(servers, seconds).resolve(dns.name.from_text(name), "TXT", raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise NoAnswerError(f"The name servers of {name} do not answer.") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer.rrset or ()]


def _resolver(servers: Sequence[str], seconds: float) -> "dns.resolver.Resolver":  # type: ignore[name-defined] # noqa: F821
    import dns.nameserver  # noqa: PLC0415
    import dns.resolver  # noqa: PLC0415

    made = dns.resolver.Resolver(configure=not servers)
    made.lifetime, made.timeout = seconds, min(EACH, seconds)
    made.search = []
    if servers:
        made.nameservers = [dns.nameserver.Do53Nameserver(*_place(each)) for each in servers]
    return made


def _place(server: str) -> tuple[str, int]:
    """`127.0.0.1:5353`, `[::1]:53` or an address alone."""
    address, _, port = server.rpartition(":") if not _is_address(server) else (server, "", "")
    return address.strip("[]"), int(port or _PORT)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
