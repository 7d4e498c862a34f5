"""Kept connections to an SMTP server, for many mails: a mail costs its own commands and no greeting."""

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from chalicelib.mail.line import Line
from chalicelib.mail.smtp import InTime

KEPT_SECONDS = 20.0
"""A server lets go of who says nothing for a while; one that is older is not used again."""
MAILS_EACH = 500
"""Many servers take no more on one connection."""
FULL_SECONDS = 20.0
"""Where a server refuses one more connection, the others are made do with for so long."""


@dataclass
class Connections:
    """The connections to one server, for any number of threads; each is one thread's while it sends."""

    connect: Callable[[], InTime]
    try_seconds: float
    _idle: list[Line] = field(default_factory=list)
    _open: int = 0
    """Also those that a thread has."""
    _full_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def close(self) -> None:
        """Lets go of those that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for each in idle:
            self.drop(each)

    def taken(self, *, is_new: bool) -> Line | None:
        """A kept one or a new one, for another mail; None while the server takes no more connections than there are.

        Raises what smtplib does when it takes none at all.
        """
        return (None if is_new else self._kept()) or self._connected() or self._kept()

    def _connected(self) -> Line | None:
        with self._lock:
            if self._open and monotonic() < self._full_until:
                return None
            self._open += 1
        try:
            return Line(self.connect())
        except Exception:
            with self._lock:
                self._open -= 1
                if not self._open:
                    raise
                self._full_until = monotonic() + FULL_SECONDS
            return None

    def give_back(self, line: Line) -> None:
        """It is free for the next mail."""
        with self._lock:
            self._idle.append(line)

    def drop(self, line: Line) -> None:
        """It is of no use any more."""
        line.close()
        with self._lock:
            self._open -= 1

    def _kept(self) -> Line | None:
        old: list[Line] = []
        try:
            with self._lock:
                while self._idle:
                    line = self._idle.pop()
                    if monotonic() - line.used_at < KEPT_SECONDS and line.mails < MAILS_EACH:
                        return line
                    old.append(line)
        finally:
            for each in old:
                self.drop(each)
        return None


def opened(server: InTime, tls: str, user: str, password: str) -> InTime:
    """The connection greeted, encrypted and signed in as it has to be; raises what smtplib does."""
    try:
        if tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if user:
            server.login(user, password)
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server
