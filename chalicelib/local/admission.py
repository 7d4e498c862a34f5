"""How many connections each client may have open, and how long one may leave unread what it was sent."""

import asyncio
import resource
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

RESERVED = 256
"""Files that the process needs beside its clients' connections."""
LOOK_SECONDS = 5.0
STALLED_SECONDS = 30.0
UNREAD_BYTES_EACH = 64 * 1024 * 1024
"""What all connections of one client may leave unread together."""
_LOOKED_AT = 32
_AT_ONCE = 1000


class Guest(Protocol):
    """One connection."""

    client: str

    @property
    def idle(self) -> bool:
        """Whether it waits for a request, or for the rest of one's headers."""

    def unread(self) -> int:
        """Bytes it has not taken yet."""

    def cut(self) -> None:
        """Ends it at once."""


@dataclass
class _Stall:
    since: float
    unread: int


class Admission:
    """All open connections by client; lives on the event loop.

    At most `most`, and three quarters of them for one client, whose address may be that of a whole proxy.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._each = max(1, most * 3 // 4)
        self._open: dict[str, dict[Guest, None]] = {}
        self._count = 0
        self._stalled: dict[Guest, _Stall] = {}

    def arrived(self, guest: Guest) -> None:
        """Makes room when there is none: ends an idle connection of this client or of the one with the most."""
        mine = self._open.setdefault(guest.client, {})
        mine[guest] = None
        self._count += 1
        if len(mine) > self._each:
            (_idle_one(mine) or guest).cut()
        elif self._count > self._most:
            theirs = max(self._open.values(), key=len)
            (_idle_one(theirs) or next(iter(theirs))).cut()

    def left(self, guest: Guest) -> None:
        """Forgets a connection that has ended."""
        mine = self._open.get(guest.client, {})
        if guest in mine:
            del mine[guest]
            self._count -= 1
        if not mine:
            self._open.pop(guest.client, None)
        self._stalled.pop(guest, None)

    async def watch(self) -> None:
        """Cuts off those that don't read, for as long as it runs."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """One look at every connection, a thousand at a time."""
        unread: Counter[str] = Counter()
        for number, guest in enumerate(self._all()):
            if not number % _AT_ONCE:
                await asyncio.sleep(0)
            size = guest.unread()
            unread[guest.client] += size
            if self._is_stalled(guest, size) or (size and unread[guest.client] > UNREAD_BYTES_EACH):
                guest.cut()

    def _all(self) -> Iterator[Guest]:
        for guests in list(self._open.values()):
            yield from list(guests)

    def _is_stalled(self, guest: Guest, unread: int) -> bool:
        """Whether it has taken nothing for STALLED_SECONDS, as far as one can tell by what is left."""
        now = asyncio.get_running_loop().time()
        if not unread:
            self._stalled.pop(guest, None)
            return False
        stall = self._stalled.setdefault(guest, _Stall(now, unread))
        if unread < stall.unread:
            stall.since = now
        stall.unread = unread
        return now - stall.since >= STALLED_SECONDS


def room() -> int:
    """How many connections this process has files for."""
    return max(64, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - RESERVED)


def _idle_one(guests: dict[Guest, None]) -> Guest | None:
    """An idle one among those that were not looked at for the longest time, which then go to the end of the list."""
    for _ in range(min(_LOOKED_AT, len(guests))):
        guest = next(iter(guests))
        if guest.idle:
            return guest
        guests[guest] = guests.pop(guest)
    return None
