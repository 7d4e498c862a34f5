"""WebSocket as API Gateway hands it to Lambda: $connect, $default and $disconnect events."""

import base64
import secrets
import time
import uuid
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from chalicelib.local.proxy_event import API_ID, STAGE, request_times, source_ip


class Caller:
    """What is known of a connection from its handshake; kept small, as there is one for each viewer."""

    __slots__ = ("connected_at", "domain", "id", "ip", "user_agent")

    def __init__(self, request: web.BaseRequest) -> None:
        self.id = new_connection_id()
        self.connected_at = int(time.time() * 1000)
        self.domain = request.headers.get("Host", "")
        self.ip = source_ip(request)
        self.user_agent = request.headers.get("User-Agent", "")


def new_connection_id() -> str:
    """Opaque and unguessable, and with the `=` of API Gateway's own, so that nobody forgets to escape it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(11)).decode()


def connect_event(request: web.BaseRequest, caller: Caller) -> dict[str, Any]:
    """The event of a handshake; ValueError when its query can't be read."""
    multi: dict[str, list[str]] = {}
    for name, value in request.headers.items():
        multi.setdefault(name, []).append(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    query = dict(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True, max_num_fields=200))
    return {
        "headers": {name: values[-1] for name, values in multi.items()},
        "multiValueHeaders": multi,
        "queryStringParameters": query or None,
        **_event(caller, "CONNECT", "$connect"),
    }


def message_event(caller: Caller, body: str) -> dict[str, Any]:
    """The event of one text message."""
    event = _event(caller, "MESSAGE", "$default")
    event["requestContext"]["messageId"] = uuid.uuid4().hex
    return {**event, "body": body}


def disconnect_event(caller: Caller, code: int, reason: str) -> dict[str, Any]:
    """The event of a connection that ended, whichever side ended it."""
    event = _event(caller, "DISCONNECT", "$disconnect")
    event["requestContext"] |= {"disconnectStatusCode": code, "disconnectReason": reason}
    return event


def _event(caller: Caller, event_type: str, route: str) -> dict[str, Any]:
    request_id = str(uuid.uuid4())
    return {
        "requestContext": {
            "apiId": API_ID,
            "connectedAt": caller.connected_at,
            "connectionId": caller.id,
            "domainName": caller.domain,
            "eventType": event_type,
            "extendedRequestId": request_id,
            "identity": {"sourceIp": caller.ip, "userAgent": caller.user_agent},
            "messageDirection": "IN",
            "requestId": request_id,
            "routeKey": route,
            "stage": STAGE,
            **request_times(),
        },
        "isBase64Encoded": False,
    }
