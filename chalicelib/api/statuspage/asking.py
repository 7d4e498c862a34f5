"""A request of a Statuspage client as our edge reads it: a bearer key, and a body of JSON."""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from chalice.app import Request

from chalicelib.api.reading import FORM
from chalicelib.api.registry import MAX_BODY_BYTES
from chalicelib.domain.api_keys import BRAND

MAX_DEPTH = 5
"""Brackets of a field's name; Statuspage's deepest are `incident[components][id]` and `...[]`."""
_FIELD = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_SCHEMES = frozenset({"oauth", "token"})
_JSON = "application/json"


def translated(request: Request) -> Request:
    """The same request: `OAuth` and `?api_key=` as a bearer token, form fields as JSON, other media as they came."""
    event = request.to_original_event()
    query = dict(event.get("multiValueQueryStringParameters") or {})
    headers = {name.lower(): value for name, value in dict(request.headers).items()}
    keys = query.pop("api_key", [])
    headers["authorization"] = _bearer(headers.get("authorization", ""), keys[-1] if keys else "")
    event = {**event, "headers": headers, "multiValueQueryStringParameters": query or None}
    body = _body(request.raw_body or b"", headers.get("content-type", ""), _fields(query))
    if body is not None:
        headers["content-type"] = _JSON
        event |= {"body": body, "isBase64Encoded": False}
    return Request(event)


def _bearer(given: str, key: str) -> str:
    scheme, _, token = given.strip().partition(" ")
    if scheme.lower() in _SCHEMES:
        return f"Bearer {token.strip()}"
    if scheme.startswith(BRAND):
        return f"Bearer {scheme}"
    return given or (f"Bearer {key}" if key else "")


def _fields(query: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Parameters that say what a body says, as in `?component[status]=operational`."""
    return [(name, value) for name, values in query.items() if "[" in name for value in values]


def _body(raw: bytes | str, media_type: str, fields: list[tuple[str, str]]) -> str | bytes | None:
    """JSON as text; None where the body is to be read, or refused, as it is."""
    text = (raw if isinstance(raw, bytes) else raw.encode()).strip()
    if len(text) > MAX_BODY_BYTES:
        return None
    kind = media_type.partition(";")[0].strip().lower()
    if not text:
        return json.dumps(nested(fields))
    if text.startswith(b"{") and kind in {"", FORM, "text/plain"}:
        return text.decode(errors="replace")
    if kind != FORM:
        return None
    return json.dumps(nested(parse_qsl(text.decode(errors="replace"), keep_blank_values=True)))


def nested(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`incident[name]=X` as `{"incident": {"name": "X"}}`, and `...[]=a` as a list; other names are left out."""
    found: dict[str, Any] = {}
    for name, value in fields:
        match = _FIELD.fullmatch(name)
        parts = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])] if match else []
        if 0 < len(parts) <= MAX_DEPTH:
            _put(found, parts, value)
    return found


def _put(into: dict[str, Any], parts: list[str], value: str) -> None:
    """Of two fields that cannot both be, the first one stays."""
    for place, name in enumerate(parts):
        last, rest = place == len(parts) - 1, parts[place + 1 :]
        if last:
            into[name] = value
        elif rest == [""]:
            known = into.setdefault(name, [])
            if isinstance(known, list):
                known.append(value)
            return
        else:
            inner = into.setdefault(name, {})
            if not isinstance(inner, dict):
                return
            into = inner
