"""Slow calls give way to others."""

import threading

from chalicelib.outbound.side_by_side import Places, for_each


def test_results_come_in_the_order_of_the_items() -> None:
    assert for_each(range(50), lambda number: number * 2, Places(4, 1)) == [number * 2 for number in range(50)]


def test_no_more_calls_than_places_are_fresh() -> None:
    lock, running, most, together = threading.Lock(), 0, 0, threading.Barrier(4)

    def call(_: int) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait(20)
        threading.Event().wait(0.005)
        with lock:
            running -= 1

    for_each(range(40), call, Places(4, 30))
    assert most == 4


def test_those_that_hang_keep_no_place() -> None:
    """Twice as many hang as there are places; they end once the last good one has been made."""
    over = threading.Event()

    def call(number: int) -> bool:
        if number < 8:
            return over.wait(20)
        if number == 99:
            over.set()
        return True

    assert all(for_each(range(100), call, Places(4, 0.02)))
