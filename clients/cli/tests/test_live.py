"""Following a page over connections that end, against a WebSocket server that does what it is told."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from threading import Thread
from typing import Any

import pytest
from websockets.sync.server import ServerConnection, serve

from allclear_cli.client import NotFoundError
from allclear_cli.client.live import Event, Watch

Script = Sequence[dict[str, Any]]


def frame(version: int) -> dict[str, Any]:
    """A change."""
    return {"event": "service_update", "version": version, "data": {}}


def subscribed(version: int) -> dict[str, Any]:
    """The answer to a subscription."""
    return {"event": "subscribed", "slug": "acme", "version": version}


@contextmanager
def a_server(*connections: Script) -> Iterator[tuple[str, list[Any]]]:
    """Sends each connection its script and ends it; the address, and what it was asked."""
    left, asked = list(connections), []

    def talk(socket: ServerConnection) -> None:
        asked.append(json.loads(socket.recv()))
        for message in left.pop(0) if left else ():
            socket.send(json.dumps(message))

    with serve(talk, "127.0.0.1", 0) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/live", asked
        finally:
            server.shutdown()
            thread.join()


def seen(address: str, pages: Callable[[], dict[str, Any]], many: int) -> list[Event]:
    """The first so many events, without waiting between connections."""
    watch = Watch(address, "acme", pages, sleep=lambda _: None)
    events = watch.events()
    found = list(islice(events, many))
    events.close()  # type: ignore[attr-defined] # it is a generator
    return found


def told(events: Sequence[Event]) -> list[str]:
    """What each was, in short."""
    return [f"{each.kind} {each.data['version']}" if each.kind != "lost" else "lost" for each in events]


def test_every_change_comes_once_and_what_was_missed_is_read() -> None:
    versions = iter([5, 9, 12])
    first = [subscribed(5), frame(5), frame(6), frame(6), frame(9), frame(9), frame(10)]
    with a_server(first, [subscribed(10), frame(11)], [subscribed(12)]) as (address, asked):
        events = seen(address, lambda: {"version": next(versions)}, 8)
    assert told(events) == [
        "resync 5", "frame 6", "resync 9", "frame 10", "lost", "frame 11", "lost", "resync 12",
    ]  # fmt: skip
    assert asked[0] == {"action": "subscribe_organization", "tenant_id": "acme"}


def test_a_page_that_cannot_be_read_for_a_moment_is_read_by_the_next_connection() -> None:
    answers: Iterator[Any] = iter([ConnectionError("away"), {"version": 3}])

    def read() -> dict[str, Any]:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)

    with a_server([subscribed(3)], [subscribed(3)]) as (address, _):
        assert told(seen(address, read, 2)) == ["lost", "resync 3"]


def test_nobody_there_is_tried_again_and_no_page_is_not() -> None:
    assert told(seen("ws://127.0.0.1:1/live", dict, 3)) == ["lost"] * 3
    unknown = {"event": "error", "code": "unknown_tenant", "message": "No."}
    with a_server([unknown]) as (address, _), pytest.raises(NotFoundError, match="no page acme"):
        seen(address, dict, 1)
