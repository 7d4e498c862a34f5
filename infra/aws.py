"""What deploying asks of AWS, by boto3 and plain credentials; boto3 comes with requirements-dev.txt and never ships."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import Request

import boto3
from botocore.exceptions import ClientError

from infra.template import Json, tag_map, tags

WAIT = {"Delay": 5, "MaxAttempts": 360}


@dataclass(frozen=True)
class Target:
    """A stage in its region; `endpoint` is for an emulator."""

    stage: str
    region: str
    endpoint: str | None = None

    @property
    def stack(self) -> str:
        """The stack's name."""
        return f"allclear-{self.stage}"

    def client(self, service: str, region: str | None = None) -> Any:  # noqa: ANN401 - boto3 makes its clients as it goes
        """A client for a service."""
        return boto3.client(service, region_name=region or self.region, endpoint_url=self.endpoint)

    def outputs(self) -> dict[str, str]:
        """What the stack says of itself; empty when there is none."""
        try:
            (stack,) = self.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"]
        except ClientError:
            return {}
        return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", ())}

    def address(self, bucket: str, key: str) -> str:
        """An object's URL, as CloudFormation takes it."""
        host = f"{self.endpoint}/{bucket}" if self.endpoint else f"https://{bucket}.s3.{self.region}.amazonaws.com"
        return f"{host}/{key}"

    def page(self, host: str, path: str) -> Request:
        """A visitor's request; an emulator's edge goes by the name it is asked by."""
        if not self.endpoint:
            return Request(f"https://{host}{path}")
        return Request(f"{self.endpoint}{path}", headers={"Host": host, "X-Forwarded-Proto": "https"})  # noqa: S310 - http

    def account(self) -> str:
        """The account's number."""
        return str(self.client("sts").get_caller_identity()["Account"])


def artifacts(target: Target) -> str:
    """The bucket that bundles are uploaded to, private and made when missing; its name tells account and region."""
    name, s3 = f"allclear-artifacts-{target.account()}-{target.region}", target.client("s3")
    try:
        s3.head_bucket(Bucket=name)
    except ClientError:
        _make_bucket(s3, name, target)
    return name


def _make_bucket(s3: Any, name: str, target: Target) -> None:  # noqa: ANN401 - a boto3 client
    where = {} if target.region == "us-east-1" else {"LocationConstraint": target.region}
    s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": where} if where else {}))
    block = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(block, True))
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags("all")})


def ensure_secret(target: Target, name: str, value: str) -> bool:
    """Stores a secret unless there is one; True when it was stored."""
    try:
        target.client("ssm").put_parameter(
            Name=f"/allclear/{target.stage}/{name}", Value=value, Type="SecureString", Overwrite=False
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterAlreadyExists":
            raise
        return False
    return True


def change(target: Target, template_url: str, parameters: Mapping[str, str]) -> str:
    """Applies a change set and waits; answers `created`, `updated` or `unchanged`. A failure rolls itself back."""
    cloudformation = target.client("cloudformation")
    exists = bool(_status(cloudformation, target.stack))
    made = cloudformation.create_change_set(
        StackName=target.stack,
        ChangeSetName=f"deploy-{secrets.token_hex(6)}",
        ChangeSetType="UPDATE" if exists else "CREATE",
        TemplateURL=template_url,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Tags=tags(target.stage),
    )
    if not _is_ready(cloudformation, made["Id"]):
        cloudformation.delete_change_set(ChangeSetName=made["Id"])
        return "unchanged"
    cloudformation.execute_change_set(ChangeSetName=made["Id"])
    waiter = cloudformation.get_waiter("stack_update_complete" if exists else "stack_create_complete")
    waiter.wait(StackName=target.stack, WaiterConfig=WAIT)
    return "updated" if exists else "created"


def _status(cloudformation: Any, stack: str) -> str:  # noqa: ANN401 - a boto3 client
    """Empty for a stack that is not there, or that a change set has only announced."""
    try:
        (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except ClientError:
        return ""
    return "" if found["StackStatus"] == "REVIEW_IN_PROGRESS" else str(found["StackStatus"])


def _is_ready(cloudformation: Any, change_set: str) -> bool:  # noqa: ANN401 - a boto3 client
    """False when there is nothing to change; raises RuntimeError with AWS's reason when it can't be made."""
    waiter = cloudformation.get_waiter("change_set_create_complete")
    try:
        waiter.wait(ChangeSetName=change_set, WaiterConfig=WAIT)
    except Exception as error:
        found: Json = cloudformation.describe_change_set(ChangeSetName=change_set)
        reason = str(found.get("StatusReason", ""))
        if "didn't contain changes" in reason or "No updates are to be performed" in reason:
            return False
        raise RuntimeError(f"The change set failed: {reason}") from error
    return True


def describe(target: Target) -> str:
    """Which account this is, for a person to check."""
    return json.dumps({"account": target.account(), "region": target.region, **tag_map(target.stage)})
