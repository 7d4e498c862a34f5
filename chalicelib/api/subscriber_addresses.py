"""Whether an address that somebody gave can be written to or called at all."""

from chalicelib.config import settings
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.subscribers import address_of
from chalicelib.domain.subscriptions import Address
from chalicelib.outbound.errors import RefusedError
from chalicelib.outbound.target import target_of


def reachable(address: Address) -> None:
    """Raises InvalidError for no address, one of another channel, and what may not be called."""
    given = address.given
    if address.email is not None:
        return
    try:
        target_of(address_of(given), loopback=settings().outbound_loopback == "on")
    except RefusedError as error:
        where = ("url",) if address.url is not None else ("subscription", "endpoint")
        raise InvalidError(where, str(error)) from None
