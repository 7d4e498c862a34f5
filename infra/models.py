"""botocore's models of AWS services with only what the code calls: they are read, whole, at every cold start."""

import gzip
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.template import Json

OPERATIONS: Mapping[str, frozenset[str]] = {
    "s3": frozenset({"DeleteObject", "GetObject", "ListObjectsV2", "PutObject"}),
    "ssm": frozenset({"GetParameter"}),
    "lambda": frozenset({"Invoke"}),
    "sqs": frozenset({"ChangeMessageVisibility", "SendMessageBatch"}),
    "sesv2": frozenset({"SendEmail"}),
    "cloudfront": frozenset(
        {
            "CreateDistributionTenant",
            "DeleteDistributionTenant",
            "GetDistributionTenantByDomain",
            "GetManagedCertificateDetails",
            "UpdateDistributionTenant",
            "VerifyDnsConfiguration",
        }
    ),
    "cloudfront-keyvaluestore": frozenset({"DeleteKey", "DescribeKeyValueStore", "GetKey", "PutKey"}),
}
"""By service; DynamoDB is spoken to without a model (docs/decisions/0051). A test holds it against the code."""
_PLAIN = frozenset({"documentation", "documentationUrl"})
_UNREAD = frozenset({"examples-1", "waiters-2"})
_MODEL = "service-2"


def trim(data: Path) -> None:
    """Leaves of botocore/data the services named, and of their models the operations named, as plain JSON.

    The zip compresses them; gzip within it would only be one more thing to undo at every start.
    """
    for service, operations in OPERATIONS.items():
        *older, newest = sorted(folder for folder in (data / service).iterdir() if any(folder.iterdir()))
        for folder in older:
            shutil.rmtree(folder)
        for file in newest.iterdir():
            _trim(file, operations)


def _trim(file: Path, operations: frozenset[str]) -> None:
    kind = file.name.removesuffix(".gz").removesuffix(".json")
    given = file.read_bytes()
    file.unlink()
    if kind in _UNREAD:
        return
    found: Json = json.loads(gzip.decompress(given) if file.suffix == ".gz" else given)
    made = trimmed(found, operations) if kind == _MODEL else found
    (file.parent / f"{kind}.json").write_text(json.dumps(made, separators=(",", ":")))


def trimmed(model: Json, operations: frozenset[str]) -> Json:
    """The model of a service with these operations, and the shapes they need; without its documentation."""
    kept = {name: each for name, each in model["operations"].items() if name in operations}
    if missing := operations - set(kept):
        raise ValueError(f"botocore knows no {', '.join(sorted(missing))}.")
    shapes = {name: model["shapes"][name] for name in _reached(kept, model["shapes"])}
    return {**model, "operations": _silent(kept), "shapes": _silent(shapes)}


def _reached(operations: Json, shapes: Json) -> list[str]:
    """Names of the shapes, in their order: what is made must depend on its input alone."""
    waiting, seen = list(_shapes_in(operations)), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += _shapes_in(shapes[name])
    return [name for name in shapes if name in seen]


def _shapes_in(part: object) -> Iterator[str]:
    """Wherever `{"shape": name}` is."""
    if isinstance(part, dict):
        if isinstance(name := part.get("shape"), str):
            yield name
        for each in part.values():
            yield from _shapes_in(each)
    elif isinstance(part, list):
        for each in part:
            yield from _shapes_in(each)


def _silent(part: Any) -> Any:  # noqa: ANN401 - whatever JSON can be
    """Without documentation; a member that is called so is a dict, and stays."""
    if isinstance(part, dict):
        return {name: _silent(each) for name, each in part.items() if not (name in _PLAIN and isinstance(each, str))}
    return [_silent(each) for each in part] if isinstance(part, list) else part
