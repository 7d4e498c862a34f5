"""The product's edges: REST as API Gateway calls it, the stream as Lambda reads it, and viewers on WebSockets."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chalicelib.live.push import Delivery
from tests.engine import Engine


class LambdaContext:
    """What Lambda hands in beside the event."""

    aws_request_id = "a-request"


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: str

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def cookie(self) -> str:
        """The cookie it sets, without attributes."""
        return self.headers["Set-Cookie"].partition(";")[0]


@cache
def _app() -> Any:
    import app  # noqa: PLC0415 - after the environment

    return app.app


def _resource(path: str) -> tuple[str, dict[str, str]]:
    """The route that API Gateway would take: as literal as possible."""
    for route in sorted(_app().routes, key=lambda known: (known.count("{"), known)):
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(route))
        if match := re.fullmatch(pattern, path):
            return route, match.groupdict()
    raise LookupError(path)


@dataclass(frozen=True)
class Api:
    """A caller, perhaps signed in, perhaps in one of several organizations."""

    token: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"

    def as_(self, token: str, **headers: str) -> "Api":
        """The same API, called by somebody."""
        return Api(token, {name.replace("_", "-"): value for name, value in headers.items()}, self.address)

    def send(self, method: str, target: str, body: object = None, **headers: str) -> Reply:
        """One request; `body` is JSON unless it is text. Underscores in header names stand for hyphens."""
        url = urlsplit(target)
        resource, parameters = _resource(url.path)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            given = {"Authorization": f"Bearer {self.token}", **given}
        if body is not None:
            given = {"Content-Type": "application/json", **given}
        query = parse_qs(url.query, keep_blank_values=True) or None
        event = {
            "resource": resource,
            "path": url.path,
            "httpMethod": method,
            "headers": {**self.headers, **given},
            "multiValueHeaders": {name: [value] for name, value in (dict(self.headers) | given).items()},
            "queryStringParameters": {name: values[-1] for name, values in query.items()} if query else None,
            "multiValueQueryStringParameters": query,
            "pathParameters": parameters or None,
            "stageVariables": None,
            "requestContext": {
                "httpMethod": method,
                "resourcePath": resource,
                "requestId": "request-1",
                "identity": {"sourceIp": self.address},
            },
            "body": body if isinstance(body, str) or body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = _app()(event, LambdaContext())
        many = {name: ", ".join(values) for name, values in (answer.get("multiValueHeaders") or {}).items()}
        return Reply(answer["statusCode"], {**(answer.get("headers") or {}), **many}, answer.get("body") or "")

    def get(self, target: str, **headers: str) -> Reply:
        """A GET."""
        return self.send("GET", target, **headers)

    def post(self, target: str, body: object = None, **headers: str) -> Reply:
        """A POST."""
        return self.send("POST", target, body, **headers)

    def put(self, target: str, body: object = None, **headers: str) -> Reply:
        """A PUT."""
        return self.send("PUT", target, body, **headers)

    def delete(self, target: str, **headers: str) -> Reply:
        """A DELETE."""
        return self.send("DELETE", target, **headers)


@dataclass
class Viewers:
    """A push client that delivers to lists."""

    frames: dict[str, list[Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)

    def post(self, connection_ids: Sequence[str], messages: Sequence[str]) -> Delivery:
        """As `chalicelib.live.push.Push` says."""
        there = [each for each in connection_ids if each not in self.gone | self.failing]
        for connection_id in there:
            self.frames.setdefault(connection_id, []).extend(json.loads(message) for message in messages)
        return Delivery(
            len(there) * len(messages),
            tuple(each for each in connection_ids if each in self.gone),
            tuple(each for each in connection_ids if each in self.failing),
        )

    def seen_by(self, connection_id: str) -> list[Any]:
        """Every frame it got, oldest first."""
        return self.frames.get(connection_id, [])

    def versions(self, connection_id: str) -> list[int]:
        """The versions of the changes it was told."""
        return [frame["version"] for frame in self.seen_by(connection_id) if frame["event"] != "subscribed"]


@dataclass
class Stream:
    """The stream of the events table and the Lambda function behind it."""

    engine: Engine
    position: int = 0

    def unread(self) -> list[dict[str, Any]]:
        """The records since the last call, which count as read now."""
        found = self.engine.records()[self.position :]
        self.position += len(found)
        return found

    def deliver(self, records: Sequence[Mapping[str, Any]]) -> list[str]:
        """Calls the broadcaster; the sequence numbers it answers as failed."""
        from chalicelib.reactions.handlers import broadcaster  # noqa: PLC0415 - after the environment

        answer = broadcaster({"Records": list(records)}, LambdaContext())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def flow(self) -> list[dict[str, Any]]:
        """Broadcasts whatever is unread, which must succeed."""
        records = self.unread()
        assert self.deliver(records) == []
        return records
