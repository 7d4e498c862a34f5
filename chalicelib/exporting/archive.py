"""Writing the archive: line by line to a file, so that it takes no more memory however much there is."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from chalicelib.domain.archive import INCIDENTS_CSV, MANIFEST, SCHEMA, Manifest
from chalicelib.domain.organizations import Organization
from chalicelib.exporting.incidents_csv import IncidentsCsv
from chalicelib.store.archive import KINDS, Kind

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def write(organization: Organization, path: Path, now: datetime) -> dict[str, int]:
    """Writes the archive to a file; answers how many lines of each kind it holds."""
    counts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for kind in KINDS:
            counts[kind.name] = _write_kind(archive, kind, organization.id)
        _write_csv(archive, organization.id)
        archive.writestr(SCHEMA, json.dumps(schema(), indent=1))
        archive.writestr(MANIFEST, _manifest(organization, counts, now).model_dump_json(indent=1))
    return counts


def _manifest(organization: Organization, counts: Mapping[str, int], now: datetime) -> Manifest:
    files = {kind.name: kind.file for kind in KINDS}
    settings = organization.model_dump(mode="json")
    return Manifest(exported_at=now, organization=settings, counts=dict(counts), files=files)


def _write_kind(archive: zipfile.ZipFile, kind: Kind, org_id: str) -> int:
    count = 0
    with _text(archive, kind.file) as file:
        for line in kind.read(org_id):
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


def _write_csv(archive: zipfile.ZipFile, org_id: str) -> None:
    incidents = next(kind for kind in KINDS if kind.name == "incidents")
    with _text(archive, INCIDENTS_CSV) as file:
        table = IncidentsCsv(file)
        for line in incidents.read(org_id):
            table.add(line)


@contextmanager
def _text(archive: zipfile.ZipFile, name: str) -> Iterator[TextIOWrapper]:
    with archive.open(name, "w", force_zip64=True) as raw, TextIOWrapper(raw, "utf-8", newline="") as file:
        yield file


def schema() -> dict[str, Any]:
    """JSON Schema of the manifest, with that of a line of each kind in `$defs`."""
    kinds = {kind.name: _of_line(kind) for kind in KINDS}
    return {"$schema": _DRAFT, "title": "An archive of Allclear", **_flat(Manifest), "$defs": kinds}


def _of_line(kind: Kind) -> dict[str, Any]:
    """The schema of one line. `internal` holds what only the rules of this product need."""
    found = _flat(kind.model)
    computed = kind.model.model_computed_fields
    told = {name: each for name, each in found.get("properties", {}).items() if name not in computed}
    properties = {**told, "internal": {"type": "object"}}
    required = [name for name in found.get("required", ()) if name in properties]
    return {**found, "title": kind.file, "properties": properties, "required": required, "additionalProperties": True}


def _flat(model: Any) -> dict[str, Any]:  # noqa: ANN401 - any model
    """The schema of a model without references, so that those of all kinds fit into one document."""
    given = model.model_json_schema(mode="serialization")
    defined = given.pop("$defs", {})
    flat: dict[str, Any] = _inlined(given, defined)
    return flat


def _inlined(value: Any, defined: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_inlined(each, defined) for each in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return _inlined(defined[name], defined)
    return {name: _inlined(each, defined) for name, each in value.items()}
