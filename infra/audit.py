"""Compares checkov's findings on a template with the exceptions in infra/checkov.yaml."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ANSWERS = Path(__file__).with_name("checkov.yaml")


def findings(template: Path, checkov: Path) -> dict[str, list[str]]:
    """The resources that fail each check."""
    asked = [str(checkov), "-f", str(template), "--framework", "cloudformation", "--compact", "--quiet", "-o", "json"]
    made = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    report: Any = json.loads(made.stdout)
    found: dict[str, list[str]] = defaultdict(list)
    for failed in report["results"]["failed_checks"]:
        found[failed["check_id"]].append(f"{failed['check_name']}: {failed['resource']}")
    return dict(found)


def answers() -> dict[str, str]:
    """The reason why a check may fail, by check."""
    found: dict[str, str] = yaml.safe_load(ANSWERS.read_text())
    return found


def unsettled(found: Mapping[str, list[str]], answered: Mapping[str, str]) -> list[str]:
    """Findings without an exception, and exceptions without a finding."""
    open_ones = [f"{check} {where}" for check in sorted(set(found) - set(answered)) for where in found[check]]
    return [*open_ones, *(f"{check} is answered, and fails nowhere" for check in sorted(set(answered) - set(found)))]


def main() -> None:
    """`python -m infra.audit TEMPLATE CHECKOV`."""
    if left := unsettled(findings(Path(sys.argv[1]), Path(sys.argv[2])), answers()):
        sys.exit("\n".join(left))


if __name__ == "__main__":
    main()
