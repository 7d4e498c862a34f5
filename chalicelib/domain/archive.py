"""The archive of an organization: what an export holds, line by line, and how it becomes resources again.

A ZIP file with `manifest.json`, `schema.json`, a file of JSON lines for each kind of resource, and `incidents.csv`. A
line is a resource as the API has it; what only this product's own rules need stands in `internal`. Ids stay, so that
addresses of incidents do, and so that the same archive adds nothing twice.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import Field

from chalicelib.domain.ids import Id
from chalicelib.domain.markdown import FIELDS, TREE, tree_of
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant
from chalicelib.domain.words import AS_STORED

FORMAT, VERSION = "allclear-archive", 1
MANIFEST, SCHEMA, INCIDENTS_CSV = "manifest.json", "schema.json", "incidents.csv"
M = TypeVar("M", bound=Model)
_NEVER = frozenset({"org_id", "signing_secrets", "signing_secret", "secret_headers", "token_hash"})
"""Whose it is says the import; a secret is made anew."""


class Manifest(Model):
    """What an archive is, and what it holds."""

    format: str = FORMAT
    version: int = VERSION
    exported_at: Instant
    organization: dict[str, Any]
    """Its profile and settings, without secrets."""
    counts: dict[str, int] = Field(default_factory=dict)
    """Lines of each file, by the kind of resource."""
    files: dict[str, str] = Field(default_factory=dict)
    """The name of each file, by the kind of resource."""


def dumped(model: Model) -> dict[str, Any]:
    """The line of a resource."""
    computed = set(type(model).model_computed_fields)
    given = model.model_dump(mode="json", exclude=computed)
    hidden = {name: field for name, field in type(model).model_fields.items() if field.exclude and name not in _NEVER}
    kept = {name: getattr(model, name) for name, field in hidden.items() if getattr(model, name) != field.default}
    internal = _Internal(kept=kept).model_dump(mode="json")["kept"]
    return given | ({"internal": internal} if internal else {})


class _Internal(Model):
    kept: dict[str, Any]


def loaded(kind: type[M], line: Mapping[str, Any], org_id: Id) -> M:
    """The resource that a line tells of, in this organization; raises ValidationError. Its Markdown is parsed anew."""
    internal = line.get("internal") or {}
    given = {name: value for name, value in {**line, **internal}.items() if name != "internal"}
    known = {name: value for name, value in _parsed(given).items() if name in kind.model_fields}
    return kind.model_validate({**known, "org_id": org_id}, extra="ignore", context=AS_STORED)


def _parsed(value: Any) -> Any:  # noqa: ANN401 - JSON
    """With trees made of the texts beside them: nobody's file says where a link leads."""
    if isinstance(value, list):
        return [_parsed(each) for each in value]
    if not isinstance(value, dict):
        return value
    plain = {name: _parsed(each) for name, each in value.items() if not name.endswith(TREE)}
    trees = (name for name in FIELDS if f"{name}{TREE}" in value and isinstance(value.get(name), str))
    return plain | {f"{name}{TREE}": tree_of(value[name]) for name in trees}
