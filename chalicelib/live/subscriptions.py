"""What a WebSocket client may ask for: to watch an organization, to stop watching, and a ping."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib import clock
from chalicelib.live import replies
from chalicelib.store import tenants, viewers

MAX_TENANT_ID = 64
MAX_WATCHED = 50
"""Organizations per connection: each one is pushed to it, and is one more item to delete when it closes."""
_ID_OR_SLUG = re.compile(r"[a-z0-9-]+")


class MessageError(Exception):
    """The message makes no sense; `code` is for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def answer(connection_id: str, body: str) -> str:
    """The frame that answers a message; raises MessageError."""
    message = _parsed(body)
    action = message.get("action")
    act = _ACTIONS.get(action) if isinstance(action, str) else None
    if act is None:
        raise MessageError("unknown_action", f"The action must be one of {', '.join(_ACTIONS)}.")
    return act(connection_id, message)


def _parsed(body: str) -> Mapping[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise MessageError("malformed", "A message must be a JSON object.") from None
    if not isinstance(message, dict):
        raise MessageError("malformed", "A message must be a JSON object.")
    return message


def _subscribe(connection_id: str, message: Mapping[str, Any]) -> str:
    """Stores the subscription first and reads the version then, so that no change is missed in between."""
    tenant = _tenant(message)
    _check_room(connection_id, tenant.org_id)
    viewers.remember(tenant.org_id, connection_id, clock.now())
    return replies.subscribed(tenant.org_id, tenant.slug, tenants.version(tenant.org_id))


def _check_room(connection_id: str, org_id: str) -> None:
    """Raises MessageError for one organization too many. A subscription made at the same moment may not be counted."""
    watched = viewers.watched_by(connection_id, MAX_WATCHED)
    if len(watched) >= MAX_WATCHED and org_id not in watched:
        text = f"A connection can watch {MAX_WATCHED} organizations. Unsubscribe from one first, or open another."
        raise MessageError("too_many_subscriptions", text)


def _unsubscribe(connection_id: str, message: Mapping[str, Any]) -> str:
    tenant = _tenant(message)
    viewers.forget(tenant.org_id, connection_id)
    return replies.unsubscribed(tenant.org_id)


def _ping(connection_id: str, message: Mapping[str, Any]) -> str:  # noqa: ARG001 - an action's shape
    return replies.pong()


def _tenant(message: Mapping[str, Any]) -> tenants.Tenant:
    tenant_id = message.get("tenant_id")
    if not isinstance(tenant_id, str) or not 0 < len(tenant_id) <= MAX_TENANT_ID:
        raise MessageError("malformed", "tenant_id must be an organization's id or slug.")
    tenant = tenants.named(tenant_id) if _ID_OR_SLUG.fullmatch(tenant_id) else None
    if tenant is None:
        raise MessageError("unknown_tenant", "There is no such organization.")
    return tenant


_ACTIONS: dict[str, Callable[[str, Mapping[str, Any]], str]] = {
    "subscribe_organization": _subscribe,
    "unsubscribe_organization": _unsubscribe,
    "ping": _ping,
}
