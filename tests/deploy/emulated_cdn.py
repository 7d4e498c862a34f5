"""The distribution as the emulator can serve it: behaviors, edge function, policies, origins, but no origin groups.

A group becomes its first member; what falls over is for AWS to show. The API's origins get the emulator's address,
since there is no DNS and no TLS; and the edge function does without CloudFront's own module, which the emulator lacks.
"""

from typing import Any
from urllib.parse import urlsplit

from infra.template import Json

_MODULE = "import cf from 'cloudfront';"


def serve(resources: Json, address: str) -> None:
    """Makes the template's distribution one that the emulator at `address` serves."""
    config = resources["Distribution"]["Properties"]["DistributionConfig"]
    first = {group["Id"]: group["Members"]["Items"][0]["OriginId"] for group in config["OriginGroups"]["Items"]}
    for behavior in (*config["CacheBehaviors"], config["DefaultCacheBehavior"]):
        behavior["TargetOriginId"] = first.get(behavior["TargetOriginId"], behavior["TargetOriginId"])
    for origin in config["Origins"]:
        if origin.get("Id") in {"api", "missing"}:
            _at(origin, address)
    edge = resources["EdgeFunction"]["Properties"]
    assert _MODULE in edge["FunctionCode"]
    edge["FunctionCode"] = edge["FunctionCode"].replace(_MODULE, "")


def _at(origin: dict[str, Any], address: str) -> None:
    here = urlsplit(address)
    path = origin["OriginPath"]
    origin["DomainName"] = here.hostname
    origin["OriginPath"] = {"Fn::Sub": f"/_aws/execute-api/${{RestAPI}}{path}"}
    origin["CustomOriginConfig"] |= {"HTTPPort": here.port, "OriginProtocolPolicy": "http-only"}
