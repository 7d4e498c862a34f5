"""The CDN's rules, read from infra/cdn.json, and the function that carries them out at the edge."""

import json
from pathlib import Path

from infra.template import Json, sub

HERE = Path(__file__).parent
MAX_FUNCTION_BYTES = 10_240
"""CloudFront's limit."""


def rules() -> Json:
    """infra/cdn.json: the one source of headers, caching and rewrites, here and on one machine."""
    found: Json = json.loads((HERE / "cdn.json").read_text())
    return found


def code() -> str:
    """The function with the rules it needs in it."""
    given = rules()
    needed = {
        "behaviors": [{"path": each["path"], "origin": each["origin"]} for each in given["behaviors"]],
        "rewrites": given["rewrites"],
        "documents": given["documents"],
        "files": given["files"],
    }
    made = (HERE / "edge.js").read_text().replace("var RULES = {};", f"var RULES = {json.dumps(needed)};")
    if len(made.encode()) > MAX_FUNCTION_BYTES:
        raise ValueError(f"The edge function has {len(made.encode())} bytes; CloudFront takes {MAX_FUNCTION_BYTES}.")
    return made


def resource() -> Json:
    """The function, published."""
    return {
        "Type": "AWS::CloudFront::Function",
        "Properties": {
            "Name": sub("${AWS::StackName}-edge"),
            "AutoPublish": True,
            "FunctionConfig": {"Comment": "Clean URLs and documents", "Runtime": "cloudfront-js-2.0"},
            "FunctionCode": code(),
        },
    }
