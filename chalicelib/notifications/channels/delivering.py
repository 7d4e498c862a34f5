"""Handing a message to an address on the web, and what its answer means."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.config import settings
from chalicelib.notifications.channel import SENT, Outcome
from chalicelib.outbound import calls
from chalicelib.outbound.calls import Answer
from chalicelib.outbound.errors import NoAnswerError, RefusedError

GONE = frozenset({410})
GONE_OR_UNKNOWN = frozenset({404, 410})
"""What a chat answers once its webhook was removed."""
_MAY_PASS = frozenset({408, 425, 429})


def as_json(payload: Mapping[str, Any]) -> bytes:
    """In UTF-8, without spaces."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def delivered(
    url: str, body: bytes, headers: Mapping[str, str] | None = None, *, gone: frozenset[int] = GONE_OR_UNKNOWN
) -> Outcome:
    """Posts JSON, unless `headers` say what else it is."""
    sent = {"Content-Type": "application/json"} if headers is None else headers
    try:
        answer = calls.post(url, body, sent, loopback=settings().outbound_loopback == "on")
    except RefusedError as error:
        return Outcome(sent=False, permanent=True, why=str(error))
    except NoAnswerError as error:
        return Outcome(sent=False, why=str(error))
    return outcome_of(answer, gone)


def outcome_of(answer: Answer, gone: frozenset[int]) -> Outcome:
    """What a body says is not repeated: it may be anything."""
    status = answer.status
    if 200 <= status < 300:
        return SENT
    if status in gone:
        return Outcome(sent=False, permanent=True, gone=True, why=f"The address is no more (it answered {status}).")
    if 300 <= status < 400:
        return Outcome(sent=False, permanent=True, why=f"It answered with a redirect ({status}); none is followed.")
    if status in _MAY_PASS or status >= 500:
        return Outcome(sent=False, retry_after=answer.retry_after, why=f"It answered {status}.")
    return Outcome(sent=False, permanent=True, why=f"It refused the message (it answered {status}).")
