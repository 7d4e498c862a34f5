"""A request as it came, and what it asks for: the path decoded once, body and query parsed by their models."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

from chalice.app import Request

from chalicelib.api.registry import Endpoint
from chalicelib.config import settings
from chalicelib.domain.errors import NotFoundError

if TYPE_CHECKING:
    from pydantic import BaseModel

FORM = "application/x-www-form-urlencoded"
MAX_PARAMETER_LETTERS = 255


class RefusedError(Exception):
    """A request that HTTP has a status of its own for."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class BadQueryError(Exception):
    """The query is invalid, not the body."""

    def __init__(self, error: ValueError) -> None:
        super().__init__(str(error))
        self.error = error
        """pydantic's, which is not imported to say so."""


def address_of(peer: str, headers: Mapping[str, str]) -> str:
    """The last address that TRUSTED_PROXIES vouch for, else the peer's; `headers` by lowercase name."""
    proxies = settings().trusted_proxies if _came_by_proxy(headers) else 0
    hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    return hops[-1 - proxies] if proxies and len(hops) > proxies else peer


def _came_by_proxy(headers: Mapping[str, str]) -> bool:
    secret = settings().proxy_secret
    return not secret or hmac.compare_digest(headers.get("x-allclear-proxy", "").encode(), secret.encode())


@dataclass(frozen=True)
class Asked:
    """One request to one endpoint."""

    declared: Endpoint
    request: Request
    raw_path: Mapping[str, str]

    @cached_property
    def headers(self) -> dict[str, str]:
        """By lowercase name."""
        return {name.lower(): value for name, value in dict(self.request.headers).items()}

    @cached_property
    def path(self) -> dict[str, str]:
        """The path's parameters; API Gateway hands them over as they stood in the URL.

        Raises NotFoundError for one that names nothing: DynamoDB refuses keys of 1 KB.
        """
        decoded = {name: unquote(value) for name, value in self.raw_path.items()}
        if any(len(value) > MAX_PARAMETER_LETTERS for value in decoded.values()):
            raise NotFoundError("There is nothing at this address.")
        return decoded

    @property
    def address(self) -> str:
        """Where it came from, which is never what a stranger's header claims."""
        return address_of(str((self.request.context.get("identity") or {}).get("sourceIp") or ""), self.headers)

    @property
    def is_form(self) -> bool:
        """Whether it is a plain HTML form, which is answered by pages."""
        return self.declared.forms and self._media_type == FORM

    @property
    def _media_type(self) -> str:
        return self.headers.get("content-type", "application/json").partition(";")[0].strip().lower()

    def body(self) -> "BaseModel | None":
        """Raises RefusedError for what is no JSON of bearable size, ValidationError for what is not the model."""
        if self.declared.body is None:
            return None
        if self.is_form:
            from chalicelib.api import forms  # noqa: PLC0415 - few calls are

            return forms.body(self.declared.body, self.raw_body())
        if self.declared.bodiless and not self.raw_body():
            return self.declared.body()
        if self._media_type != "application/json":
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json.")
        return self.declared.body.model_validate_json(self.raw_body(), strict=not self.declared.lenient)

    def raw_body(self) -> bytes:
        """The bytes; raises RefusedError when there are too many."""
        given = self.request.raw_body or b""
        raw = given.encode() if isinstance(given, str) else given
        if len(raw) > self.declared.most_bytes:
            limit = f"The body may have at most {self.declared.most_bytes // 1024} KB."
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit)
        return raw

    def query(self) -> "BaseModel | None":
        """Raises BadQueryError for what is not the model."""
        if self.declared.query is None:
            return None
        try:
            return self.declared.query.model_validate(dict(self.request.query_params or {}))
        except ValueError as error:
            raise BadQueryError(error) from error

    def fingerprint(self) -> str:
        """The same for the same request only: its target, its body, and the cookie that stands for a person."""
        parts = [self.declared.operation, repr(sorted(self.path.items())), self.headers.get("cookie", "")]
        return hashlib.sha256("\n".join(parts).encode() + b"\n" + self.raw_body()).hexdigest()
