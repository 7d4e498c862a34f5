"""Replies to a WebSocket client. Light to import, because the WebSocket handlers need no models to start."""

import json
from typing import Any


def subscribed(org_id: str, slug: str, version: int) -> str:
    """The client is subscribed, and will miss nothing after `version`."""
    return text(event="subscribed", tenant_id=org_id, slug=slug, version=version)


def unsubscribed(org_id: str) -> str:
    """The client is told nothing more about that organization."""
    return text(event="unsubscribed", tenant_id=org_id)


def pong() -> str:
    """The answer to a ping."""
    return text(event="pong")


def error(code: str, message: str) -> str:
    """What was wrong with a message; the connection stays."""
    return text(event="error", code=code, message=message)


def text(**fields: Any) -> str:  # noqa: ANN401 - anything JSON can say
    """A frame as it goes out."""
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
