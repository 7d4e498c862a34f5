"""The API's rooms on AWS: one is opened when it is called."""

import json
import os
import subprocess
import sys

import pytest

import app
from chalicelib.api.declared import ROOMS, Room
from chalicelib.api.registry import REGISTRY

_GIVEN = {
    "AWS_LAMBDA_FUNCTION_NAME": "allclear-APIHandler",
    "TABLE_PREFIX": "tests-",
    "AWS_REGION": "us-east-1",
    "TOKEN_SECRET": "it-only-lets-the-functions-start",
    "PUBLIC_URL": "http://localhost",
    "DOCUMENTS": "file:///-",
    "WEBSOCKET_ENDPOINT": "http://localhost",
}
_ASK = """
import json, app
call = {{"httpMethod": "GET", "headers": {{}}, "multiValueQueryStringParameters": None, "pathParameters": {{}},
         "body": None, "stageVariables": None, "isBase64Encoded": False,
         "requestContext": {{"resourcePath": {route!r}, "httpMethod": "GET", "identity": {{}}}}}}
print(json.dumps([app.app(call, None)["statusCode"], sorted(app.app.routes)]))
"""


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.module)
def test_a_room_is_found_by_each_of_its_routes(room: Room) -> None:
    declared = {each.path for each in REGISTRY if each.view.__module__ == f"chalicelib.api.{room.module}"}
    routes = declared or {route for route in app.app.routes if room.answers(route)}
    assert routes
    assert [route for route in routes if not room.answers(route)] == []


def test_one_machine_and_packaging_know_all_routes() -> None:
    assert {each.path for each in REGISTRY} <= set(app.app.routes)


def test_on_lambda_a_call_opens_its_room_and_is_answered_and_no_other_is_imported() -> None:
    code = _ASK.format(route="/api/templates")
    made = subprocess.run([sys.executable, "-c", code], env=os.environ | _GIVEN, capture_output=True, check=True)  # noqa: S603 - our own words
    status, routes = json.loads(made.stdout.splitlines()[-1])
    assert status == 401
    assert routes == ["/api/templates", "/api/templates/{template_id}"]
