"""The documents at /openapi.json and /asyncapi.json: valid, complete, and never behind the code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import app
from chalicelib.api.openapi.artefacts import artefacts
from chalicelib.api.registry import REGISTRY, Endpoint
from chalicelib.domain.lean import LEFT_OUT
from chalicelib.live import subscriptions
from chalicelib.live.frames import NAMES

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "static_site"
OPENAPI: dict[str, Any] = json.loads(artefacts()["openapi.json"])
ASYNCAPI: dict[str, Any] = json.loads(artefacts()["asyncapi.json"])
SPECS = ROOT / "node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json"


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
def test_what_is_served_is_what_the_code_declares(name: str) -> None:
    assert (SITE / name).read_text() == artefacts()[name], "run: make api-documents"


def test_openapi_is_valid() -> None:
    assert list(OpenAPIV31SpecValidator(OPENAPI).iter_errors()) == []


def test_every_route_is_documented_and_every_documented_path_is_a_route() -> None:
    routes = {(method, path) for path, methods in app.app.routes.items() for method in methods}
    documented = {(method.upper(), path) for path, item in OPENAPI["paths"].items() for method in item}
    by_atlassian = {(method, path) for method, path in routes if path.startswith("/v1/")}
    assert routes - documented == {(m, p) for m, p in routes if m in {"HEAD", "OPTIONS"}} | by_atlassian
    assert documented <= routes


@pytest.mark.parametrize("endpoint", REGISTRY, ids=lambda each: each.operation)
def test_an_operation_says_all_a_client_must_know(endpoint: Endpoint) -> None:
    operation = OPENAPI["paths"][endpoint.path][endpoint.method.lower()]
    assert operation["summary"]
    assert not operation["summary"].endswith(".")
    assert operation["description"]
    assert len(operation["tags"]) == 1
    assert {"429", "503"} <= set(operation["responses"])
    assert ("requestBody" in operation) == (endpoint.body is not None)
    assert all(answer.get("$ref") or answer["description"] for answer in operation["responses"].values())


def test_everything_that_is_read_says_what_it_is_read_as() -> None:
    answers = {path: item["get"]["responses"].get("200") for path, item in OPENAPI["paths"].items() if "get" in item}
    assert [path for path, answer in answers.items() if answer and "content" not in answer] == []


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, operation in _operations()]
    assert len(ids) == len(set(ids))


def test_every_field_says_what_it_is() -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in OPENAPI["components"]["schemas"].items()
        for field, of_field in schema.get("properties", {}).items()
        if not of_field.get("description")
    ]
    assert silent == []


def test_every_example_is_what_its_schema_says() -> None:
    for path, content in _contents(OPENAPI):
        if "example" in content:
            schema = {**content["schema"], "components": OPENAPI["components"]}
            errors = [
                error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(content["example"])
            ]
            assert errors == [], path


def test_every_example_of_a_body_is_one_the_endpoint_takes() -> None:
    for endpoint in REGISTRY:
        if endpoint.body:
            body = OPENAPI["paths"][endpoint.path][endpoint.method.lower()]["requestBody"]
            endpoint.body.model_validate_json(json.dumps(body["content"]["application/json"]["example"]))


def test_every_reference_leads_somewhere_and_every_component_is_used() -> None:
    for document in (OPENAPI, ASYNCAPI):
        found = set(re.findall(r'"\$ref": "#/components/([^"]+)"', json.dumps(document)))
        there = {f"{kind}/{name}" for kind, parts in document["components"].items() for name in parts}
        assert found <= there
        assert {each for each in there - found if not each.startswith("securitySchemes")} == set()


def test_every_pattern_is_one_that_python_and_javascript_read() -> None:
    for pattern in re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(OPENAPI)):
        re.compile(json.loads(pattern))
        assert r"\p" not in pattern


@pytest.mark.skipif(not SPECS.exists(), reason="npm ci brings the schema")
def test_asyncapi_is_valid() -> None:
    schema = json.loads(SPECS.read_text())
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(ASYNCAPI)] == []


def test_asyncapi_knows_every_frame_and_every_action() -> None:
    messages = ASYNCAPI["components"]["messages"]
    events = {message["payload"]["properties"].get("event", {}).get("const") for message in messages.values()}
    actions = {message["payload"]["properties"].get("action", {}).get("const") for message in messages.values()}
    assert events - {None} == {*filter(None, NAMES.values()), "subscribed", "unsubscribed", "pong", "error"}
    assert actions - {None} == set(subscriptions._ACTIONS)  # noqa: SLF001 - the protocol's own list


def test_every_example_of_a_frame_is_what_its_schema_says() -> None:
    for name, message in ASYNCAPI["components"]["messages"].items():
        schema = {**message["payload"], "components": ASYNCAPI["components"]}
        for example in message["examples"]:
            errors = jsonschema.Draft202012Validator(schema).iter_errors(example["payload"])
            assert [error.message for error in errors] == [], name


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in OPENAPI["paths"].items():
        for operation in item.values():
            yield path, operation


def _contents(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        if "schema" in part and "example" in part:
            yield path, part
        for name, inner in part.items():
            yield from _contents(inner, f"{path}/{name}")
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from _contents(inner, f"{path}/{number}")


def test_documents_of_pages_need_not_say_what_very_large_ones_leave_out() -> None:
    schemas = OPENAPI["components"]["schemas"]
    for name in ("Page", "ServiceList"):
        reference = schemas[name]["properties"]["services"]["items"]["$ref"]
        assert not set(LEFT_OUT) & set(schemas[reference.rpartition("/")[2]]["required"])
    assert set(LEFT_OUT) < set(schemas["Service"]["required"]), "elsewhere they are always there"
