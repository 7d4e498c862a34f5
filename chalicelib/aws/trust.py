"""Whom connections trust: read once for all of a process, since the authorities take 28 ms to read."""

import ssl
from functools import cache
from urllib.parse import SplitResult


@cache
def authorities() -> ssl.SSLContext:
    """The system's certificate authorities; a server's certificate must be for its name."""
    return ssl.create_default_context()


def of(url: SplitResult) -> ssl.SSLContext | None:
    """What an address is reached by: TLS, or nothing for plain http."""
    return authorities() if url.scheme == "https" else None
