"""Idempotency-Key: the same POST again gets the first one's answer, and is not done twice."""

import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus

from chalice.app import Response

from chalicelib import clock, log
from chalicelib.api.reading import Asked
from chalicelib.api.sealing import opened, sealed
from chalicelib.domain.errors import InProgressError, InvalidError, UnavailableError
from chalicelib.store import replays
from chalicelib.store.replays import First

HEADER = "idempotency-key"
MAX_ANSWER_BYTES = 350_000
_ANOTHER_TIME = frozenset({HTTPStatus.PRECONDITION_FAILED, HTTPStatus.TOO_MANY_REQUESTS})
_KEY = re.compile(r"[!-~]{1,255}")


def once(asked: Asked, who: str, answer: Callable[[], Response]) -> Response:
    """What `answer` says, or what it said to the same caller (`who`) with the same key before.

    Raises InvalidError for a key that another request had, InProgressError while the first is being answered.
    """
    key = asked.headers.get(HEADER)
    if key is None:
        return answer()
    if not _KEY.fullmatch(key):
        raise InvalidError(("header", "Idempotency-Key"), "must be 1 to 255 visible ASCII characters")
    first = First(who, hashlib.sha256(f"{who}:{key}".encode()).hexdigest(), asked.fingerprint())
    if before := replays.claim(first, clock.now()):
        return _replayed(before, first.fingerprint, f"{who}:{key}")
    return _kept(first, f"{who}:{key}", answer())


def _replayed(before: First, fingerprint: str, secret: str) -> Response:
    if before.fingerprint != fingerprint:
        raise InvalidError(("header", "Idempotency-Key"), "was used for another request: choose a new one")
    if before.answer is None:
        raise InProgressError("The same request is being answered right now. Try again in a moment.")
    response = opened(before.answer, secret)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _kept(first: First, secret: str, response: Response) -> Response:
    """Answers that ask for another try are not stored, and neither are those that do not fit an item."""
    try:
        answer = None if _asks_to_try_again(response.status_code) else sealed(response, secret)
        if answer is None or len(answer) > MAX_ANSWER_BYTES:
            replays.release(first)
        else:
            replays.keep(First(first.scope, first.key_hash, first.fingerprint, answer), clock.now())
    except UnavailableError:
        log.warning("answer_not_kept", operation=first.scope)
    return response


def _asks_to_try_again(status: int) -> bool:
    """Whether the same request may succeed later: after a fault of ours, too many requests, or a stale version."""
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _ANOTHER_TIME
