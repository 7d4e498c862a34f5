"""Example values: one for each field's name, so that the same thing looks the same on every page."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

_ID = "01kg4r7zq0v3x8m5n2c9d6e1fa"
_TIME = "2026-01-05T12:00:00.000Z"
_BY_NAME: Mapping[str, Any] = {
    "data": "bmFtZQpDaGVja291dAo=",
    "id": _ID,
    "user_id": "01kg4q1b8w3j5k7m9p2r4t6v8x",
    "organization_id": "01kg4q0a7v2h4j6k8m1n3p5r7t",
    "service_ids": ["01kg4r2c9x4k6m8n1p3q5s7t9v"],
    "scheduled_start": "2026-01-10T02:00:00.000Z",
    "scheduled_end": "2026-01-10T04:00:00.000Z",
    "name": "Checkout",
    "title": "Payments fail for some cards",
    "description": "Card payments in the *shop*.",
    "description_tree": [["p", "Card payments in the ", ["em", "shop"], "."]],
    "text": "A **fix** is in place and we are watching the results.",
    "tree": [["p", "A ", ["strong", "fix"], " is in place and we are watching the results."]],
    "text_tree": [["p", "A ", ["strong", "fix"], " is in place and we are watching the results."]],
    "intro_text_tree": [["p", "All that we ", ["strong", "run"], "."]],
    "footer_text_tree": [["ul", ["li", ["a", "https://northwind.example/support", "Support"]]]],
    "summary": "Checkout: Partial outage",
    "category": "Shop",
    "position": 100,
    "email": "ada@northwind.example",
    "password": "correct horse battery",
    "current_password": "correct horse battery",
    "new_password": "a better horse battery",
    "signing_secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw1Bs3YlRkWcE=",
    "slug": "northwind",
    "confirm": "northwind",
    "website_url": "https://northwind.example",
    "logo_url": "https://northwind.example/logo.svg",
    "url": "https://northwind.example/support",
    "label": "Support",
    "accent_color": "#0b5fff",
    "time_zone": "Europe/Zurich",
    "from": _TIME,
    "to": "2026-01-05T13:00:00.000Z",
    "month": "2026-10",
    "first_month": "2026-03",
    "organization_name": "Northwind",
    "user_agent": "Mozilla/5.0",
    "reply_to": "support@northwind.example",
    "region": "eu-central-1",
    "next_cursor": None,
    "resolved_at": None,
    "actual_start": None,
    "actual_end": None,
    "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl",
    "token": "3b1f0c5e9d7a48f2b6c4e8a1d3f5079b",
    "key": "allclear_w_3b1f0c5e9d7a48f2b6c4e8a1",
    "prefix": "allclear_w_3b1f",
    "message": "Allclear: status pages that change by themselves on every screen.",
    "version": 3,
    "latency_ms": 2.4,
    "detail": "What was wrong, in a sentence.",
    "msg": "must not be blank",
    "request_id": "4f8f6c1e-7c1b-4c53-9d0e-1b2f6a7c8d9e",
}


def example(schema: Schema, components: Mapping[str, Schema], name: str = "") -> Any:  # noqa: ANN401 - any JSON value
    """A value the schema allows; what is optional is there, too, when its name has a value of its own."""
    if "$ref" in schema:
        return example(components[schema["$ref"].rpartition("/")[2]], components, name)
    if name in _BY_NAME and _fits(_BY_NAME[name], schema):
        return _BY_NAME[name]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return example(schema[choice][0], components, name)
    for given in ("const", "default"):
        if given in schema:
            return schema[given]
    for several in ("examples", "enum"):
        if several in schema:
            return schema[several][0]
    return _of_type(schema, components, name)


def _of_type(schema: Schema, components: Mapping[str, Schema], name: str) -> Any:  # noqa: ANN401 - any JSON value
    kind = schema.get("type", "object")
    if kind == "object":
        return {
            field: example(of_field, components, field)
            for field, of_field in schema.get("properties", {}).items()
            if field in schema.get("required", ()) or field in _BY_NAME or of_field.get("default") is not None
        }
    if kind == "array":
        return [example(schema.get("items", {}), components, name.removesuffix("s"))]
    if kind == "string":
        formats = {"date-time": _TIME, "date": _TIME[:10]}
        return formats.get(schema.get("format", "")) or _word(schema, name)
    return {"integer": schema.get("minimum", 1), "number": 1.0, "boolean": True, "null": None}[kind]


def _word(schema: Schema, name: str) -> str:
    if name.endswith("_id") or "26}" in schema.get("pattern", ""):
        return _ID
    return name or "text"


def _fits(value: object, schema: Schema) -> bool:
    kinds = {kind.get("type") for kind in schema.get("anyOf", [schema])}
    wanted = {str: "string", int: "integer", float: "number", list: "array", type(None): "null"}[type(value)]
    dated = {"date-time": "T" in str(value), "date": "T" not in str(value)}
    return wanted in kinds and (value is None or "enum" not in schema) and dated.get(str(schema.get("format")), True)
