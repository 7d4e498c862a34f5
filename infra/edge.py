"""The CDN's rules, read from infra/cdn.json, and the functions that carry them out at the edge."""

import json
from pathlib import Path

from infra.template import Json, att, ref, sub

HERE = Path(__file__).parent
MAX_FUNCTION_BYTES = 10_240
"""CloudFront's limit."""
LONGEST_DOMAIN = "d" * 253


def rules() -> Json:
    """infra/cdn.json: the one source of headers, caching and rewrites, here and on one machine."""
    found: Json = json.loads((HERE / "cdn.json").read_text())
    return found


def code() -> str:
    """The function of the site, with the rules it needs in it."""
    return _checked(_with_rules(rules()["behaviors"]) + _source("edge.js"))


def code_of_hosts(pages_domain: str) -> str:
    """The function of pages' own hosts."""
    before, after = _parts_of_hosts()
    return _checked(before + pages_domain + after)


def resource() -> Json:
    """The function of the site, published."""
    return _function("edge", "Clean URLs and documents", code())


def resource_of_hosts() -> Json:
    """The function of pages' own hosts, which looks up domains of organizations' own among the key values."""
    before, after = _parts_of_hosts()
    code_of_hosts(LONGEST_DOMAIN)
    made = _function("hosts", "Pages on hosts of their own", {"Fn::Join": ["", [before, ref("PagesDomain"), after]]})
    stores = [{"KeyValueStoreARN": att("HostsByName", "Arn")}]
    made["Properties"]["FunctionConfig"]["KeyValueStoreAssociations"] = stores
    return made


def _function(name: str, comment: str, source: object) -> Json:
    return {
        "Type": "AWS::CloudFront::Function",
        "Properties": {
            "Name": sub(f"${{AWS::StackName}}-{name}"),
            "AutoPublish": True,
            "FunctionConfig": {"Comment": comment, "Runtime": "cloudfront-js-2.0"},
            "FunctionCode": source,
        },
    }


def _parts_of_hosts() -> tuple[str, str]:
    """What stands before and after the pages' domain."""
    source = _with_rules(rules()["hosts"]["behaviors"]) + _source("edge-hosts.js")
    before, _, after = source.partition("${PagesDomain}")
    return before, after


def _with_rules(behaviors: list[Json]) -> str:
    given = rules()
    needed = {
        "behaviors": [_known_of(each) for each in behaviors],
        "open": given["open"],
        "rewrites": given["rewrites"],
        "documents": given["documents"],
        "files": given["files"],
    }
    return _source("edge-paths.js").replace("var RULES = {};", f"var RULES = {json.dumps(needed)};")


def _known_of(behavior: Json) -> Json:
    """What a function needs of it; `open` where scripts of other sites may read."""
    known = {"path": behavior["path"], "origin": behavior["origin"]}
    return known | ({"open": 1} if "public" in behavior["headers"] else {})


def _source(name: str) -> str:
    return (HERE / name).read_text()


def _checked(made: str) -> str:
    if len(made.encode()) > MAX_FUNCTION_BYTES:
        raise ValueError(f"An edge function has {len(made.encode())} bytes; CloudFront takes {MAX_FUNCTION_BYTES}.")
    return made
