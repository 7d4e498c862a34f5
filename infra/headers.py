"""Response headers policies, one for each set of headers in infra/cdn.json, in the words CloudFront has for them."""

from collections.abc import Iterable, Mapping

from infra import edge
from infra.template import Json, either, pascal, ref, sub

_LIVE = "${live}"
_SIGN_IN = "${sign_in}"
_HOST_LIVE = "${host_live}"
"""'self' alone, since nobody knows the names of all hosts; a browser that leaves WebSockets out asks for documents."""
_CORS = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers")


def policy_id(names: Iterable[str]) -> str:
    """`SecurityPageSiteHeaders`."""
    return f"{''.join(map(pascal, names))}Headers"


def resources() -> Json:
    """A policy for every list of names that a behavior has."""
    rules = edge.rules()
    found: Json = {}
    for behavior in rules["behaviors"]:
        headers: dict[str, str] = dict(rules["https_only"])
        for name in behavior["headers"]:
            headers |= rules["headers"][name]
        found[policy_id(behavior["headers"])] = _policy(policy_id(behavior["headers"]), headers)
    return found


def host_policy_id(names: Iterable[str]) -> str:
    """`HostSecurityHostSiteHeaders`."""
    return f"Host{policy_id(names)}"


def resources_of_hosts() -> Json:
    """The same for pages' own hosts, whose names are not ours: strict transport ends soon, and covers none below."""
    rules = edge.rules()
    found: Json = {}
    for behavior in rules["hosts"]["behaviors"]:
        headers: dict[str, str] = dict(rules["hosts"]["https_only"])
        for name in behavior["headers"]:
            headers |= rules["headers"][name]
        found[host_policy_id(behavior["headers"])] = _policy(host_policy_id(behavior["headers"]), headers)
    return found


def cache_control(origin: str) -> str:
    """The cache headers that files of an origin are stored with, which the CDN obeys."""
    headers = edge.rules()["headers"]
    return str(headers["document" if origin == "documents" else "site"]["Cache-Control"])


def _policy(name: str, headers: Mapping[str, str]) -> Json:
    rest = {key: value for key, value in headers.items() if key not in (*_SECURITY, *_CORS)}
    custom = [{"Header": key, "Value": value, "Override": True} for key, value in rest.items()]
    config: Json = {
        "Name": sub(f"${{AWS::StackName}}-{name}"),
        "SecurityHeadersConfig": _security(headers),
        "CustomHeadersConfig": {"Items": custom},
    }
    if "Access-Control-Allow-Origin" in headers:
        config["CorsConfig"] = _cors(headers)
    return {"Type": "AWS::CloudFront::ResponseHeadersPolicy", "Properties": {"ResponseHeadersPolicyConfig": config}}


def _security(headers: Mapping[str, str]) -> Json:
    """CloudFront does not take these as custom headers, but has a field for each."""
    age = int(headers["Strict-Transport-Security"].partition("max-age=")[2].partition(";")[0])
    found: Json = {
        "ContentTypeOptions": {"Override": True},
        "StrictTransportSecurity": {
            "AccessControlMaxAgeSec": age,
            "IncludeSubdomains": "includeSubDomains" in headers["Strict-Transport-Security"],
            "Override": True,
        },
    }
    if "X-Frame-Options" in headers:
        found["FrameOptions"] = {"FrameOption": headers["X-Frame-Options"], "Override": True}
    if "Referrer-Policy" in headers:
        found["ReferrerPolicy"] = {"ReferrerPolicy": headers["Referrer-Policy"], "Override": True}
    if "Content-Security-Policy" in headers:
        found["ContentSecurityPolicy"] = {
            "ContentSecurityPolicy": _policy_text(headers["Content-Security-Policy"]),
            "Override": True,
        }
    return found


_SECURITY = (
    "Content-Security-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


def _policy_text(given: str) -> object:
    """With the WebSocket's address by name: some browsers do not count it as 'self'. And with the providers."""
    given = given.replace(_SIGN_IN, "${SignInOrigins}").replace(f" {_HOST_LIVE}", "")
    if _LIVE not in given:
        return given
    named, unnamed = given.replace(_LIVE, "wss://${PublicHost}"), given.replace(f" {_LIVE}", "")
    return either("HasPublicHost", sub(named), sub(unnamed) if "${" in unnamed else unnamed)


def _cors(headers: Mapping[str, str]) -> Json:
    return {
        "AccessControlAllowCredentials": False,
        "AccessControlAllowHeaders": {"Items": ["*"]},
        "AccessControlAllowMethods": {"Items": ["GET", "HEAD", "OPTIONS"]},
        "AccessControlAllowOrigins": {"Items": [headers["Access-Control-Allow-Origin"]]},
        "AccessControlExposeHeaders": {"Items": headers["Access-Control-Expose-Headers"].split(", ")},
        "OriginOverride": True,
    }


PARAMETERS: Json = {
    "PublicHost": {
        "Type": "String",
        "Default": "",
        "Description": "The host people reach the pages at; the deploy step fills it in.",
    },
    "SignInOrigins": {
        "Type": "String",
        "Default": "",
        "Description": "Origins of the providers people sign in by, with spaces between; the deploy step asks them.",
    },
}
CONDITIONS: Json = {"HasPublicHost": {"Fn::Not": [{"Fn::Equals": [ref("PublicHost"), ""]}]}}
