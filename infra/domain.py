"""What a stage may have in addition: a domain of its own, and a rate limit per address."""

from infra import cdn
from infra.template import Json, ref, sub, tags

_NONE = {"Type": "String", "Default": ""}

PARAMETERS: Json = {
    "DomainName": {**_NONE, "Description": "Such as status.example.com; needs CertificateArn."},
    "CertificateArn": {
        "Type": "String",
        "Default": "arn:aws:acm:us-east-1:000000000000:certificate/none",
        "Description": "A certificate of us-east-1, whatever region the stage is in.",
    },
    "HostedZoneId": {
        **_NONE,
        "Description": "The Route 53 zone the domain's records go to; empty to make them yourself.",
    },
    "RateLimit": {
        "Type": "Number",
        "Default": 0,
        "Description": "Requests one address may make in five minutes; 0 for no limit. Needs a stage in us-east-1.",
    },
    "PriceClass": {
        "Type": "String",
        "Default": "PriceClass_100",
        "AllowedValues": ["PriceClass_100", "PriceClass_200", "PriceClass_All"],
    },
}


def _given(parameter: str) -> Json:
    return {"Fn::Not": [{"Fn::Equals": [ref(parameter), ""]}]}


CONDITIONS: Json = {
    "HasDomain": _given("DomainName"),
    "HasRecords": {"Fn::And": [_given("DomainName"), _given("HostedZoneId")]},
    "HasRateLimit": {
        "Fn::And": [
            {"Fn::Not": [{"Fn::Equals": [ref("RateLimit"), 0]}]},
            {"Fn::Equals": [ref("AWS::Region"), "us-east-1"]},
        ]
    },
}


def resources(stage: str) -> Json:
    """The records of the domain, and the rate rule."""
    return {"DomainRecord": _record("A"), "DomainRecordIpv6": _record("AAAA"), "RateRule": _rate_rule(stage)}


def _record(kind: str) -> Json:
    target = {"DNSName": {"Fn::GetAtt": ["Distribution", "DomainName"]}, "HostedZoneId": cdn.ZONE}
    return {
        "Type": "AWS::Route53::RecordSet",
        "Condition": "HasRecords",
        "Properties": {
            "HostedZoneId": ref("HostedZoneId"),
            "Name": ref("DomainName"),
            "Type": kind,
            "AliasTarget": target,
        },
    }


def _rate_rule(stage: str) -> Json:
    """Counted per address: a limit per page would let one crowd keep everybody else from it."""
    seen = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": True, "MetricName": "rate"}
    limit = {"RateBasedStatement": {"Limit": ref("RateLimit"), "AggregateKeyType": "IP"}}
    rule = {"Name": "rate", "Priority": 1, "Action": {"Block": {}}, "Statement": limit, "VisibilityConfig": seen}
    return {
        "Type": "AWS::WAFv2::WebACL",
        "Condition": "HasRateLimit",
        "Properties": {
            "Name": sub("${AWS::StackName}-rate"),
            "Scope": "CLOUDFRONT",
            "DefaultAction": {"Allow": {}},
            "Rules": [rule],
            "VisibilityConfig": seen,
            "Tags": tags(stage),
        },
    }
