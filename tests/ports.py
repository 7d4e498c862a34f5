"""Ports for servers that tests start."""

import random
import socket
import sys

_PORTS = range(10_000, 20_000)
"""Below our databases' and those that the kernel gives to whoever calls out, so that none is taken before its use."""
_given: dict[int, socket.socket] = {}
"""With what tells other processes of the tests so, also while nobody listens: kept for as long as this one lives."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that no process of the tests was given before."""
    for port in random.sample(_PORTS, len(_PORTS)):
        if port not in _given and _is_free(port) and _is_taken_first(port):
            return port
    raise AssertionError("no port is free from 10000 to 20000")


def _is_taken_first(port: int) -> bool:
    """By a name that one process at a time can have, and that leaves no file. Other systems have no such names."""
    mark = socket.socket(socket.AF_UNIX)
    if sys.platform == "linux":
        try:
            mark.bind(f"\0allclear-tests-port-{port}")
        except OSError:
            mark.close()
            return False
    _given[port] = mark
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
