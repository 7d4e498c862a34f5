"""Some mails handed over by one thread, several at the same time, each on a kept connection.

SMTP takes four answers for a mail. None of them is waited for alone: whatever has come in is taken, on whichever
connection.
"""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from select import POLLIN, POLLOUT, poll
from time import monotonic

from chalicelib.aws import pausing
from chalicelib.mail.kept import Connections
from chalicelib.mail.line import Line
from chalicelib.mail.message import PassingMailError
from chalicelib.mail.parcels import Handed, Pace, Parcel
from chalicelib.mail.smtp import mail_error
from chalicelib.mail.talk import Told, is_closing, talk

AT_ONCE = 6
"""Connections of one round."""
_TICK = 0.25
"""Seconds until it is noticed that nobody answers."""


@dataclass
class Round:
    """Mails that are taken one after the other when their turns have come."""

    connections: Connections
    sender: str
    parcels: Iterator[Parcel]
    pace: Pace
    _under_way: dict[int, tuple[Line, Parcel]] = field(default_factory=dict)
    """By the number of the socket."""
    _ended: list[Handed] = field(default_factory=list)
    _waiting: list[Parcel] = field(default_factory=list)
    """Whose turn has come, and for whom there was no connection, or one that turned out to be closed."""
    _once_more: set[str] = field(default_factory=set)
    """Whose mail needs a new connection."""
    _patience: dict[str, float] = field(default_factory=dict)
    """Until when a connection is waited for."""
    _polled: poll = field(default_factory=poll)
    _begins_at: float | None = None
    """When the turn comes that was taken for the next mail."""
    _is_over: bool = False
    """Whether no mail is left that has not begun."""

    def handed(self) -> Iterator[Handed]:
        """Of each mail, how it ended."""
        try:
            while not self._is_over or self._under_way or self._waiting:
                self._begin_some()
                self._move()
                yield from self._ended
                self._ended.clear()
        finally:
            for line, _ in self._under_way.values():
                self.connections.drop(line)

    def _begin_some(self) -> None:
        while len(self._under_way) < AT_ONCE and (parcel := self._next()):
            try:
                line = self.connections.taken(is_new=parcel.name in self._once_more)
            except Exception as error:  # noqa: BLE001 - told of
                self._end(parcel, error)
                return
            if line:
                self._begin(line, parcel)
            elif monotonic() < self._wait_until(parcel):
                self._waiting.append(parcel)
                return
            else:
                self._end(parcel, PassingMailError("The mail server takes no more connections."))

    def _next(self) -> Parcel | None:
        """The mail whose turn it is."""
        if self._waiting:
            return self._waiting.pop()
        if self._is_over:
            return None
        if self._begins_at is None:
            wait = self.pace()
            self._begins_at = monotonic() + wait
        if self._begins_at > monotonic():
            return None
        self._begins_at = None
        parcel = next(self.parcels, None)
        self._is_over = parcel is None
        return parcel

    def _wait_until(self, parcel: Parcel) -> float:
        return self._patience.setdefault(parcel.name, monotonic() + self.connections.try_seconds)

    def _begin(self, line: Line, parcel: Parcel) -> None:
        try:
            words = talk(self.sender, parcel.to, parcel.mime, pipelines=line.pipelines)
            line.begin(words, self.connections.try_seconds)
        except Exception as error:  # noqa: BLE001 - the others go out
            self.connections.drop(line)
            self._end(parcel, error)
        else:
            self._under_way[line.number] = line, parcel
            self._waits_for(line)

    def _move(self) -> None:
        """Takes what has come in; waits a moment for something, or until the next turn."""
        seconds = 0.0 if self._ended else _TICK
        if self._begins_at is not None and len(self._under_way) < AT_ONCE:
            seconds = min(seconds, max(0.0, self._begins_at - monotonic()))
        if self._under_way:
            ready = [number for number, _ in self._polled.poll(ceil(seconds * 1000))]
            for number in ready or self._late():
                self._go_on(number)
        elif seconds and (self._waiting or not self._is_over):
            pausing.pause(seconds)

    def _late(self) -> list[int]:
        now = monotonic()
        return [number for number, (line, _) in self._under_way.items() if line.deadline <= now]

    def _waits_for(self, line: Line) -> None:
        self._polled.register(line.number, POLLIN | POLLOUT if line.has_more_to_say else POLLIN)

    def _go_on(self, number: int) -> None:
        line, parcel = self._under_way[number]
        had_more_to_say = line.has_more_to_say
        error: Exception | None = None
        try:
            told = line.go_on()
        except Exception as broken:  # noqa: BLE001 - the others go out
            told, error = Told(None, is_usable=False), broken
        if told is None:
            if line.has_more_to_say != had_more_to_say:
                self._waits_for(line)
            return
        del self._under_way[number]
        self._polled.unregister(number)
        error = error or told.refusal
        if told.is_usable:
            self.connections.give_back(line)
        else:
            self.connections.drop(line)
        if error and line.was_kept and not line.is_text_out and _has_closed(error):
            self._once_more.add(parcel.name)
            self._waiting.append(parcel)
        else:
            self._end(parcel, error)

    def _end(self, parcel: Parcel, error: Exception | None) -> None:
        self._ended.append(Handed(parcel.name, mail_error(error) if isinstance(error, OSError) else error))


def _has_closed(error: Exception) -> bool:
    """Whether the server let go of a connection, without or with a word."""
    return is_closing(error) or isinstance(error, ConnectionError | smtplib.SMTPServerDisconnected)
