"""DynamoDB's protocol, JSON that is signed and posted: what PynamoDB asks of a client, and nothing else.

botocore's own client spends 1.7 ms of Python on a request and this one 0.13; it also need not read the model of the
service at each cold start. docs/decisions/0051-requests-to-dynamodb.md.
"""

import json
import random
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from chalicelib.aws import trust
from chalicelib.aws.kept_sockets import ConnectError, KeptSockets
from chalicelib.aws.signing import Signer

CONNECT_SECONDS, READ_SECONDS, TRIES = 0.5, 1.8, 2
_LONGEST_PAUSE = 0.2
_CONNECTIONS = 32
_THROTTLED = frozenset(
    """
    ThrottlingException ProvisionedThroughputExceededException RequestLimitExceeded TransactionInProgressException
    """.split()  # noqa: SIM905 - a list one can read
)
_FAULTS = (ConnectTimeoutError, ConnectionClosedError, EndpointConnectionError, ReadTimeoutError)
Json = dict[str, Any]

TABLES, STREAMS = "DynamoDB_20120810", "DynamoDBStreams_20120810"
"""The two APIs, as requests name them; on AWS each has an endpoint of its own."""


class Wire:
    """A client of one region's DynamoDB, for any number of threads."""

    def __init__(self, region: str, endpoint: str = "", api: str = TABLES) -> None:
        """`endpoint` is AWS's own unless another is given."""
        self._api = api
        self.endpoint = endpoint or _endpoint_of(region)
        url = urlsplit(self.endpoint)
        tls = trust.of(url)
        patience = {"connect_seconds": CONNECT_SECONDS, "read_seconds": READ_SECONDS}
        port = url.port or (443 if tls else 80)
        self._sockets = KeptSockets(str(url.hostname), port, tls, kept=_CONNECTIONS, **patience)
        self._signer = Signer("dynamodb", region, url.netloc)

    def call(self, operation: str, arguments: Json) -> Json:
        """DynamoDB's answer; raises ClientError for its refusal, and botocore's own errors where none came.

        Throttling, a fault of the service and a lost answer are tried once more: within 5 s it is over.
        """
        body = json.dumps(arguments, default=_as_base64, separators=(",", ":")).encode()
        for left in reversed(range(TRIES)):
            try:
                return self._answer(operation, body)
            except (ClientError, *_FAULTS) as error:
                if not left or not _is_passing(error):
                    raise
            time.sleep(random.uniform(0, _LONGEST_PAUSE))  # noqa: S311 - jitter
        raise AssertionError

    _make_api_call = call
    """As PynamoDB calls it."""

    def close(self) -> None:
        """Lets go of the kept connections."""
        self._sockets.close()

    def send(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """One request; the status and body that answer it."""
        try:
            return self._sockets.post("/", headers, body)
        except ConnectError as error:
            kind = ConnectTimeoutError if isinstance(error.__cause__, TimeoutError) else EndpointConnectionError
            raise kind(endpoint_url=self.endpoint, error=error) from error
        except TimeoutError as error:
            raise ReadTimeoutError(endpoint_url=self.endpoint, error=error) from error
        except OSError as error:
            raise ConnectionClosedError(endpoint_url=self.endpoint, error=error) from error

    def _answer(self, operation: str, body: bytes) -> Json:
        headers = self._signer.headers(
            "/",
            body,
            datetime.now(UTC),
            content_type="application/x-amz-json-1.0",
            x_amz_target=f"{self._api}.{operation}",
        )
        status, answer = self.send(body, headers)
        if status == HTTPStatus.OK:
            found: Json = json.loads(answer, object_hook=_from_base64)
            return found
        raise ClientError(_refusal(status, answer), operation)


def _endpoint_of(region: str) -> str:
    return f"https://dynamodb.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"


def _refusal(status: int, answer: bytes) -> Json:
    """An error as botocore has them; a gateway on the way may answer in no JSON at all."""
    try:
        said = json.loads(answer)
    except ValueError:
        said = {}
    fallback = "InternalServerError" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "UnknownError"
    code = str(said.get("__type") or fallback).rpartition("#")[2]
    message = said.get("message") or said.get("Message") or ""
    return {
        "Error": {"Code": code, "Message": message},
        "CancellationReasons": said.get("CancellationReasons", []),
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}},
    }


def _is_passing(error: Exception) -> bool:
    if not isinstance(error, ClientError):
        return True
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.response["Error"]["Code"] in _THROTTLED


def _as_base64(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} is nothing that DynamoDB takes")


def _from_base64(found: Json) -> Json:
    """Binary values: `{"B": "..."}`, which can be nothing else, since text would be `{"S": "..."}`."""
    if len(found) == 1 and isinstance(given := found.get("B"), str):
        return {"B": b64decode(given)}
    return found
