"""CloudFront: the site, the documents and the API under one host name, from infra/cdn.json."""

from infra import edge, fallback, headers
from infra.template import STAGE_NAME, Json, att, either, ref, sub, tags

_CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""AWS's own policies; API Gateway must see its own Host, and everything else that the viewer sent."""
_READS = ["GET", "HEAD", "OPTIONS"]
_ALL = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
_FALLS_OVER = [403, 404, 500, 502, 503, 504]
_ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
"""CloudFront caches these for ten seconds, even where caching is off: everybody would get one caller's 404."""
ZONE = "Z2FDTNDATAQYW2"
"""The Route 53 zone of every distribution, so that a name can be an alias of one."""
_TARGETS = {"site": "site-or-missing", "documents": "documents-or-else", "api": "api"}
_PAGES = "pages-or-missing"


def resources(stage: str) -> Json:
    """The distribution and its parts."""
    return {
        "BucketAccess": _bucket_access(),
        "EdgeFunction": edge.resource(),
        "DocumentsCaching": _caching("documents", default=1, longest=86_400, queries=["cursor", "limit", "version"]),
        "SiteCaching": _caching("site", default=300, longest=31_536_000, queries=[]),
        **headers.resources(),
        **fallback.resources(stage),
        "Distribution": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {"DistributionConfig": _distribution(stage), "Tags": tags(stage)},
        },
    }


def _distribution(stage: str) -> Json:
    behaviors = [_behavior(each) for each in edge.rules()["behaviors"]]
    *special, default = behaviors
    del default["PathPattern"]
    return {
        **shared(),
        "Comment": f"Allclear {stage}",
        "IPV6Enabled": True,
        "PriceClass": ref("PriceClass"),
        "DefaultRootObject": "index.html",
        "CacheBehaviors": [live(), *special],
        "DefaultCacheBehavior": default,
        "Aliases": either("HasDomain", [ref("DomainName")]),
        "ViewerCertificate": either("HasDomain", _certificate(), {"CloudFrontDefaultCertificate": True}),
    }


def shared() -> Json:
    """What the distributions of the site and of pages' hosts have in common."""
    return {
        "Enabled": True,
        "HttpVersion": "http2and3",
        "Origins": _origins(),
        "OriginGroups": {"Quantity": 3, "Items": [_site_group(), _documents_group(), _pages_group()]},
        "CustomErrorResponses": [{"ErrorCode": code, "ErrorCachingMinTTL": 0} for code in _ERRORS],
        "WebACLId": either("HasRateLimit", att("RateRule", "Arn")),
    }


def _behavior(rule: Json) -> Json:
    made = behavior(rule, policy=headers.policy_id(rule["headers"]), is_page=_is_page(rule))
    if rule["origin"] == "api":
        return made
    at_request = {"EventType": "viewer-request", "FunctionARN": att("EdgeFunction", "FunctionARN")}
    return made | {"FunctionAssociations": [at_request]}


def behavior(rule: Json, policy: str, *, is_page: bool) -> Json:
    """What holds for the paths of one pattern; API Gateway compresses for itself."""
    api = rule["origin"] == "api"
    made: Json = {
        "PathPattern": rule["path"],
        "TargetOriginId": _PAGES if is_page else _TARGETS[rule["origin"]],
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": _ALL if api else _READS,
        "CachedMethods": ["GET", "HEAD"],
        "Compress": not api,
        "CachePolicyId": _CACHING_DISABLED if api else ref(f"{rule['origin'].capitalize()}Caching"),
        "ResponseHeadersPolicyId": ref(policy),
    }
    return made | {"OriginRequestPolicyId": _ALL_VIEWER_EXCEPT_HOST} if api else made


def _is_page(rule: Json) -> bool:
    """Whether a 404 there is for people to read."""
    return str(rule["path"]).startswith(edge.rules()["documents"]["shells"])


def live() -> Json:
    """The path is the WebSocket API's stage, so nothing has to be rewritten."""
    return {
        "PathPattern": f"/{STAGE_NAME}",
        "TargetOriginId": "live",
        "ViewerProtocolPolicy": "https-only",
        "AllowedMethods": _ALL,
        "CachedMethods": ["GET", "HEAD"],
        "Compress": False,
        "CachePolicyId": _CACHING_DISABLED,
        "OriginRequestPolicyId": _ALL_VIEWER_EXCEPT_HOST,
    }


def _origins() -> list[object]:
    gateway = "${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    live = "${WebsocketAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    return [
        _bucket("site", att("SiteBucket", "RegionalDomainName")),
        _bucket("documents", att("DocumentsBucket", "RegionalDomainName")),
        *fallback.origins(),
        _https("api", gateway, f"/{STAGE_NAME}") | {"OriginCustomHeaders": [_by_proxy()]},
        _https("missing", gateway, f"/{STAGE_NAME}/missing"),
        _https("live", live, ""),
    ]


def _by_proxy() -> Json:
    """Says to the API that a request came this way: whoever calls its own address is not believed whence they come.

    The stack's id ends in a UUID that only who may look into the account knows.
    """
    return {"HeaderName": "X-Allclear-Proxy", "HeaderValue": ref("AWS::StackId")}


def _bucket(name: str, host: Json) -> Json:
    """Gives up early, because a page should fail over within seconds."""
    return {
        "Id": name,
        "DomainName": host,
        "OriginAccessControlId": ref("BucketAccess"),
        "S3OriginConfig": {"OriginAccessIdentity": ""},
        "ConnectionAttempts": 2,
        "ConnectionTimeout": 3,
    }


def _https(name: str, host: str, path: str) -> Json:
    return {
        "Id": name,
        "DomainName": sub(host),
        "OriginPath": path,
        "CustomOriginConfig": {
            "OriginProtocolPolicy": "https-only",
            "OriginSSLProtocols": ["TLSv1.2"],
            "OriginReadTimeout": 30,
        },
        "ConnectionAttempts": 2,
        "ConnectionTimeout": 3,
    }


def _group(name: str, first: str, then: object, codes: list[int]) -> Json:
    return {
        "Id": name,
        "FailoverCriteria": {"StatusCodes": {"Quantity": len(codes), "Items": codes}},
        "Members": {"Quantity": 2, "Items": [{"OriginId": first}, {"OriginId": then}]},
    }


def _site_group() -> Json:
    return _group(_TARGETS["site"], "site", "missing", [403, 404])


def _documents_group() -> Json:
    """A group has two members: with a replica, it stands in for the API, which its region takes along when it goes."""
    return _group(
        _TARGETS["documents"], "documents", either("HasReplica", fallback.DOCUMENTS.origin, "api"), _FALLS_OVER
    )


def _pages_group() -> Json:
    return _group(_PAGES, "documents", either("HasReplica", fallback.PAGES.origin, "missing"), _FALLS_OVER)


def _caching(name: str, default: int, longest: int, queries: list[str]) -> Json:
    """How long is the origin's to say (with stale-while-revalidate and stale-if-error); these are only bounds."""
    asked: Json = {"QueryStringBehavior": "whitelist", "QueryStrings": queries}
    return {
        "Type": "AWS::CloudFront::CachePolicy",
        "Properties": {
            "CachePolicyConfig": {
                "Name": sub(f"${{AWS::StackName}}-{name}"),
                "MinTTL": 0,
                "DefaultTTL": default,
                "MaxTTL": longest,
                "ParametersInCacheKeyAndForwardedToOrigin": {
                    "EnableAcceptEncodingGzip": True,
                    "EnableAcceptEncodingBrotli": True,
                    "CookiesConfig": {"CookieBehavior": "none"},
                    "HeadersConfig": {"HeaderBehavior": "none"},
                    "QueryStringsConfig": asked if queries else {"QueryStringBehavior": "none"},
                },
            }
        },
    }


def _bucket_access() -> Json:
    return {
        "Type": "AWS::CloudFront::OriginAccessControl",
        "Properties": {
            "OriginAccessControlConfig": {
                "Name": sub("${AWS::StackName}-buckets"),
                "OriginAccessControlOriginType": "s3",
                "SigningBehavior": "always",
                "SigningProtocol": "sigv4",
            }
        },
    }


def _certificate() -> Json:
    return {
        "AcmCertificateArn": ref("CertificateArn"),
        "SslSupportMethod": "sni-only",
        "MinimumProtocolVersion": "TLSv1.2_2021",
    }
