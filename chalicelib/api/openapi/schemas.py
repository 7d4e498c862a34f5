"""The models of the registry as schemas of the document."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.api.openapi.descriptions import described
from chalicelib.api.openapi.examples import example
from chalicelib.api.problems import Problem
from chalicelib.api.registry import Endpoint
from chalicelib.domain.lean import LEFT_OUT

Mode = Literal["validation", "serialization"]
_TEMPLATE = "#/components/schemas/{model}"


class Schemas:
    """Every model an endpoint takes or gives, by name; one that differs on its way in and out has two."""

    def __init__(self, endpoints: Iterable[Endpoint], sent: Iterable[type[BaseModel]] = ()) -> None:
        """`sent` are models that we call others with."""
        wanted: dict[tuple[type[BaseModel], Mode], None] = {(Problem, "serialization"): None}
        for endpoint in endpoints:
            wanted |= {(endpoint.body, "validation"): None} if endpoint.body else {}
            wanted |= {(endpoint.answer, "serialization"): None} if endpoint.answer else {}
        wanted |= {(each, "serialization"): None for each in sent}
        self._refs, definitions = models_json_schema(list(wanted), ref_template=_TEMPLATE)
        self.components: dict[str, Any] = {
            name: described(name, _plain(schema)) for name, schema in sorted(definitions.get("$defs", {}).items())
        }
        _leave_out(self.components)

    def taken(self, model: type[BaseModel]) -> dict[str, Any]:
        """A reference to the model as it is sent to us."""
        return dict(self._refs[(model, "validation")])

    def given(self, model: type[BaseModel]) -> dict[str, Any]:
        """A reference to the model as we send it."""
        return dict(self._refs[(model, "serialization")])

    def example(self, reference: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
        """A value of the schema."""
        return example(reference, self.components)


def _leave_out(components: dict[str, Any]) -> None:
    """In the documents of very large pages, services have less than elsewhere (domain/lean.py)."""
    service = components["Service"]
    components["ServiceOnPage"] = {
        **service,
        "description": f"{service['description']} Very large pages leave out {' and '.join(LEFT_OUT)}.",
        "required": [name for name in service["required"] if name not in LEFT_OUT],
    }
    for name in ("Page", "ServiceList"):
        components[name]["properties"]["services"]["items"]["$ref"] = _TEMPLATE.format(model="ServiceOnPage")


def _plain(schema: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Without the titles, which only repeat names."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: _plain(part) for name, part in schema.items() if not (name == "title" and isinstance(part, str))}
    return kept | {"pattern": _portable(kept["pattern"])} if isinstance(kept.get("pattern"), str) else kept


def _portable(pattern: str) -> str:
    """The pattern in the words that JavaScript, Python and Rust share."""
    return pattern.replace(r"\p{C}", r"\u0000-\u001f\u007f-\u009f").replace(r"\"", '"')
