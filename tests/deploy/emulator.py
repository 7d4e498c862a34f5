"""AWS on this machine: an emulator that enforces IAM, and the packaged bundle deployed onto it."""

import json
import os
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3

from infra.deploy import with_code_at
from infra.regions import queue_name
from infra.template import Json, functions
from tests.deploy import emulated_cdn
from tests.ports import free_port
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".venv/deploy/bin/python"
PORT = int(os.environ.get("EMULATOR_PORT") or free_port())
URL = f"http://127.0.0.1:{PORT}"
REGION = "us-east-1"
ELSEWHERE = "eu-west-1"
"""Where monitors are looked at from, too."""
STACK = "allclear-proof"
STARTS_WITHIN = 60.0
OPERATOR_TOKEN = "operator-" * 6
MAIL_DOMAIN = "mail.example.com"
INBOUND_DOMAIN = "in.example.com"
PART = 2
"""Viewers that one invocation pushes to: a crowd is three."""


@dataclass(frozen=True)
class Deployed:
    """A stack that is up, and where to reach it."""

    outputs: dict[str, str]
    stage: str

    @property
    def rest(self) -> str:
        """The REST API, with its stage."""
        return f"{URL}/_aws/execute-api/{self.outputs['RestApiId']}/live"

    @property
    def live(self) -> str:
        """The WebSocket API, with its stage."""
        return f"ws://127.0.0.1:{PORT}/_aws/execute-api/{self.outputs['WebsocketApiId']}/live"


def client(service: str, region: str = REGION) -> Any:
    """A client of the emulator, as its root."""
    return boto3.client(
        service, region_name=region, endpoint_url=URL, aws_access_key_id="test", aws_secret_access_key="test"
    )


@contextmanager
def emulator(folder: Path) -> Iterator[Path]:
    """Runs while the block does; yields its log."""
    log = folder / "emulator.log"
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        **kept,
        "AUTH": "true",
        "GATEWAY_PORT": str(PORT),
        "BIND_HOST": "127.0.0.1",
        "BARE_PYTHON": str(folder / "bare-python"),
        "TMPDIR": str(folder),
        "LOG_LEVEL": "INFO",
        "NO_PROXY": "*",
    }
    with log.open("wb") as out:
        command = [str(TOOLS), str(Path(__file__).with_name("emulator_launcher.py"))]
        process = subprocess.Popen(  # noqa: S603 - our own words
            command, env=environment, stdout=out, stderr=subprocess.STDOUT, cwd=folder
        )
    try:
        _wait_until_up(process)
        yield log
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_up(process: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        assert process.poll() is None, "the emulator ended; see emulator.log"
        try:
            with urlopen(f"{URL}/_ministack/health", timeout=1):  # noqa: S310 - http
                return True
        except (URLError, ConnectionError, TimeoutError):
            return False

    wait_until(answers, STARTS_WITHIN)


def deploy(bundle: Path, stage: str, secrets: dict[str, str]) -> Deployed:
    """The bundle, as packaged, up and running."""
    s3, cloudformation, ssm = client("s3"), client("cloudformation"), client("ssm")
    far = queue_url(ELSEWHERE, queue_name(stage))
    client("sesv2").create_email_identity(EmailIdentity=MAIL_DOMAIN)
    s3.create_bucket(Bucket="artifacts")
    for zipped in bundle.glob("*.zip"):
        s3.upload_file(str(zipped), "artifacts", zipped.name)
    for name, value in secrets.items():
        ssm.put_parameter(Name=f"/allclear/{stage}/{name}", Value=value, Type="SecureString")
    template = with_code_at(json.loads((bundle / "template.json").read_text()), "s3://artifacts")
    s3.put_object(Bucket="artifacts", Key="template.json", Body=json.dumps(patched(template)).encode())
    cloudformation.create_stack(
        StackName=STACK,
        TemplateURL=f"{URL}/artifacts/template.json",
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[
            {"ParameterKey": "OperatorToken", "ParameterValue": f"ssm:/allclear/{stage}/operator-token"},
            {"ParameterKey": "PushPartSize", "ParameterValue": str(PART)},
            {"ParameterKey": "MailDomain", "ParameterValue": MAIL_DOMAIN},
            {"ParameterKey": "CheckRegions", "ParameterValue": f"{ELSEWHERE}={far}"},
            {"ParameterKey": "InboundMailDomain", "ParameterValue": INBOUND_DOMAIN},
            {"ParameterKey": "Mail", "ParameterValue": f"ses://?from=status@{MAIL_DOMAIN}"},
        ],
    )
    return Deployed(_outputs(cloudformation), stage)


def queue_url(region: str, name: str) -> str:
    """As AWS writes it: with the region, which the emulator's own URLs leave out."""
    return f"https://sqs.{region}.amazonaws.com/000000000000/{name}"


def patched(template: Json) -> Json:
    """What the emulator needs and AWS does not: an order it does not see, no TLS, its own addresses, a simpler CDN.

    Rules of SES it makes by API alone: tests/deploy/ses_receiving.py.

    It also wants a permission for sending a batch, which on AWS is that for sending a message; and it does not see
    whose mail is sent, so that nobody may send any unless they may send all. Webhooks are on this machine.
    """
    for name in ("InboundMailRule", "InboundMailRules"):
        del template["Resources"][name]
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::ApiGatewayV2::Integration":
            resource["DependsOn"] = name.removesuffix("APIIntegration")
        if resource["Type"] == "AWS::S3::BucketPolicy":
            document = resource["Properties"]["PolicyDocument"]
            document["Statement"] = [each for each in document["Statement"] if each["Effect"] == "Allow"]
        if resource["Type"] == "AWS::IAM::Role":
            let_send_batches(resource["Properties"].get("Policies", ()))
            _let_send_mail(resource["Properties"].get("Policies", ()))
    for function in functions(template).values():
        variables = function["Properties"]["Environment"]["Variables"]
        variables["OUTBOUND_LOOPBACK"] = "on"
        variables["WEBSOCKET_ENDPOINT"] = {"Fn::Sub": f"{URL}/_aws/execute-api/${{WebsocketAPI}}/live"}
    emulated_cdn.serve(template["Resources"], URL)
    return template


def let_send_batches(policies: Iterable[Json]) -> None:
    """In place."""
    for policy in policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            if "sqs:SendMessage" in statement.get("Action", ()):
                statement["Action"].append("sqs:SendMessageBatch")


def _let_send_mail(policies: Iterable[Json]) -> None:
    for policy in policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            _, then, _ = statement.get("Fn::If", ("", {}, ""))
            if "ses:SendEmail" in then.get("Action", ()):
                then["Resource"] = "*"


def _outputs(cloudformation: Any) -> dict[str, str]:
    def ended() -> Any:
        (stack,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
        return None if stack["StackStatus"].endswith("CREATE_IN_PROGRESS") else stack

    stack = wait_until(ended, STARTS_WITHIN)
    if stack["StackStatus"] != "CREATE_COMPLETE":
        events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
        failed = [each for each in events if "FAILED" in each["ResourceStatus"]]
        raise AssertionError(f"{stack['StackStatus']}: {json.dumps(failed, default=str, indent=1)[:4000]}")
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
