"""The origins that pages talk to when somebody signs in by a provider: their policy has to name them."""

import re
from collections.abc import Callable, Iterable, Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from chalicelib import log
from chalicelib.auth.issuers import Issuer, is_safe
from chalicelib.auth.jwks import discovered

_HOST = re.compile(r"[a-z0-9.-]+(:\d+)?|\[[0-9a-f:]+\](:\d+)?")
Discovery = Callable[[Issuer], Mapping[str, Any]]


def sign_in_origins(issuers: Iterable[Issuer], ask: Discovery = discovered) -> list[str]:
    """Of each provider that pages know a client of, and of its token endpoint, which may live elsewhere.

    A provider that can't be asked gives its own origin alone, and a line in the log.
    """
    known = [each for each in issuers if each.client_id]
    return list(
        dict.fromkeys(origin for issuer in known for url in _talked_to(issuer, ask) if (origin := _origin(url)))
    )


def _talked_to(issuer: Issuer, ask: Discovery) -> tuple[str, ...]:
    try:
        return issuer.url, str(ask(issuer).get("token_endpoint", ""))
    except (OSError, HTTPException, ValueError) as error:
        log.warning("provider_not_asked", issuer=issuer.url, why=type(error).__name__)
        return (issuer.url,)


def _origin(url: str) -> str:
    """`https://login.example.com`; empty for what no policy should name."""
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc}" if is_safe(url) and _HOST.fullmatch(parts.netloc) else ""
