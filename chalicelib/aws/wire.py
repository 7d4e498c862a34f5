"""DynamoDB's protocol, JSON that is signed and posted: what PynamoDB asks of a client, and nothing else.

botocore's own client spends 1.7 ms of Python on a request and this one 0.3; it also need not read the model of the
service at each cold start. docs/decisions/0051-requests-to-dynamodb.md.
"""

import json
from base64 import b64decode, b64encode
from binascii import crc32
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import urllib3.exceptions as http
from botocore import exceptions as boto
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.aws import trust
from chalicelib.aws.pool import Answer, Pool
from chalicelib.aws.retries import Tries
from chalicelib.aws.signing import Signer

Json = dict[str, Any]

TABLES, STREAMS = "DynamoDB_20120810", "DynamoDBStreams_20120810"
"""The two APIs, as requests name them; on AWS each has an endpoint of its own."""
_BINARY = b'"B"'
"""In every answer that holds a binary value; one that holds none is parsed in half the time."""


class Wire:
    """A client of one region's DynamoDB, for any number of threads."""

    def __init__(self, region: str, endpoint: str = "", api: str = TABLES) -> None:
        """`endpoint` is AWS's own unless another is given."""
        self._api = api
        self.endpoint = endpoint or _endpoint_of(region)
        url = urlsplit(self.endpoint)
        tls = trust.of(url)
        self._pool = Pool(str(url.hostname), url.port or (443 if tls else 80), tls)
        self._signer = Signer("dynamodb", region, url.netloc)

    def call(self, operation: str, arguments: Json) -> Json:
        """DynamoDB's answer; raises ClientError for its refusal, and BotoCoreError where none came.

        What may pass is tried again (`retries`): after 5 s it is over, and sooner where an answer is due sooner.
        """
        body = json.dumps(arguments, default=_as_base64, separators=(",", ":")).encode()
        tries = Tries()
        while True:
            try:
                answer = self._answer(operation, body, tries)
            except (ClientError, BotoCoreError) as error:
                tries.wait(error)
            else:
                tries.succeeded()
                return answer

    _make_api_call = call
    """As PynamoDB calls it."""

    def close(self) -> None:
        """Lets go of the kept connections."""
        self._pool.close()

    def send(self, body: bytes, headers: Mapping[str, str], tries: Tries) -> Answer:
        """One request, and what answers it; raises BotoCoreError when nothing does."""
        try:
            return self._pool.post("/", headers, body, seconds=tries.seconds, on_new=tries.on_new)
        except http.HTTPError as error:
            raise self._no_answer(error) from error

    def _no_answer(self, error: http.HTTPError) -> BotoCoreError:
        about: Json = {"endpoint_url": self.endpoint, "error": error}
        match error:
            case http.NewConnectionError():
                return boto.EndpointConnectionError(**about)
            case http.ConnectTimeoutError():
                return boto.ConnectTimeoutError(**about)
            case http.TimeoutError():
                return boto.ReadTimeoutError(**about)
            case http.SSLError():
                return boto.SSLError(**about)
            case _:
                return boto.ConnectionClosedError(**about)

    def _answer(self, operation: str, body: bytes, tries: Tries) -> Json:
        headers = self._signer.headers(
            "/",
            body,
            datetime.now(UTC),
            content_type="application/x-amz-json-1.0",
            x_amz_target=f"{self._api}.{operation}",
        )
        answer = self.send(body, headers, tries)
        _check(answer)
        if answer.status == HTTPStatus.OK:
            return _parsed(answer.body)
        raise ClientError(_refusal(answer), operation)


def _endpoint_of(region: str) -> str:
    return f"https://dynamodb.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"


def _check(answer: Answer) -> None:
    """Raises ChecksumError for a body that is not what DynamoDB sent."""
    counted = str(crc32(answer.body))
    if answer.crc32 is not None and answer.crc32.strip() != counted:
        raise boto.ChecksumError(checksum_type="crc32", expected_checksum=answer.crc32, actual_checksum=counted)


def _parsed(body: bytes) -> Json:
    try:
        found = json.loads(body, object_hook=_from_base64 if _BINARY in body else None)
    except ValueError as error:
        raise boto.HTTPClientError(error=error) from error
    if not isinstance(found, dict):
        raise boto.HTTPClientError(error="the answer is not an object")
    return found


def _refusal(answer: Answer) -> Json:
    """An error as botocore has them, known by its code alone; a gateway on the way may answer in no JSON at all."""
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        said = {}
    code = str(said.get("__type") or "UnknownError").rpartition("#")[2]
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        code = "ThrottlingException"
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        code = "InternalServerError"
    message = said.get("message") or said.get("Message") or ""
    return {
        "Error": {"Code": code, "Message": message},
        "CancellationReasons": said.get("CancellationReasons", []),
        "ResponseMetadata": {"HTTPStatusCode": answer.status, "HTTPHeaders": {}},
    }


def _as_base64(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} is nothing that DynamoDB takes")


def _from_base64(found: Json) -> Json:
    """Binary values: `{"B": "..."}`, which can be nothing else, since text would be `{"S": "..."}`."""
    if len(found) == 1 and isinstance(given := found.get("B"), str):
        return {"B": b64decode(given)}
    return found
