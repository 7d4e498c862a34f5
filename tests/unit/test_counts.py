"""One is one thing, and two are two things."""

import pytest

from chalicelib.domain.counts import so_many, so_many_of


def test_one_is_one_thing_and_any_other_number_are_things() -> None:
    assert [so_many(count, "message") for count in (0, 1, 2, 4213)] == [
        "0 messages",
        "1 message",
        "2 messages",
        "4,213 messages",
    ]


@pytest.mark.parametrize(
    ("count", "sort", "words"),
    [
        (1, "service", "1 service"),
        (2, "service", "2 services"),
        (1, "services", "1 service"),
        (3, "maintenance", "3 maintenances"),
        (1, "series", "1 series"),
        (1, "history", "1 entry of history"),
        (2, "history", "2 entries of history"),
    ],
)
def test_sorts_of_imported_things_are_counted_in_words(count: int, sort: str, words: str) -> None:
    assert so_many_of(count, sort) == words
