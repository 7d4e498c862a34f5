"""What a host name leads to, for many checks in one loop.

The system's resolver takes no time limit. So each question has a thread of its own, which is left behind when its check
is over: names that nobody answers for keep no other check waiting, and no round from ending.
"""

import asyncio
import socket
from contextlib import suppress
from threading import Thread

_FAMILIES = {socket.AF_INET, socket.AF_INET6}
Found = list[tuple[socket.AddressFamily, str]]


async def addresses(host: str, port: int) -> Found:
    """Each once, in the order to try; raises OSError or UnicodeError."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Found] = loop.create_future()

    def tell(found: Found | Exception) -> None:
        if answer.done():
            return
        if isinstance(found, Exception):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def ask() -> None:
        found = _asked(host, port)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, found)

    Thread(target=ask, name="resolving", daemon=True).start()
    return await answer


def _asked(host: str, port: int) -> Found | Exception:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return error
    known = [(family, str(where[0])) for family, *_, where in found if family in _FAMILIES]
    return list(dict.fromkeys(known))
