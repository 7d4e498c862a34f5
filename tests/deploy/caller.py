"""A person at the deployed API, and a viewer of a page: over HTTP and WebSocket alone."""

import json
import urllib.error
import urllib.request
from typing import Any

from aiohttp import ClientWebSocketResponse

from tests.deploy.emulator import Deployed

Json = dict[str, Any]
PATIENCE = 90.0
"""Seconds: a function's first start unpacks its zips, and a busy machine may start several at once."""


class Answer:
    """What came back."""

    def __init__(self, status: int, body: bytes, headers: Any) -> None:
        self.status, self.raw, self.headers = status, body, headers

    @property
    def json(self) -> Json:
        found: Json = json.loads(self.raw)
        return found


class Caller:
    """Calls the REST API, with a bearer token once signed in."""

    def __init__(self, deployed: Deployed) -> None:
        self._base = deployed.rest
        self.token = ""

    def __call__(self, method: str, path: str, body: Json | None = None) -> Answer:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._base + path, data, headers, method=method)  # noqa: S310 - http
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - http
                return Answer(response.status, response.read(), response.headers)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read(), error.headers)


def signed_up(deployed: Deployed, email: str) -> Caller:
    """A new person, signed in."""
    caller = Caller(deployed)
    answer = caller("POST", "/api/auth/sign-up", {"email": email, "password": "correct horse 9", "name": "Ada"})
    assert answer.status == 201, answer.raw
    caller.token = answer.json["access_token"]
    return caller


async def said(socket: ClientWebSocketResponse, event: str) -> Json:
    """The next frame, which must be of this event."""
    frame: Json = await socket.receive_json(timeout=PATIENCE)
    assert frame["event"] == event, frame
    return frame
