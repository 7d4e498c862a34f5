"""What monitors look at in tests, on real sockets."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dnslib import QTYPE
from dnslib.server import DNSLogger, DNSServer
from dnslib.zoneresolver import ZoneResolver

from chalicelib.domain.monitors import Monitor
from tests.factories import NOW

ZONE = """
shop.example.    60 IN A     192.0.2.7
shop.example.    60 IN A     192.0.2.8
shop.example.    60 IN AAAA  2001:db8::7
shop.example.    60 IN MX    10 mail.shop.example.
shop.example.    60 IN TXT   "v=spf1 -all"
www.shop.example. 60 IN CNAME shop.example.
7.2.0.192.in-addr.arpa. 60 IN PTR shop.example.
"""


class _Zone(ZoneResolver):  # type: ignore[misc] # dnslib has no types
    """A name that has other records is there, and has just none of that kind."""

    def resolve(self, request: Any, handler: Any) -> Any:
        """An answer to one question."""
        reply = super().resolve(request, handler)
        if any(name == request.q.qname for name, _, _ in self.zone):
            reply.header.rcode = 0
        if any(each.rtype == QTYPE.CNAME for each in reply.rr):  # the whole chain, as a resolver answers
            reply.rr, reply.ar = reply.rr + reply.ar, []
        return reply


def a_monitor(kind: str, **fields: Any) -> Monitor:
    """A monitor as it is stored."""
    values = fields.pop("headers", {})
    named = {"headers": dict.fromkeys(values), "secret_headers": values}
    return Monitor(id="0" * 26, name="X", kind=kind, created_at=NOW, updated_at=NOW, **named, **fields)


@contextmanager
def a_name_server(zone: str = ZONE) -> Iterator[str]:
    """The address of a name server that answers over UDP and TCP."""
    both = _bound(_Zone(zone))
    for each in both:
        each.start_thread()
    try:
        yield f"127.0.0.1:{both[0].server.server_address[1]}"
    finally:
        for each in both:
            each.stop()
            each.server.server_close()


def _bound(resolver: ZoneResolver) -> list[DNSServer]:
    """On one port, that is free for both."""
    quiet = DNSLogger(log="-request,-reply,-truncated,-error", prefix=False)
    while True:
        over_tcp = DNSServer(resolver, address="127.0.0.1", port=0, tcp=True, logger=quiet)
        port = over_tcp.server.server_address[1]
        try:
            return [over_tcp, DNSServer(resolver, address="127.0.0.1", port=port, logger=quiet)]
        except OSError:
            over_tcp.server.server_close()
