"""The public reads from their start to their first answer, with all but the network: DynamoDB's answer is ready.

Run as a script by an interpreter that sees the packaged zips: it must import nothing else of ours.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Mapping

from chalicelib.aws.pool import Answer
from chalicelib.aws.retries import Tries
from chalicelib.public_reads import public_reads
from chalicelib.store.dynamodb import shared_connection

SLUG = "northwind"
PAGE = {"organization": {"slug": SLUG}, "services": [{"name": f"Service {number}"} for number in range(10)]}
_SNAPSHOT = {
    "version": {"N": "7"},
    "slug": {"S": SLUG},
    "page": {"B": b64encode(zlib.compress(json.dumps(PAGE).encode())).decode()},
}
_ITEMS = {"slugs": {"slug": {"S": SLUG}, "org_id": {"S": "01hzy3a8f0000000000000000a"}}, "snapshots": _SNAPSHOT}
EVENT = {
    "resource": "/api/status/{slug}",
    "path": f"/api/status/{SLUG}",
    "httpMethod": "GET",
    "headers": {"Accept": "application/json"},
    "multiValueHeaders": {"Accept": ["application/json"]},
    "pathParameters": {"slug": SLUG},
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
    "stageVariables": None,
    "body": None,
    "isBase64Encoded": False,
    "requestContext": {
        "resourcePath": "/api/status/{slug}",
        "httpMethod": "GET",
        "requestId": "a-request",
        "identity": {"sourceIp": "192.0.2.1"},
    },
}


def _answered(body: bytes, headers: Mapping[str, str], tries: Tries) -> Answer:  # noqa: ARG001 - as the wire sends
    table = json.loads(body)["TableName"].rpartition("-")[2]
    return Answer(200, json.dumps({"Item": _ITEMS[table]}).encode())


shared_connection().wire.send = _answered  # type: ignore[method-assign]
answer = public_reads(EVENT, None)
assert answer["statusCode"] == 200, answer
assert json.loads(answer["body"]) == PAGE, answer
