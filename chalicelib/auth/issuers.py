"""The identity providers that we trust besides ourselves: those that the settings name, and no others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

from chalicelib.config import SettingError, Settings, settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Issuer:
    """An identity provider."""

    kind: Literal["oidc", "clerk"]
    url: str
    audience: str = ""
    """What `aud` must hold; Clerk's session tokens have none."""
    parties: frozenset[str] = frozenset()
    """What `azp` may be; empty where it need not be there."""
    client_id: str = ""
    """What the pages sign in as."""
    name: str = ""


@cache
def trusted() -> Mapping[str, Issuer]:
    """The providers by issuer URL, exactly as tokens contain it. Raises SettingError for one that can't be trusted."""
    return {issuer.url: issuer for issuer in named_in(settings())}


def named_in(given: Settings) -> list[Issuer]:
    """Every issuer that settings name; raises SettingError for one that can't be trusted."""
    found = [_oidc(each) for each in _listed(given.oidc_issuers)]
    if given.oidc_issuer:
        first = {"issuer": given.oidc_issuer, "audience": given.oidc_audience}
        found.append(_oidc({**first, "client_id": given.oidc_client_id, "name": given.oidc_name}))
    if given.clerk_issuer:
        found.append(_clerk(given))
    return found


def is_safe(url: str) -> bool:
    """Whether what is read from there cannot be tampered with: it comes over TLS, or from this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _oidc(given: Mapping[str, Any]) -> Issuer:
    audience = str(given.get("audience") or given.get("client_id") or "")
    if not audience:
        raise SettingError(f"The issuer {given.get('issuer')} needs an audience or a client id")
    return Issuer(
        "oidc",
        _checked(str(given.get("issuer", ""))),
        audience,
        frozenset(given.get("authorized_parties", ())),
        str(given.get("client_id", "")),
        str(given.get("name") or "Single sign-on"),
    )


def _clerk(given: Settings) -> Issuer:
    parties = frozenset(given.clerk_authorized_parties.replace(",", " ").split() or [given.public_url])
    return Issuer("clerk", _checked(given.clerk_issuer), "", parties, given.clerk_client_id, "Clerk")


def _checked(url: str) -> str:
    if not is_safe(url):
        raise SettingError(f"The issuer {url!r} must be an https:// URL")
    return url


def _listed(text: str) -> list[dict[str, Any]]:
    try:
        listed = json.loads(text or "[]")
    except ValueError:
        raise SettingError("OIDC_ISSUERS must be JSON") from None
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise SettingError("OIDC_ISSUERS must be a list of objects")
    return listed
