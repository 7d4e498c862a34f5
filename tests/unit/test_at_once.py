"""Calls made at the same time: all of them run, what goes wrong is told, and a deadline counts for each."""

import threading

import pytest

from chalicelib.at_once import at_once, beside
from chalicelib.aws.deadline import due_in, seconds_left

PATIENCE = 30.0


def test_calls_run_side_by_side_and_answer_in_their_order() -> None:
    everybody = threading.Barrier(4)

    def met(name: str) -> str:
        everybody.wait(PATIENCE)
        return name

    assert at_once(*(lambda name=name: met(name) for name in "abcd")) == ("a", "b", "c", "d")


def test_the_error_of_a_call_is_raised() -> None:
    def fails() -> None:
        raise LookupError("the third")

    with pytest.raises(LookupError, match="the third"):
        at_once(lambda: 1, lambda: 2, fails, lambda: 4)


def test_a_deadline_of_the_caller_counts_on_the_other_thread() -> None:
    with due_in(5.0):
        assert beside(seconds_left).result(PATIENCE) <= 5.0
    assert beside(seconds_left).result(PATIENCE) > 5.0
