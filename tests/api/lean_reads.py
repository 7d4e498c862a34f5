"""The function of the public reads in a process of its own, as on AWS: items and questions in, answers out."""

import json
import sys
from base64 import b64decode
from typing import Any

import tests.conftest  # noqa: F401 - the environment comes first
from tests.edges import Api, Reply
from tests.engine import Engine


class _Lean:
    """Routes events to the function; API Gateway knows its paths."""

    def __init__(self) -> None:
        from chalicelib import public_reads  # noqa: PLC0415 - after the environment

        self._handler = public_reads.public_reads
        lists = ("services", "incidents", "maintenance", "timeline", "incidents/{incident_id}")
        self.routes = ["/api/status/{slug}", *(f"/api/status/{{slug}}/{each}" for each in lists)]

    def __call__(self, event: dict[str, Any], context: object) -> Any:
        return self._handler(event, context)


def _value(given: dict[str, Any]) -> dict[str, Any]:
    return {"B": b64decode(given["B"])} if "B" in given else given


def _answers(given: dict[str, Any], engine: Engine) -> list[Reply]:
    from chalicelib.store.dynamodb import shared_connection  # noqa: PLC0415
    from tests import edges  # noqa: PLC0415

    for table, item in given["items"]:
        given_item = {name: _value(each) for name, each in item.items()}
        shared_connection().wire.call("PutItem", {"TableName": table, "Item": given_item})
    for operation, code in given["faults"]:
        engine.fails(operation, code)
    lean = _Lean()
    edges._app = lambda: lean  # type: ignore[assignment] # noqa: SLF001
    return [Api().get(target, **headers) for target, headers in given["asked"]]


if __name__ == "__main__":
    with Engine.started() as engine:
        found = _answers(json.load(sys.stdin), engine)
    print(json.dumps([[each.status, dict(each.headers), each.body] for each in found]))  # noqa: T201
