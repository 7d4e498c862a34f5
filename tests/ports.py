"""Ports for servers that tests start."""

import random
import socket

_PORTS = range(10_000, 20_000)
"""Below our databases' and those that the kernel gives to whoever calls out, so that none is taken before its use."""
_given: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that this process was not given before."""
    for port in random.sample(_PORTS, len(_PORTS)):
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise AssertionError("no port is free from 10000 to 20000")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
