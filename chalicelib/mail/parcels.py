"""Mails to many: what is handed over, how fast, and what is told of each."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from chalicelib.aws import pausing


class Parcel(NamedTuple):
    """A mail that is ready to be sent."""

    name: str
    """What the caller calls its recipient."""
    to: str
    mime: bytes


class Handed(NamedTuple):
    """How it went."""

    name: str
    error: Exception | None
    """None for a mail that was handed over; otherwise a MailError, or an error of ours."""


Pace = Callable[[], float]
"""Takes the next turn, and says in how many seconds that is."""
Send = Callable[[Parcel], None]
"""Hands one over; raises MailError."""


def in_turn(parcels: Iterable[Parcel], send: Send, pace: Pace) -> Iterator[Handed]:
    """One after the other."""
    for parcel in _paced(parcels, pace):
        yield _handed(parcel, send)


def side_by_side(parcels: Iterable[Parcel], send: Send, pace: Pace, at_once: int) -> Iterator[Handed]:
    """At most so many at the same time, each on a thread."""
    with ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="mail") as threads:
        running: set[Future[Handed]] = set()
        for parcel in _paced(parcels, pace):
            running.add(threads.submit(_handed, parcel, send))
            if len(running) == at_once:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        yield from (each.result() for each in running)


def _paced(parcels: Iterable[Parcel], pace: Pace) -> Iterator[Parcel]:
    """Each is taken when its turn has come, not before: it may not be wanted any more by then."""
    waiting = iter(parcels)
    while True:
        if seconds := pace():
            pausing.pause(seconds)
        if (parcel := next(waiting, None)) is None:
            return
        yield parcel


def _handed(parcel: Parcel, send: Send) -> Handed:
    try:
        send(parcel)
    except Exception as error:  # noqa: BLE001 - the others go out
        return Handed(parcel.name, error)
    return Handed(parcel.name, None)
