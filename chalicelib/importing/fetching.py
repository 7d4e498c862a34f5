"""Reading JSON from another product, politely, and each address once however often reading is begun again."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from chalicelib.aws import pausing
from chalicelib.importing.findings import UnreadableError
from chalicelib.outbound import calls
from chalicelib.outbound.errors import OutboundError
from chalicelib.store.files import files

MOST_BYTES = 16 * 1024 * 1024
"""Of one answer."""
SECONDS = 30.0
_TRIES = 4
_BUSY = frozenset({420, 429, 500, 502, 503, 504})


class LaterError(Exception):
    """Time is up: what was read is kept, and reading goes on there."""


class Web:
    """What one import reads. Answers are kept beside it, so that reading goes on where it stopped."""

    def __init__(self, folder: str, headers: Mapping[str, str], *, loopback: bool, until: float) -> None:
        self._folder = f"{folder}fetched/"
        self._headers = headers
        self._loopback = loopback
        self._until = until

    def json(self, address: str, **query: object) -> Any:  # noqa: ANN401 - whatever is there
        """What is at an address; raises UnreadableError, or LaterError when there is no time left."""
        found = self.maybe(address, **query)
        if found is None:
            raise UnreadableError(f"There is nothing at {address}.")
        return found

    def maybe(self, address: str, **query: object) -> Any:  # noqa: ANN401
        """What is at an address, or None where there is nothing."""
        url = f"{address}?{urlencode(query)}" if query else address
        key = self._folder + sha256(url.encode()).hexdigest()
        kept = files().get(key)
        if kept is None:
            kept = self._called(url)
            files().put(key, kept)
        return json.loads(kept)

    def pages(self, address: str, most: int, items: Callable[[Any], list[Any]], **query: object) -> Iterator[Any]:
        """All items of a list that comes in pages, counted from 1, until one is not full."""
        limit = query.pop("of", None)
        size = {"per_page": most} if limit is None else {str(limit): most}
        for page in range(1, 2_000):
            found = items(self.json(address, **query, **size, page=page))
            yield from found
            if len(found) < most:
                return

    def _called(self, url: str) -> bytes:
        where = url.partition("?")[0]
        for number in range(_TRIES):
            if time.monotonic() > self._until:
                raise LaterError
            try:
                answer = calls.call(
                    "GET", url, self._all_headers, loopback=self._loopback, seconds=SECONDS, most_bytes=MOST_BYTES
                )
            except OutboundError as error:
                if number == _TRIES - 1:
                    raise UnreadableError(f"{where}: {error}") from None
                pausing.pause(2.0**number)
                continue
            if answer.status in _BUSY and number < _TRIES - 1:
                pausing.pause(min(answer.retry_after or 2.0**number, max(0.1, self._until - time.monotonic())))
                continue
            return _body(where, answer)
        raise LaterError

    @property
    def _all_headers(self) -> Mapping[str, str]:
        return {"Accept": "application/json", **self._headers}


def _body(where: str, answer: calls.Answer) -> bytes:
    """JSON; `null` where there is nothing."""
    if answer.status in {404, 410}:
        return b"null"
    if answer.status in {401, 403}:
        raise UnreadableError(f"{where} answers {answer.status}: the key is missing, or may not read this.")
    if 300 <= answer.status < 400:
        raise UnreadableError(f"{where} leads elsewhere ({answer.status}): give the address that it leads to.")
    if answer.status != 200:
        raise UnreadableError(f"{where} answers {answer.status}.")
    if len(answer.body) >= MOST_BYTES:
        raise UnreadableError(f"{where} is larger than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        json.loads(answer.body)
    except ValueError:
        raise UnreadableError(f"{where} is no JSON: is this the right address?") from None
    return answer.body
