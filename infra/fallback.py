"""The replica in a second region as the CDN's other origin: what is missing there, too, is answered as the API would.

A bucket answers what it lacks in XML of its own. CloudFront can put a page in the place of an error, but the same one
for all of a distribution, and the API's errors go through the stage's as well. So the replica has two distributions of
its own, which only the stage's distribution asks: one for pages, and one for documents.
"""

from dataclasses import dataclass

from infra.template import Json, either, ref, sub, tags

_MISSING = (403, 404)
"""A bucket says 403 for what it lacks to those who may not list it."""


@dataclass(frozen=True)
class Kind:
    """Pages, or documents: what is asked of the replica, and the object that says that there is no such thing."""

    resource: str
    origin: str
    missing: str


PAGES = Kind("ReplicaPages", "replica-pages", "missing/page.html")
DOCUMENTS = Kind("ReplicaDocuments", "replica-documents", "missing/problem.json")
KINDS = (PAGES, DOCUMENTS)


def resources(stage: str) -> Json:
    """A distribution for each kind, where there is a replica."""
    return {kind.resource: _distribution(kind, stage) for kind in KINDS}


def outputs() -> Json:
    """Their ids, for the replica to let them in."""
    return {f"{kind.resource}Id": {"Condition": "HasReplica", "Value": ref(kind.resource)} for kind in KINDS}


def origins() -> list[Json]:
    """What the stage's own distribution falls over to."""
    return [either("HasReplica", _origin(kind)) for kind in KINDS]


def _origin(kind: Kind) -> Json:
    return {
        "Id": kind.origin,
        "DomainName": sub(f"${{{kind.resource}.DomainName}}"),
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]},
        "ConnectionAttempts": 2,
        "ConnectionTimeout": 3,
    }


def _distribution(kind: Kind, stage: str) -> Json:
    """Keeps nothing for longer than the stage's own does."""
    bucket = {
        "Id": "replica",
        "DomainName": sub("${ReplicaBucket}.s3.${ReplicaRegion}.${AWS::URLSuffix}"),
        "OriginAccessControlId": ref("BucketAccess"),
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    instead = {"ResponseCode": 404, "ResponsePagePath": f"/{kind.missing}", "ErrorCachingMinTTL": 0}
    config = {
        "Enabled": True,
        "Comment": f"Allclear {stage}: {kind.origin}",
        "HttpVersion": "http2",
        "PriceClass": ref("PriceClass"),
        "Origins": [bucket],
        "DefaultCacheBehavior": {
            "TargetOriginId": "replica",
            "ViewerProtocolPolicy": "https-only",
            "AllowedMethods": ["GET", "HEAD", "OPTIONS"],
            "CachedMethods": ["GET", "HEAD"],
            "Compress": True,
            "CachePolicyId": ref("DocumentsCaching"),
        },
        "CustomErrorResponses": [{"ErrorCode": code, **instead} for code in _MISSING],
        "ViewerCertificate": {"CloudFrontDefaultCertificate": True},
    }
    return {
        "Type": "AWS::CloudFront::Distribution",
        "Condition": "HasReplica",
        "Properties": {"DistributionConfig": config, "Tags": tags(stage)},
    }
