"""An OpenID Connect server for browser applications: oidc-provider-mock, and around it what such a provider has."""

import base64
import hashlib
import io
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.serving import make_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock  # type: ignore[import-untyped] # ships no types

GRACE = {"email": "grace@sso.example", "email_verified": True, "name": "Grace Hopper"}


class Provider:
    """Knows Grace, sends CORS headers, takes public clients with PKCE, and has its token endpoint on another host."""

    def __init__(self) -> None:
        grace = oidc_provider_mock.User(sub="grace", claims=GRACE)
        self._app = oidc_provider_mock.app(user_claims=[grace])
        self._challenges: dict[str, str] = {}
        self.port = 0

    @property
    def issuer(self) -> str:
        """Its URL."""
        return f"http://localhost:{self.port}"

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """As WSGI has it."""
        environ["HTTP_HOST"] = f"localhost:{self.port}"
        path = environ["PATH_INFO"]
        if path == "/.well-known/jwks.json":
            environ["PATH_INFO"] = "/jwks"
        if path == "/oauth2/token":
            self._check_verifier(environ)
        elsewhere = (f"{self.issuer}/oauth2/token".encode(), f"http://127.0.0.1:{self.port}/oauth2/token".encode())
        body = b"".join(self._app(environ, self._watching(environ, start)))
        return [body.replace(*elsewhere)]

    def _watching(self, environ: WSGIEnvironment, start: StartResponse) -> Callable[..., Any]:
        """Remembers the challenge of each code given out; lets other origins read."""

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            given = parse_qs(urlsplit(dict(headers).get("Location", "")).query)
            for code in given.get("code", ()):
                self._challenges[code] = parse_qs(environ["QUERY_STRING"])["code_challenge"][0]
            kept = [(name, value) for name, value in headers if name != "Content-Length"]
            return start(status, [*kept, ("Access-Control-Allow-Origin", "*")], *more)

        return started

    def _check_verifier(self, environ: WSGIEnvironment) -> None:
        """A code is good for whoever began; the server inside has clients with secrets only."""
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        assert "client_secret" not in given
        if given["grant_type"] == "authorization_code":
            digest = hashlib.sha256(given["code_verifier"].encode()).digest()
            assert self._challenges[given["code"]] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
        body += b"&client_secret=any"
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


@contextmanager
def provider() -> Iterator[Provider]:
    """One that answers, on a port of its own."""
    made = Provider()
    server = make_server("127.0.0.1", 0, made, threaded=True)
    made.port = server.port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
