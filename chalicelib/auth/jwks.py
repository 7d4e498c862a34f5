"""The public keys of an identity provider: fetched once an hour, and when a token names one we have not seen."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from chalicelib import log
from chalicelib.auth.issuers import Issuer, is_safe
from chalicelib.domain.errors import UnavailableError

if TYPE_CHECKING:
    from jwt import PyJWK

LIFETIME = 3600.0
COOL_DOWN = 30.0
"""Seconds between two fetches, whatever strangers put into their tokens' headers."""
_TIMEOUT = 3.0
_MAX_BYTES = 512 * 1024
_ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}


class _NoRedirect(HTTPRedirectHandler):
    """Redirects are refused: a provider's keys are where it says that they are."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - whatever the base class is given
        """Never."""


@dataclass
class KeySet:
    """The keys of one issuer, kept by this process."""

    issuer: Issuer
    _keys: "dict[str, PyJWK]" = field(default_factory=dict)
    _fetched: float = -LIFETIME
    _tried: float = -COOL_DOWN
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def key(self, kid: str | None) -> "PyJWK | None":
        """The key, if the issuer has it; raises UnavailableError when we hold no keys and can't fetch any."""
        with self._lock:
            if time.monotonic() - self._fetched > LIFETIME or self._find(kid) is None:
                self._refresh()
            return self._find(kid)

    def _find(self, kid: str | None) -> "PyJWK | None":
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid or "")

    def _refresh(self) -> None:
        if time.monotonic() - self._tried < COOL_DOWN:
            return
        self._tried = time.monotonic()
        try:
            self._keys = _usable(_fetched(_where(self.issuer)))
            self._fetched = time.monotonic()
        except (OSError, ValueError, HTTPException, URLError) as error:
            log.warning("keys_not_fetched", issuer=self.issuer.url, why=type(error).__name__)
            if not self._keys:
                raise UnavailableError("The identity provider can't be reached right now. Try again.") from None


_sets: dict[str, KeySet] = {}
_sets_lock = threading.Lock()


def of(issuer: Issuer) -> KeySet:
    """The issuer's keys."""
    with _sets_lock:
        return _sets.setdefault(issuer.url, KeySet(issuer))


def forget() -> None:
    """Forgets all keys, as a new process would."""
    _sets.clear()


def _where(issuer: Issuer) -> str:
    base = issuer.url.rstrip("/")
    if issuer.kind == "clerk":
        return f"{base}/.well-known/jwks.json"
    found = discovered(issuer)
    return str(found["jwks_uri"]) if "jwks_uri" in found else f"{base}/.well-known/jwks.json"


def discovered(issuer: Issuer) -> dict[str, Any]:
    """The issuer's discovery document; raises OSError, HTTPException or ValueError when it can't be had."""
    found = _fetched(f"{issuer.url.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer.url:
        raise ValueError("the discovery document is another issuer's")
    return found


def _fetched(url: str) -> dict[str, Any]:
    if not is_safe(url):
        raise ValueError("not over https")
    opener = build_opener(_NoRedirect)
    with opener.open(Request(url, headers={"Accept": "application/json"}), timeout=_TIMEOUT) as answer:  # noqa: S310 - checked above
        found = json.loads(answer.read(_MAX_BYTES + 1)[: _MAX_BYTES + 1])
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - what was read, not what was passed
    return found


def _usable(document: dict[str, Any]) -> "dict[str, PyJWK]":
    """The signing keys of a kind that we verify; other keys in the set are ignored."""
    from jwt import PyJWK, PyJWTError  # noqa: PLC0415 - only where an outside token is verified

    found = {}
    for each in document.get("keys", ()):
        algorithm = _ALGORITHMS.get(each.get("kty"))
        if algorithm is None or each.get("use", "sig") != "sig" or each.get("alg", algorithm) != algorithm:
            continue
        try:
            found[str(each.get("kid", ""))] = PyJWK(each, algorithm)
        except PyJWTError:
            continue
    return found
