"""Requests to the API: the key, retries, idempotency keys, and problems as exceptions."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from allclear_cli.client.errors import UnreachableError, problem
from allclear_cli.client.retries import Patience, Tries, may_come_again, retry_after

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
PAGE = 100
Value = str | int | None
"""The most that a list gives at a time."""


@dataclass(frozen=True)
class Answer:
    """What came back of a call that went well."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:  # noqa: ANN401 - it is JSON
        """The body; raises UnreachableError when it is none, as from a proxy that answers in the API's place."""
        try:
            return json.loads(self.content) if self.content else None
        except ValueError:
            raise UnreachableError("What answered is not Allclear's API: the body is not JSON.") from None


class Transport:
    """One connection pool to one deployment, with one key."""

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        patience: Patience | None = None,
        agent: str = "allclear-cli",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._patience = patience or Patience()
        self._given = transport
        headers = {"User-Agent": agent, "Accept": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.Client(headers=headers, timeout=TIMEOUT, transport=transport)

    def close(self) -> None:
        """Ends its connections."""
        self._http.close()

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, Value] | None = None,
        version: int | None = None,
        idempotency_key: str | None = None,
    ) -> Answer:
        """The answer; raises a Problem or UnreachableError.

        A POST has an idempotency key, drawn unless one is given: a lost answer can be asked for again. `version` is
        sent as `If-Match`: a resource that has another one by now is a ChangedError.
        """
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if method == "POST":
            headers["Idempotency-Key"] = idempotency_key or str(uuid.uuid4())
        asked = {name: value for name, value in (query or {}).items() if value not in (None, "")}
        content = None if body is None else json.dumps(body).encode()
        request = self._http.build_request(method, self._address(path), content=content, params=asked, headers=headers)
        return self._answered(request)

    def fetched(self, url: str) -> bytes:
        """A file that a link leads to, without the key; raises a Problem or UnreachableError."""
        try:
            with httpx.Client(timeout=httpx.Timeout(300.0, connect=10.0), transport=self._given) as http:
                response = http.get(self._address(url), follow_redirects=True)
        except httpx.TransportError as error:
            raise UnreachableError(f"{url} cannot be read: {_why(error)}.") from error
        return _taken(response).content

    def pages(self, path: str, **query: Value) -> Iterator[dict[str, Any]]:
        """Every item of a list, page after page."""
        cursor = None
        while True:
            page = self.call("GET", path, query={"limit": PAGE, **query, "cursor": cursor}).json()
            yield from page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return

    def _address(self, path: str) -> str:
        return path if path.startswith(("http://", "https://")) else f"{self.url}{path}"

    def _answered(self, request: httpx.Request) -> Answer:
        tries = Tries(self._patience)
        while True:
            try:
                response = self._http.send(request)
            except httpx.TransportError as error:
                if not tries.wait():
                    raise UnreachableError(f"{request.url.host} cannot be reached: {_why(error)}.") from error
                continue
            if may_come_again(response.status_code, response.headers) and tries.wait(retry_after(response.headers)):
                continue
            return _taken(response)


def _taken(response: httpx.Response) -> Answer:
    if response.is_success:
        return Answer(response.status_code, response.headers, response.content)
    if response.is_redirect:
        raise UnreachableError(f"{response.url} leads on to {response.headers.get('location')}. Use that address.")
    raise problem(response.status_code, _problem_of(response))


def _problem_of(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = None
    return body if isinstance(body, Mapping) else {"title": f"{response.status_code} {response.reason_phrase}"}


def _why(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "it does not answer in time"
    return str(error) or type(error).__name__
