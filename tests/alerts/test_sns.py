"""SNS, with messages signed by a real key and a host on this machine that has its certificate."""

import base64
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from chalicelib.alerts import sns_signatures, taking
from chalicelib.alerts.kinds.sns import SAMPLE
from chalicelib.alerts.message import UnreadableError
from chalicelib.config import settings
from chalicelib.domain.ids import new_id
from chalicelib.domain.signals import Rule
from chalicelib.domain.sources import Came, Source, SourceDraft
from chalicelib.use_cases import sources
from tests.factories import DOWN, NOW, UP
from tests.tenancy import Tenant

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key: rsa.RSAPrivateKey, days: int = 30) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    start = datetime.now(UTC) - timedelta(days=60)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(start).not_valid_after(datetime.now(UTC) + timedelta(days=days))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class Sns(ThreadingHTTPServer):
    """Serves certificates, and hears that a subscription is confirmed."""

    heard: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def signed(self, message: dict[str, Any], version: str = "1", key: rsa.RSAPrivateKey = KEY) -> dict[str, Any]:
        message = {**message, "SignatureVersion": version, "SigningCertURL": f"{self.url}/certificate.pem"}
        names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
        if message["Type"] != "Notification":
            names = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        text = "".join(f"{name}\n{message[name]}\n" for name in names if name in message)
        algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303 - as SNS does
        signature = key.sign(text.encode(), padding.PKCS1v15(), algorithm)
        return {**message, "Signature": base64.b64encode(signature).decode()}


class _Handler(BaseHTTPRequestHandler):
    server: Sns

    def do_GET(self) -> None:
        self.server.heard.append(self.path)
        body = certificate(KEY, days=-1 if "old" in self.path else 30) if ".pem" in self.path else b"<ok/>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def sns(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sns]:
    server = Sns(("127.0.0.1", 0), _Handler)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    monkeypatch.setattr(sns_signatures, "settings", lambda: Given(server.url))
    sns_signatures._certificate.cache_clear()  # noqa: SLF001 - of the test before
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class Given:
    """The setting of a machine that has an SNS of its own."""

    def __init__(self, sns_endpoint: str) -> None:
        self.sns_endpoint = sns_endpoint


@pytest.fixture
def source(tenant: Tenant) -> Source:
    api = tenant.service("API")
    rule = Rule(action="set_status", status="major_outage", service_ids=(api.id,))
    draft = SourceDraft(name="CloudWatch", kind="sns", rules=(rule,))
    return sources.make(tenant.org_id, draft, lambda _: "", tenant.actor, NOW)[0]


def took(source: Source, message: dict[str, Any]) -> Came:
    body = json.dumps(message)
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return taking.take(
        source, Came(id=new_id(at), org_id=source.org_id, source_id=source.id, received_at=at, body=body), at
    )


def status(tenant: Tenant, source: Source) -> str:
    from chalicelib.store import services  # noqa: PLC0415 - after the environment

    return services.get(tenant.org_id, source.rules[0].service_ids[0]).status


@pytest.mark.parametrize("version", ["1", "2"])
def test_an_alarm_that_sns_signed_is_followed(tenant: Tenant, sns: Sns, source: Source, version: str) -> None:
    took(source, sns.signed(SAMPLE, version))
    assert status(tenant, source) == DOWN


def test_a_subscription_is_confirmed_by_calling_back(sns: Sns, source: Source) -> None:
    asked = {
        "Type": "SubscriptionConfirmation",
        "MessageId": "b51ac6ac",
        "Token": "t0ken",
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:alarms",
        "Message": "You have chosen to subscribe.",
        "SubscribeURL": f"{sns.url}/?Action=ConfirmSubscription&Token=t0ken",
        "Timestamp": "2026-03-02T08:15:30.281Z",
    }
    came = took(source, sns.signed(asked))
    assert came.did[0].did == "Subscribed to arn:aws:sns:eu-west-1:123456789012:alarms"
    assert "/?Action=ConfirmSubscription&Token=t0ken" in sns.heard


def test_what_sns_did_not_sign_does_nothing(tenant: Tenant, sns: Sns, source: Source) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    good = sns.signed(SAMPLE)
    forged = [
        sns.signed(SAMPLE, key=stranger),
        {**good, "TopicArn": "arn:aws:sns:eu-west-1:999999999999:theirs"},
        {**good, "SignatureVersion": "2"},
        {**good, "SignatureVersion": "3"},
        {**good, "Signature": "AAAA"},
        {**good, "SigningCertURL": f"{sns.url}/old.pem"},
        {**good, "SigningCertURL": f"{sns.url}/certificate.txt"},
        {**good, "SigningCertURL": "https://sns.eu-west-1.amazonaws.com.example.com/x.pem"},
        {**good, "SigningCertURL": "https://example.com/x.pem#sns.eu-west-1.amazonaws.com"},
        {**good, "SigningCertURL": "https://sns.eu-west-1.amazonaws.com@example.com/x.pem"},
        {**good, "SigningCertURL": "http://sns.eu-west-1.amazonaws.com/x.pem"},
        json.loads(SAMPLE["Message"]),
    ]
    for each in forged:
        assert took(source, each).trouble, each
    assert status(tenant, source) == UP


def test_a_confirmation_elsewhere_is_not_called(sns: Sns, source: Source) -> None:
    asked = {
        "Type": "SubscriptionConfirmation",
        "MessageId": "b51ac6ac",
        "Token": "t",
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:alarms",
        "Message": "x",
        "SubscribeURL": "https://169.254.169.254/latest/meta-data",
        "Timestamp": "2026-03-02T08:15:30.281Z",
    }
    assert took(source, sns.signed(asked)).trouble == "It names an address that is not one of SNS."


def test_elsewhere_only_hosts_of_sns_are_asked() -> None:
    assert settings().sns_endpoint == ""
    for region in ("eu-west-1", "us-gov-west-1", "ap-southeast-5", "cn-north-1"):
        end = ".cn" if region.startswith("cn-") else ""
        trusted = f"https://sns.{region}.amazonaws.com{end}/SimpleNotificationService-1.pem"
        assert sns_signatures._trusted(trusted) == trusted  # noqa: SLF001 - nothing is called here
    for host in (
        "sns.s3-us-west-2.amazonaws.com",  # a bucket called sns
        "sns.eu-west-1.amazonaws.com:8443",
        "sns.eu-west-1.amazonaws.com.cn",
        "sns.cn-north-1.amazonaws.com",
        "sns.evil.com",
        "sns.amazonaws.com",
        "SNS.eu-west-1.amazonaws.com.evil.com",
        "sns.eu-west-1.amazonaws.com\\@evil.com",
        "evilsns.eu-west-1.amazonaws.com",
        "a.sns.eu-west-1.amazonaws.com",
    ):
        with pytest.raises(UnreadableError):
            sns_signatures._trusted(f"https://{host}/x.pem")  # noqa: SLF001 - likewise
