"""Pushing messages to connections: through API Gateway's management API, or by what the runtime installed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.config import settings


@dataclass(frozen=True)
class Delivery:
    """The outcome of a push."""

    sent: int
    """Messages that arrived at the gateway, over all connections."""
    gone: tuple[str, ...] = ()
    """Connections that are gone."""
    failed: tuple[str, ...] = ()
    """Connections that could not be told everything; they will notice the gap in versions."""


class Push(Protocol):
    """Sends messages to connections."""

    def post(self, connection_ids: Sequence[str], messages: Sequence[str]) -> Delivery:
        """Every message to every connection, each connection's in order."""


_installed: list[Push] = []


def install(push: Push) -> None:
    """From now on `current()` is this one: the one-machine gateway pushes to its own sockets."""
    _installed[:] = [push]


def paced(rate: float) -> Push:
    """A push that sends at most `rate` messages per second; an installed one keeps its own pace."""
    if _installed:
        return _installed[0]
    from chalicelib.live.apigateway import ApiGatewayPush  # noqa: PLC0415 - asyncio only where it pushes

    return ApiGatewayPush(settings().need("websocket_endpoint", "aws_region").websocket_endpoint, rate)


def current() -> Push:
    """The push this process uses."""
    if not _installed:
        from chalicelib.live.apigateway import ApiGatewayPush  # noqa: PLC0415 - asyncio only where it pushes

        install(ApiGatewayPush(settings().need("websocket_endpoint", "aws_region").websocket_endpoint))
    return _installed[0]
