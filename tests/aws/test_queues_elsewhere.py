"""A queue in another region is spoken to there: its host, and a signature that its region takes."""

import json
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.session import get_session

from chalicelib.queues.message import ChecksElsewhere
from chalicelib.queues.sqs import SqsQueues

URLS = {
    "check_monitors": "https://sqs.us-east-1.amazonaws.com/111111111111/allclear-prod-check-monitors",
    "checks@eu-west-1": "https://sqs.eu-west-1.amazonaws.com/111111111111/allclear-prod-checks",
    "checks@cn-north-1": "https://sqs.cn-north-1.amazonaws.com.cn/111111111111/allclear-prod-checks",
}


class _Raw:
    """The body of an answer, as botocore reads it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: object) -> list[bytes]:
        return [self._content]


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[AWSPreparedRequest]:
    """What would have gone to SQS, which takes all of it."""
    seen: list[AWSPreparedRequest] = []

    def send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        seen.append(request)
        entries = [{"Id": each["Id"], "MessageId": "m", "MD5OfMessageBody": ""} for each in _body(request)["Entries"]]
        headers = {"Content-Type": "application/x-amz-json-1.0"}
        answer: Any = _Raw(json.dumps({"Successful": entries, "Failed": []}).encode())
        return AWSResponse(request.url, 200, headers, answer)

    session = get_session()
    session.get_component("event_emitter").register_first("before-send.sqs", send)  # before moto, if that is there
    monkeypatch.setattr("chalicelib.queues.sqs.get_session", lambda: session)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL_SQS", raising=False)
    return seen


def _body(request: AWSPreparedRequest) -> dict[str, Any]:
    return dict(json.loads(request.body or b"{}"))


@pytest.mark.parametrize(
    ("queue", "region", "host"),
    [
        ("check_monitors", "us-east-1", "sqs.us-east-1.amazonaws.com"),
        ("checks@eu-west-1", "eu-west-1", "sqs.eu-west-1.amazonaws.com"),
        ("checks@cn-north-1", "cn-north-1", "sqs.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_each_is_asked_at_its_own_host_and_signed_for_it(
    requests: list[AWSPreparedRequest], queue: str, region: str, host: str
) -> None:
    queues = SqsQueues(" ".join(f"{name}={url}" for name, url in URLS.items()), "us-east-1")
    assert queues.send(queue, [ChecksElsewhere(1.0, ({"id": "one"},), 0.0)]) == []
    (request,) = requests
    signed = request.headers["Authorization"]
    signed = signed.decode() if isinstance(signed, bytes) else signed
    assert f"/{region}/sqs/aws4_request" in signed
    assert request.url.startswith(f"https://{host}/")
    assert _body(request)["QueueUrl"] == URLS[queue]
