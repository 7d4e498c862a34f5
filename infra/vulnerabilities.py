"""`make audit`: known vulnerabilities in what ships, runs and builds, as far as somebody can be asked."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
log = logging.getLogger("audit")


@dataclass(frozen=True)
class Finding:
    """What one registry said: what is known to be wrong, and what it could not say."""

    vulnerable: tuple[str, ...] = ()
    not_asked: str = ""
    """Why nothing, or not all, is known; empty where everything was answered."""


def of_pip_audit(output: str) -> Finding:
    """What pip-audit's JSON says; packages that its service does not know are told, not passed over."""
    found = _parsed(output)
    if "dependencies" not in found:
        return Finding(not_asked="no service for Python packages answered")
    packages: list[dict[str, Any]] = found["dependencies"]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    bad = [f"{each['name']} {each['version']}: {each_id}" for each in packages for each_id in _ids(each)]
    unknown = f"{len(skipped)} of {len(packages)} Python packages are not known to the service" if skipped else ""
    return Finding(tuple(bad), unknown)


def of_npm_audit(output: str) -> Finding:
    """What npm's JSON says."""
    found = _parsed(output)
    if "vulnerabilities" not in found:
        return Finding(not_asked="no service for npm packages answered")
    return Finding(tuple(f"{name}: {each['severity']}" for name, each in found["vulnerabilities"].items()))


def _ids(package: dict[str, Any]) -> list[str]:
    return [str(each["id"]) for each in package.get("vulns", ())]


def _parsed(output: str) -> dict[str, Any]:
    """Whatever stands before the JSON is a warning."""
    try:
        found = json.loads(output[output.index("{") :])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _said(command: Sequence[str]) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout  # noqa: S603 - ours


def main() -> None:
    """Fails for a known vulnerability, and not because nobody could be asked: that is said."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    pip_audit = [sys.argv[1], "--disable-pip", "--require-hashes", "-r", "requirements-local.txt", "-f", "json"]
    findings = [of_pip_audit(_said(pip_audit)), of_npm_audit(_said(["npm", "audit", "--json"]))]
    for finding in findings:
        for each in finding.vulnerable:
            log.error("known to be vulnerable: %s", each)
        if finding.not_asked:
            log.warning("not audited: %s", finding.not_asked)
    if any(finding.vulnerable for finding in findings):
        sys.exit(1)
    log.info("Nothing else is known." if any(f.not_asked for f in findings) else "Nothing is known to be vulnerable.")


if __name__ == "__main__":
    main()
