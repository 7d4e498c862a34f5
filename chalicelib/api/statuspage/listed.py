"""Lists as Statuspage answers them: bare arrays, a page at a time."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

from chalicelib.api.call import Answer
from chalicelib.api.statuspage.given import Paged
from chalicelib.domain.answer_room import MAX_BYTES
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.model import Model

T = TypeVar("T")


class Listed:
    """The JSON of an array."""

    def __init__(self, items: Sequence[Model]) -> None:
        self._items = items

    def model_dump_json(self) -> str:
        """The JSON text; raises InvalidError for more than an answer may hold."""
        texts = [item.model_dump_json() for item in self._items]
        if len(texts) > 1 and sum(len(text.encode()) for text in texts) > MAX_BYTES:
            raise InvalidError(("query", "per_page"), "is more than one answer can hold: ask for fewer")
        return f"[{','.join(texts)}]"


def listed(found: Iterable[T], query: Paged, show: Callable[[T], Model]) -> Answer:
    """The part of all `found` that is asked for; what is behind it is not read, and only the part is shown."""
    return Answer(Listed([show(each) for each in islice(found, query.skipped, query.skipped + query.size)]))


def nothing() -> Answer:
    """Of what no page has here."""
    return Answer(Listed([]))
