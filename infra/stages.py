"""The stages that infra/stages.json lists, each with its region and the parameters of its template."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from infra.aws import Target
from infra.command import CannotError
from infra.template import Json

FILE = Path(__file__).with_name("stages.json")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,15}")


@dataclass(frozen=True)
class Stage:
    """A stage that infra/stages.json knows."""

    target: Target
    parameters: dict[str, str] = field(default_factory=dict)


def of(name: str) -> Stage:
    """The stage of that name; raises CannotError for one that is not known, so that a typing error makes no new one."""
    known = _known()
    if name not in known:
        there = ", ".join(sorted(known)) or "none"
        raise CannotError(f"infra/stages.json knows no stage {name!r}, but {there}. Add it there first.")
    checked_name(name)
    found = known[name]
    region = found.get("region", "us-east-1")
    parameters = {key: str(value) for key, value in found.get("parameters", {}).items()}
    return Stage(Target(name, region), parameters)


def checked_name(name: str) -> str:
    """The name; raises CannotError for one that resources could not be called by."""
    if not _NAME.fullmatch(name):
        raise CannotError(f"A stage is 1 to 16 of a-z, 0-9 and -, such as prod, and not {name!r}.")
    return name


def _known() -> dict[str, Json]:
    try:
        found = json.loads(FILE.read_text())
    except (OSError, ValueError) as error:
        raise CannotError(f"infra/stages.json cannot be read: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        raise CannotError('infra/stages.json must be like {"prod": {"region": "us-east-1", "parameters": {}}}.')
    return found
