"""CloudFormation as data: the building blocks that the modules of this package share."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

STAGE_NAME = "live"
"""The stage of both APIs. The WebSocket API answers at `/live` because of it, on its own host as behind the CDN."""


def sub(text: str) -> Json:
    """`text` with its ${names} filled in."""
    return {"Fn::Sub": text}


def ref(name: str) -> Json:
    """A parameter's value, or what names a resource."""
    return {"Ref": name}


def att(resource: str, attribute: str) -> Json:
    """An attribute of a resource."""
    return {"Fn::GetAtt": [resource, attribute]}


def either(condition: str, then: object, otherwise: object = None) -> Json:
    """`then` where the condition holds, else `otherwise`, else nothing at all."""
    return {"Fn::If": [condition, then, ref("AWS::NoValue") if otherwise is None else otherwise]}


def allow(actions: list[str], resources: object, **more: object) -> Json:
    """One statement of a policy."""
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def policy(statements: list[Json]) -> Json:
    """A policy of these statements."""
    return {"Version": "2012-10-17", "Statement": statements}


def kept(kind: str, properties: Mapping[str, object], **more: object) -> Json:
    """A resource that outlives its stack: what people wrote is never deleted by a deployment."""
    return {
        "Type": kind,
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        **more,
        "Properties": dict(properties),
    }


def tags(stage: str) -> list[Json]:
    """The tags by which budgets and people find the resources of a stage."""
    return [{"Key": key, "Value": value} for key, value in tag_map(stage).items()]


def tag_map(stage: str) -> dict[str, str]:
    """The same, for resources that take a map."""
    return {"application": "allclear", "stage": stage}


def functions(template: Json) -> dict[str, Json]:
    """Every Lambda function of a template, by logical id."""
    return {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def pascal(name: str) -> str:
    """`broadcast_page` as Chalice and we name its resource: `BroadcastPage`."""
    return "".join(part.capitalize() for part in name.replace("-", "_").split("_"))
