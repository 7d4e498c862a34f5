"""From a write to the last of 1,000 and of 10,000 viewers, beside python-socketio; what a viewer costs; who waits.

Both servers run at once and are written to by turns. `python -m bench.broadcast [SIZE ...]`.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bench.figures import Figure, middle, ms, report
from bench.running import (
    PEER_PYTHON,
    Child,
    Measured,
    Writer,
    another_tenant,
    children,
    memory,
    running_stack,
    writer_of,
)
from tests.live.stack.whole import Viewer, wait_until
from tests.ports import free_port

SIZES = (1_000, 10_000)
ROUNDS = 9
BYTES_A_VIEWER = 40 * 1024


@dataclass(frozen=True)
class Side:
    """A server with its audience."""

    writer: Writer
    audience: Child
    bytes_a_viewer: float

    def round(self) -> tuple[float, float]:
        """Seconds from sending a write to its answer, and to the last viewer; everybody must have heard."""
        assert self.audience.ask("listen") == {"listening": True}
        sent, answered = self.writer.write()
        outcome = self.audience.hear()
        assert outcome["heard"] == outcome["count"], outcome
        assert not outcome["lost"], outcome
        return answered - sent, outcome["last"] - sent


@contextmanager
def watched(pid: int, port: int, protocol: str, count: int, writer: Writer) -> Iterator[Side]:
    """A server with so many viewers."""
    before = memory(pid)
    with children(Child("bench.viewers", port, protocol, count)) as (audience,):
        assert audience.hear() == {"ready": count}
        yield Side(writer, audience, (memory(pid) - before) / count)


@contextmanager
def running_peer(frame: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """The peer's process id and port."""
    with tempfile.TemporaryDirectory(prefix="allclear-bench-") as folder:
        sample = Path(folder) / "frame.json"
        sample.write_text(json.dumps(frame))
        port = free_port()
        peer = Child("bench.peers.socketio_server", port, sample, f"{folder}/peer.db", python=PEER_PYTHON)
        with children(peer):
            wait_until(lambda: _answers(port))
            yield peer.pid, port


def _answers(port: int) -> bool:
    try:
        Writer(port, "", "any").write()
    except OSError:
        return False
    return True


async def a_frame(stack: Measured, writer: Writer) -> dict[str, Any]:
    """What a viewer of ours is sent for such a change."""
    async with aiohttp.ClientSession() as session:
        viewer = Viewer()
        watching = asyncio.create_task(viewer.watch(session, stack.live))
        await viewer.until(lambda seen: seen.version >= 0)
        await asyncio.to_thread(writer.write)
        await viewer.until(lambda seen: bool(seen.frames))
        watching.cancel()
    return viewer.frames[0]


@dataclass(frozen=True)
class Outcome:
    """The medians at one size, in seconds."""

    ours: float
    peer: float
    quiet_ours: float
    quiet_peer: float
    put: float
    quiet_put: float
    busy_put: float
    quiet_busy_put: float
    bytes_a_viewer: float
    peer_bytes_a_viewer: float


def measured(stack: Measured, peer: tuple[int, int], count: int) -> Outcome:
    """By turns: a write that `count` watch, one that as many watch on the peer, and one that nobody watches."""
    quiet = writer_of(another_tenant(stack, f"Quiet{count}"))
    mine, theirs = writer_of(stack.admin()), Writer(peer[1], "", "any")
    with (
        watched(stack.pid, stack.port, "allclear", count, mine) as ours,
        watched(peer[0], peer[1], "socketio", count, theirs) as other,
    ):
        ours.round(), other.round()
        rounds = [(ours.round(), other.round(), _settled(quiet)) for _ in range(ROUNDS)]
        busy = [(_burst(mine), _burst(quiet)) for _ in range(3)]
    return Outcome(
        ours=middle([each[0][1] for each in rounds]),
        peer=middle([each[1][1] for each in rounds]),
        quiet_ours=min(each[0][1] for each in rounds),
        quiet_peer=min(each[1][1] for each in rounds),
        put=middle([each[0][0] for each in rounds]),
        quiet_put=middle([each[2] for each in rounds]),
        busy_put=middle([seconds for each in busy for seconds in each[0]]),
        quiet_busy_put=middle([seconds for each in busy for seconds in each[1]]),
        bytes_a_viewer=ours.bytes_a_viewer,
        peer_bytes_a_viewer=other.bytes_a_viewer,
    )


def _settled(writer: Writer) -> float:
    """Seconds a write took; what it set off is given time to end, as for a watched one."""
    sent, answered = writer.write()
    time.sleep(0.2)
    return answered - sent


def _burst(writer: Writer) -> list[float]:
    """Seconds of writes sent one right after the other, while those before are still on their way to the viewers."""
    taken = [answered - sent for sent, answered in (writer.write() for _ in range(15))]
    time.sleep(1.0)
    return taken


def figures(sizes: tuple[int, ...] = SIZES) -> list[Figure]:
    """For each size; the larger ones beside the smallest."""
    with running_stack() as stack:
        sample = asyncio.run(a_frame(stack, writer_of(stack.admin())))
        with running_peer(sample) as peer:
            outcomes = {count: measured(stack, peer, count) for count in sizes}
    found = [figure for count, outcome in outcomes.items() for figure in _figures_of(count, outcome)]
    least, most = outcomes[min(sizes)].ours, outcomes[max(sizes)].ours
    if least != most:
        what = f"write → last of {max(sizes):,} / of {min(sizes):,} viewers"
        found.append(Figure(what, f"{ms(most)} / {ms(least)}", most / least, 10))
    return found


def _figures_of(count: int, seen: Outcome) -> list[Figure]:
    size = f"{count:,} viewers"
    kilobytes = (
        f"{seen.bytes_a_viewer / 1024:.1f} KB of 40 KB (python-socketio {seen.peer_bytes_a_viewer / 1024:.1f} KB)"
    )
    return [
        Figure(
            f"write → last of {size} / python-socketio", f"{ms(seen.ours)} / {ms(seen.peer)}", seen.ours / seen.peer, 1
        ),
        Figure(
            f"the same, best of {ROUNDS} (others left the machine alone)",
            f"{ms(seen.quiet_ours)} / {ms(seen.quiet_peer)}",
            seen.quiet_ours / seen.quiet_peer,
        ),
        Figure(
            f"PUT with {size} / with none", f"{ms(seen.put)} / {ms(seen.quiet_put)}", seen.put / seen.quiet_put, 1.2
        ),
        Figure(
            f"PUTs one after the other with {size} / with none",
            f"{ms(seen.busy_put)} / {ms(seen.quiet_busy_put)}",
            seen.busy_put / seen.quiet_busy_put,
        ),
        Figure(f"memory a connection, {size} (none dropped)", kilobytes, seen.bytes_a_viewer / BYTES_A_VIEWER, 1),
    ]


if __name__ == "__main__":
    given = tuple(int(each) for each in sys.argv[1:] if each.isdigit())
    sys.exit(report(figures(given or SIZES)))
