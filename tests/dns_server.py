"""A name server of this machine, which answers what a test says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dnslib import QTYPE, RCODE, RR, TXT, DNSRecord
from dnslib.server import BaseResolver, DNSServer


@dataclass
class NameServer(BaseResolver):  # type: ignore[misc] # dnslib ships no types
    """TXT records by name. A name that is not there does not exist; while it `is_failing`, nothing can be said."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    is_failing: bool = False
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def resolve(self, request: DNSRecord, _: object) -> DNSRecord:
        """The answer to one question."""
        name = str(request.q.qname).rstrip(".").lower()
        self.asked.append(name)
        reply = request.reply()
        if self.is_failing:
            reply.header.rcode = RCODE.SERVFAIL
        elif name not in self.texts:
            reply.header.rcode = RCODE.NXDOMAIN
        elif request.q.qtype == QTYPE.TXT:
            for text in self.texts[name]:
                reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT(text.encode()), ttl=1))
        return reply


@contextmanager
def name_server() -> Iterator[NameServer]:
    """Serves on loopback until the test is done; `address` is what DNS_SERVERS takes."""
    found = NameServer()
    server = DNSServer(found, address="127.0.0.1", port=0, logger=_Quiet())
    found.address = f"127.0.0.1:{server.server.server_address[1]}"
    server.start_thread()
    try:
        yield found
    finally:
        server.stop()
        server.server.server_close()


class _Quiet:
    """Logs nothing."""

    def __getattr__(self, name: str) -> object:
        return lambda *_: None
