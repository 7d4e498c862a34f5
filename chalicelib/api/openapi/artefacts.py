"""The documents as files: served by the CDN, so that they outlive the API and cost it nothing."""

import json
from typing import Any

from chalicelib.api.openapi.asyncapi import channels_document
from chalicelib.api.openapi.document import document


def artefacts() -> dict[str, str]:
    """By file name under static_site/."""
    return {"openapi.json": _text(document()), "asyncapi.json": _text(channels_document())}


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
