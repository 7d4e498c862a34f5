"""The AWS calls that deploying needs, by boto3, which comes with requirements-dev.txt and never ships."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.request import Request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.command import code
from infra.template import tag_map, tags

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

    def client(self, service: str, region: str | None = None, config: Config | None = None) -> Any:  # noqa: ANN401 - boto3 makes its clients as it goes
        """A client for a service."""
        return boto3.client(service, region_name=region or self.region, endpoint_url=self.endpoint, config=config)

    def outputs(self) -> dict[str, str]:
        """The outputs of the stack; empty when there is none."""
        try:
            (stack,) = self.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"]
        except ClientError as error:
            if is_absent(error):
                return {}
            raise
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


def is_absent(error: ClientError) -> bool:
    """Whether CloudFormation says that there is no such stack; it has no code of its own for that."""
    return code(error) == "ValidationError" and "does not exist" in str(error)


def artifacts(target: Target) -> str:
    """The bucket that bundles are uploaded to; its name tells account and region."""
    return f"allclear-artifacts-{target.account()}-{target.region}"


def make_artifacts(target: Target) -> str:
    """That bucket, private, and made when it is missing."""
    name, s3 = artifacts(target), target.client("s3")
    if not bucket_exists(s3, name):
        _make_bucket(s3, name, target)
    return name


def bucket_exists(s3: Any, name: str) -> bool:  # noqa: ANN401 - a boto3 client
    """Whether there is a bucket of that name; one that may not be looked at is an error, and not a missing one."""
    try:
        s3.head_bucket(Bucket=name)
    except ClientError as error:
        if code(error) in {"404", "NoSuchBucket", "NotFound"}:
            return False
        raise
    return True


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
        if code(error) != "ParameterAlreadyExists":
            raise
        return False
    return True


def describe(target: Target) -> str:
    """The account, as a person can recognize it."""
    return json.dumps({"account": target.account(), "region": target.region, **tag_map(target.stage)})
