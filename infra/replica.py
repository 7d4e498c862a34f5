"""A copy of the documents in a second region; made here, because CloudFormation stays in one."""

import json
from collections.abc import Iterable

from infra.aws import Target, bucket_exists
from infra.template import tags


def bucket_name(target: Target, region: str) -> str:
    """The replica's name: told from the account, so that it is found again."""
    return f"{_prefix(target)}{region}"


def replicas(target: Target, buckets: Iterable[str]) -> list[tuple[str, str]]:
    """Those of these buckets that are replicas of the stage, with their regions."""
    prefix = _prefix(target)
    return [(name, name.removeprefix(prefix)) for name in buckets if name.startswith(prefix)]


def _prefix(target: Target) -> str:
    return f"allclear-{target.stage}-replica-{target.account()}-"


def parameters(target: Target, region: str) -> dict[str, str]:
    """What the stack must know of the replica; makes its bucket when there is none. Nothing without a region."""
    if not region:
        return {}
    name, s3 = bucket_name(target, region), target.client("s3", region)
    if not bucket_exists(s3, name):
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **where)
    block = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(block, True))
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags(target.stage)})
    return {"ReplicaBucket": name, "ReplicaRegion": region}


def let_in(target: Target, given: dict[str, str], distribution: str) -> None:
    """Lets the stage's distribution, and nobody else, read the replica."""
    if not given.get("ReplicaBucket"):
        return
    name = given["ReplicaBucket"]
    source = f"arn:aws:cloudfront::{target.account()}:distribution/{distribution}"
    by_cdn = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": {"StringEquals": {"AWS:SourceArn": source}},
    }
    statements = [
        by_cdn | {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"},
        by_cdn | {"Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{name}"},
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    target.client("s3", given["ReplicaRegion"]).put_bucket_policy(Bucket=name, Policy=policy)
