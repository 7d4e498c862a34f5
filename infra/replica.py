"""A copy of the documents in a second region; made here, because CloudFormation stays in one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from infra import fallback, gateway, site
from infra.aws import Target, bucket_exists
from infra.template import Json, allow, policy, tags


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


def let_in(target: Target, given: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Lets the distributions that stand before the replica, and nobody else, read it; puts what they need into it."""
    if not given.get("ReplicaBucket"):
        return
    name, s3 = given["ReplicaBucket"], target.client("s3", given["ReplicaRegion"])
    for each in missing():
        s3.put_object(Bucket=name, Key=each.key, Body=each.body, ContentType=each.content_type)
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(_read_by(name, target.account(), _before_it(outputs))))


def _before_it(outputs: Mapping[str, str]) -> list[str]:
    """Ids of distributions; an older bundle, gone back to, reads the replica by the stage's own."""
    before = [outputs[key] for kind in fallback.KINDS if (key := f"{kind.resource}Id") in outputs]
    return before or [outputs["DistributionId"]]


def _read_by(bucket: str, account: str, distributions: Iterable[str]) -> Json:
    sources = [f"arn:aws:cloudfront::{account}:distribution/{each}" for each in distributions]
    by_cdn = {
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": {"StringEquals": {"AWS:SourceArn": sources}},
    }
    return policy(
        [
            allow(["s3:GetObject"], f"arn:aws:s3:::{bucket}/*", **by_cdn),
            allow(["s3:ListBucket"], f"arn:aws:s3:::{bucket}", **by_cdn),
        ]
    )


@dataclass(frozen=True)
class Missing:
    """What is answered where the replica has nothing."""

    key: str
    body: bytes
    content_type: str


def missing() -> list[Missing]:
    """The site's own page, and the API's own problem; no request of the API has that id, since it was not asked."""
    problem = gateway.problem_body(HTTPStatus.NOT_FOUND, gateway.NOTHING_HERE, "none")
    page = (site.SITE / "404.html").read_bytes()
    return [
        Missing(fallback.PAGES.missing, page, "text/html; charset=utf-8"),
        Missing(fallback.DOCUMENTS.missing, json.dumps(problem).encode(), "application/problem+json"),
    ]
