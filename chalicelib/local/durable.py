"""Acknowledging a write only once the engine has it on disk.

DynamoDB Local answers a transaction just before its SQLite file is committed: killed in between (4 of 9 tries under
writes), it lost the write it had answered last. A consistent read waits for the commit, so once one has been answered
the write is on disk.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from chalicelib.local.invocation import Handler
from chalicelib.reasons import reason

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_QUEUED = frozenset({"/api/alerts/{source_id}/{token}"})
"""Routes that write to a queue alone, which is on disk when it answers."""
_PROBLEM = {
    "type": "about:blank",
    "title": reason(HTTPStatus.SERVICE_UNAVAILABLE),
    "status": int(HTTPStatus.SERVICE_UNAVAILABLE),
    "detail": "The database went away while it was writing. Read again what is there before you retry.",
}


def durable(app: Handler, is_on_disk: Callable[[], bool]) -> Handler:
    """The app, whose successful writes are answered after `is_on_disk` has said so, and by a 503 when it can't."""

    def answer(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 - a Lambda handler's shape
        response = app(event, context)
        writes = event["httpMethod"] not in _READS and event.get("resource") not in _QUEUED
        if not writes or response["statusCode"] >= HTTPStatus.BAD_REQUEST or is_on_disk():
            return response
        body = _PROBLEM | {"request_id": event["requestContext"]["requestId"]}
        headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store", "Retry-After": "2"}
        return {"statusCode": 503, "headers": headers, "multiValueHeaders": {}, "body": json.dumps(body)}

    return answer
