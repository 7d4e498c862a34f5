"""Pages' own hosts on CloudFront: those below the pages' domain by one distribution, organizations' own by another.

The second is a multi-tenant one, of which the job `hosts` makes a tenant, with a certificate, for each domain. Both
have the rules that infra/cdn.json has for hosts. All of it is there only where the stage has a `PagesDomain`.
"""

from typing import Any

from infra import cdn, edge, headers
from infra.template import Json, allow, att, either, ref, sub, tags

_NONE = {"Type": "String", "Default": ""}
_HAS = "HasPagesDomain"

PARAMETERS: Json = {
    "PagesDomain": {
        **_NONE,
        "Description": "Pages are at {slug}. below it, such as pages.example.com; needs PagesCertificateArn.",
    },
    "PagesCertificateArn": {
        "Type": "String",
        "Default": "arn:aws:acm:us-east-1:000000000000:certificate/none",
        "Description": "A certificate of us-east-1 for *. and the pages' domain.",
    },
    "PagesZoneId": {**_NONE, "Description": "The Route 53 zone for the record of *.; empty to make it yourself."},
}


def _given(parameter: str) -> Json:
    return {"Fn::Not": [{"Fn::Equals": [ref(parameter), ""]}]}


CONDITIONS: Json = {
    _HAS: _given("PagesDomain"),
    "HasPagesRecord": {"Fn::And": [_given("PagesDomain"), _given("PagesZoneId")]},
}


def resources(stage: str) -> Json:
    """Both distributions with all that belongs to them."""
    found = {
        "HostsByName": _key_values(),
        "HostsFunction": edge.resource_of_hosts(),
        "HostsDistribution": _distribution(stage, _wildcard()),
        "HostsTenants": _distribution(stage, {"ConnectionMode": "tenant-only"}),
        "HostsConnection": _connection(stage),
        **headers.resources_of_hosts(),
    }
    made = {name: {**each, "Condition": _HAS} for name, each in found.items()}
    return {**made, "HostsRecord": _record("A"), "HostsRecordIpv6": _record("AAAA")}


def environment(function: str) -> Json:
    """What functions are told of hosts; the ids are for the job that makes tenants alone."""
    told: Json = {
        "PAGES_DOMAIN": ref("PagesDomain"),
        "HOSTS_TARGET": either(_HAS, att("HostsConnection", "RoutingEndpoint"), ""),
    }
    if function == "Hosts":
        ids = "distribution=${HostsTenants} connection=${HostsConnection} store=${HostsByName.Arn}"
        told["HOSTS_CDN"] = either(_HAS, sub(ids), "")
    return told


def statements() -> list[Json]:
    """What the job may do at CloudFront; a certificate is asked for in its name."""
    account = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}"
    tenants = [sub(f"{account}:distribution-tenant/*")]
    whole = [*tenants, sub(f"{account}:distribution/${{HostsTenants}}"), att("HostsConnection", "Arn")]
    calls = ("GetDistributionTenantByDomain", "UpdateDistributionTenant", "DeleteDistributionTenant")
    looks = ("GetManagedCertificateDetails", "VerifyDnsConfiguration")
    keys = [f"cloudfront-keyvaluestore:{each}" for each in ("DescribeKeyValueStore", "GetKey", "PutKey", "DeleteKey")]
    certificates = sub("arn:${AWS::Partition}:acm:us-east-1:${AWS::AccountId}:certificate/*")
    given = [
        allow([f"cloudfront:{each}" for each in (*calls, *looks)], tenants),
        allow(["cloudfront:CreateDistributionTenant"], whole),
        allow(keys, att("HostsByName", "Arn")),
        allow(["acm:RequestCertificate", "acm:DescribeCertificate"], certificates),
    ]
    return [either(_HAS, each) for each in given]


def _key_values() -> Json:
    return {"Type": "AWS::CloudFront::KeyValueStore", "Properties": {"Name": sub("${AWS::StackName}-hosts")}}


def _connection(stage: str) -> Json:
    """What organizations' own domains lead to."""
    properties: Json = {"Name": sub("${AWS::StackName}-hosts"), "Enabled": True, "Ipv6Enabled": True}
    return {"Type": "AWS::CloudFront::ConnectionGroup", "Properties": {**properties, "Tags": tags(stage)}}


def _wildcard() -> Json:
    """What only a distribution that is reached by its own address may have."""
    return {"Aliases": [sub("*.${PagesDomain}")], "IPV6Enabled": True, "PriceClass": ref("PriceClass")}


def _distribution(stage: str, more: Json) -> Json:
    *special, default = [_behavior(each) for each in edge.rules()["hosts"]["behaviors"]]
    del default["PathPattern"]
    config: Json = {
        **cdn.shared(),
        "Comment": f"Allclear {stage}, hosts of pages",
        "CacheBehaviors": [cdn.live(), *special],
        "DefaultCacheBehavior": default,
        "ViewerCertificate": {
            "AcmCertificateArn": ref("PagesCertificateArn"),
            "SslSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
        **more,
    }
    return {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": config, "Tags": tags(stage)}}


def _behavior(rule: Json) -> Json:
    """All by way of the function, which knows whose host it is; what is below a page is for people to read."""
    is_page = rule["origin"] == "documents" and not str(rule["path"]).startswith("/api/status")
    made = cdn.behavior(rule, policy=headers.host_policy_id(rule["headers"]), is_page=is_page)
    at_request = {"EventType": "viewer-request", "FunctionARN": att("HostsFunction", "FunctionARN")}
    return made | {"FunctionAssociations": [at_request]}


def _record(kind: str) -> Json:
    target: dict[str, Any] = {"DNSName": att("HostsDistribution", "DomainName"), "HostedZoneId": cdn.ZONE}
    return {
        "Type": "AWS::Route53::RecordSet",
        "Condition": "HasPagesRecord",
        "Properties": {
            "HostedZoneId": ref("PagesZoneId"),
            "Name": sub("*.${PagesDomain}"),
            "Type": kind,
            "AliasTarget": target,
        },
    }
