"""The stream trigger against real DynamoDB Local: nothing lost, in order, and soon."""

import itertools
import json
import os
import signal
from collections.abc import Callable

import pytest

from tests.live.local.conftest import Stack, alive, wait_until, whole_lines


def test_a_write_reaches_the_broadcaster_within_moments(stack: Stack) -> None:
    waits = []
    for number in range(10):
        event_id = f"quick-{number}"
        acknowledged = stack.write(event_id).json()["at"]
        wait_until(lambda event_id=event_id: event_id in stack.broadcast())  # type: ignore[misc]
        seen = next(e for e in stack.seen("record") if e["what"]["dynamodb"]["Keys"]["event_id"]["S"] == event_id)
        waits.append(seen["at"] - acknowledged)
    assert sorted(waits)[5] < 0.5


def test_a_record_is_shaped_as_lambda_gets_it(stack: Stack) -> None:
    stack.write("shaped")
    wait_until(lambda: "shaped" in stack.broadcast())
    record = next(e["what"] for e in stack.seen("record") if e["what"]["dynamodb"]["Keys"]["event_id"]["S"] == "shaped")
    assert record["eventName"] == "INSERT"
    assert record["eventSource"] == "aws:dynamodb"
    assert record["eventID"]
    assert ":table/standin-events/stream/" in record["eventSourceARN"]
    assert record["dynamodb"]["StreamViewType"] == "NEW_IMAGE"
    assert record["dynamodb"]["NewImage"]["raw"] == {"B": "AP8="}
    assert isinstance(record["dynamodb"]["ApproximateCreationDateTime"], float)


def test_events_arrive_in_order(stack: Stack) -> None:
    ids = [f"order-{number:03}" for number in range(150)]
    for each in ids:
        assert stack.write(each).status == 201
    wait_until(lambda: ids[-1] in stack.broadcast())
    assert [each for each in stack.broadcast() if each.startswith("order-")] == ids


@pytest.mark.parametrize("way", ["named", "raised"])
def test_a_poison_record_is_put_aside_and_the_others_go_on(stack: Stack, way: str) -> None:
    ids = [f"{way}-{number}" for number in range(10)]
    for number, each in enumerate(ids):
        stack.write(each, **({"poison": way} if number == 4 else {}))
    rest = ids[:4] + ids[5:]
    wait_until(lambda: set(rest) <= set(stack.broadcast()))
    wait_until(lambda: any(ids[4] in line for line in dead_letters(stack)))
    assert list(dict.fromkeys(each for each in stack.broadcast() if each in ids)) == rest
    wait_until(lambda: "stream-record-given-up" in stack.output())


def test_a_killed_stack_takes_its_database_with_it_and_goes_on_where_it_was(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    before = [f"before-{number}" for number in range(20)]
    for each in before:
        stack.write(each)
    database = stack.database_pid()
    stack.end(signal.SIGKILL)
    wait_until(lambda: not alive(database))
    handled = kept_as_handled(stack)
    stack.start()
    stack.write("after")
    wait_until(lambda: "after" in stack.broadcast())
    assert set(before) <= set(stack.broadcast())
    assert [each for each in handled if stack.broadcast().count(each) > 1] == []


def kept_as_handled(stack: Stack) -> list[str]:
    """What the broadcaster was called with up to the record that is kept as its position."""
    position, records = stack.data_dir / "stream-position.json", stack.seen("record")
    marks = json.loads(position.read_text())["marks"].values() if position.exists() else ()
    (last,) = [record_id for _, record_id in marks] or [None]
    places = [place for place, record in enumerate(records, 1) if record["what"]["eventID"] == last]
    return stack.broadcast()[: max(places, default=0)]


def test_a_database_that_dies_under_writes_loses_nothing(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    acknowledged = []
    for number in range(90):
        if number % 30 == 15:
            os.kill(stack.database_pid(), signal.SIGKILL)
        if stack.write(f"w-{number}").status == 201:
            acknowledged.append(f"w-{number}")
        elif number % 30 == 20:
            wait_until(lambda: stack.write("back").status == 201)
    wait_until(lambda: set(acknowledged) <= set(stack.broadcast()))
    written = [each for each in dict.fromkeys(stack.broadcast()) if each in acknowledged]
    assert written == acknowledged
    assert len(acknowledged) > 50


def test_what_was_not_handled_before_a_long_stop_is_handled_after_it(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    stack.write("first")
    wait_until(lambda: "first" in stack.broadcast())
    (stack.data_dir / "hold").touch()
    for number in range(5):
        assert stack.write(f"held-{number}").status == 201
    database = stack.database_pid()
    stack.end(signal.SIGKILL)
    wait_until(lambda: not alive(database))
    (stack.data_dir / "hold").unlink()
    stack.age(hours=100)
    stack.start()
    wait_until(lambda: "held-4" in stack.broadcast())
    assert stack.broadcast() == ["first", *(f"held-{number}" for number in range(5))]


def test_numbers_only_grow_although_the_engine_counts_from_1_again(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    ids = [f"before-{number}" for number in range(5)]
    for each in ids:
        stack.write(each)
    wait_until(lambda: ids[-1] in stack.broadcast())
    assert stack.end() == 0
    stack.forget_stream_records()
    stack.start()
    stack.write("after")
    wait_until(lambda: "after" in stack.broadcast())
    assert stack.broadcast() == [*ids, "after"]
    numbers = [int(line["what"]["dynamodb"]["SequenceNumber"]) for line in stack.seen("record")]
    assert numbers == sorted(set(numbers))


def test_changes_after_a_quiet_day_arrive(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    stack.write("yesterday")
    wait_until(lambda: "yesterday" in stack.broadcast())
    stack.age(hours=40)
    stack.write("today")
    wait_until(lambda: "today" in stack.broadcast())
    stack.age(hours=40)
    assert stack.end() == 0
    stack.start()
    stack.write("tomorrow")
    wait_until(lambda: "tomorrow" in stack.broadcast())
    assert stack.broadcast() == ["yesterday", "today", "tomorrow"]


def test_a_lost_position_means_again_and_not_never(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    stack.write("one")
    wait_until(lambda: "one" in stack.broadcast())
    assert stack.end() == 0
    (stack.data_dir / "stream-position.json").write_text("{")
    stack.start()
    wait_until(lambda: stack.broadcast() == ["one", "one"])
    before, after = (int(line["what"]["dynamodb"]["SequenceNumber"]) for line in stack.seen("record"))
    assert after > before


def test_scheduled_work_runs_again_and_again(stack: Stack) -> None:
    wait_until(lambda: len(stack.seen("tick")) > 2)
    assert stack.seen("tick")[0]["what"]["source"] == "aws.events"


def test_each_job_runs_at_its_own_rate(stack: Stack) -> None:
    wait_until(lambda: len(stack.seen("slow_tick")) > 2)
    often, rarely = ([line["at"] for line in stack.seen(kind)] for kind in ("tick", "slow_tick"))
    between = [later - earlier for earlier, later in itertools.pairwise(rarely)]
    assert min(between) > 2.5
    assert len([at for at in often if at <= rarely[-1]]) > len(rarely)


def dead_letters(stack: Stack) -> list[str]:
    """The lines of the dead-letter file, each of which is a record."""
    lines = whole_lines(stack.data_dir / "dead-letter.jsonl")
    assert all("dynamodb" in json.loads(line) for line in lines)
    return lines
