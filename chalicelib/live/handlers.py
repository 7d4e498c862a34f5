"""WebSocket Lambda handlers: $connect, $default and $disconnect."""

from typing import Any

from chalice import Blueprint
from chalice.app import WebsocketAPI, WebsocketEvent

from chalicelib import log
from chalicelib.domain.errors import UnavailableError
from chalicelib.live import push, replies
from chalicelib.live.subscriptions import MessageError, answer
from chalicelib.store import viewers

bp = Blueprint(__name__)
bp.websocket_api = WebsocketAPI()  # without it Chalice registers the handlers unwrapped

_OK = {"statusCode": 200}
_KIND = {"kind": "connection"}


@bp.on_ws_connect(name="websocket_connect")
def connect(event: WebsocketEvent) -> dict[str, Any]:
    """Anyone may connect, because what is pushed is public. Nothing is stored before a subscription."""
    log.measured("connected", _KIND, {"ConnectionsOpened": log.Metric(1)}, connection_id=event.connection_id)
    return _OK


@bp.on_ws_message(name="websocket_message")
def message(event: WebsocketEvent) -> dict[str, Any]:
    """Answers every message with a frame."""
    try:
        reply = answer(event.connection_id, event.body or "")
    except MessageError as error:
        reply = replies.error(error.code, str(error))
    except UnavailableError as error:
        reply = replies.error("unavailable", error.detail)
    push.current().post([event.connection_id], [reply])
    return _OK


@bp.on_ws_disconnect(name="websocket_disconnect")
def disconnect(event: WebsocketEvent) -> dict[str, Any]:
    """Forgets the connection. After a fault, a push that finds it gone does so, or the item's TTL."""
    try:
        viewers.forget_everywhere(event.connection_id)
    except UnavailableError:
        log.warning("connection_not_forgotten", connection_id=event.connection_id)
    log.measured("disconnected", _KIND, {"ConnectionsClosed": log.Metric(1)}, connection_id=event.connection_id)
    return _OK
