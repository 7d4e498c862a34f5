"""Plain HTML forms, for whoever runs no scripts: their fields as a model, and errors as a page."""

import json
from html import escape
from http import HTTPStatus
from typing import get_origin
from urllib.parse import parse_qsl

from chalice.app import Response
from pydantic import BaseModel

_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    '<meta name="robots" content="noindex"><link rel="icon" href="data:,"><link rel="stylesheet" href="/css/base.css">'
    '</head><body><div class="page"><main class="message"><h1>{title}</h1>{said}'
    "<p>Go back in your browser to change what you entered.</p></main></div></body></html>"
)


def body(model: type[BaseModel], raw: bytes) -> BaseModel:
    """The model that a form fills in; what is left empty counts as left out. Raises ValidationError."""
    given: dict[str, object] = {}
    for name, value in parse_qsl(raw.decode(errors="replace")):
        field = model.model_fields.get(name)
        if field is not None and get_origin(field.annotation) is tuple:
            known = given.setdefault(name, [])
            assert isinstance(known, list)  # noqa: S101 - made above
            known.append(value)
        else:
            given[name] = value
    return model.model_validate(given)


def for_people(response: Response) -> Response:
    """A refusal as a page that says why; anything else as it is."""
    if int(response.status_code) < HTTPStatus.BAD_REQUEST:
        return response
    problem = json.loads(response.body)
    wrong = problem.get("errors") or [{"loc": [], "msg": problem["detail"]}]
    said = "".join(f"<p>{escape(_sentence(each))}</p>" for each in wrong)
    headers = {**response.headers, "Content-Type": "text/html; charset=utf-8"}
    return Response(_PAGE.format(title="That did not work", said=said), headers, response.status_code)


def _sentence(wrong: dict[str, object]) -> str:
    loc, words = wrong["loc"], str(wrong["msg"])
    names = [str(each) for each in loc] if isinstance(loc, list) else []
    if not names:
        return words
    name = " ".join(names).replace("_", " ").capitalize()
    return f"{name} {words}" if words[:1].islower() else f"{name}: {words}"
