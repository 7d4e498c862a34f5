"""`make package`: Chalice's package, merged with ours and slimmed, in out/<stage>/."""

import argparse
import json
import logging
import shutil
import subprocess
import sys
from pathlib import Path

from infra import regions, slim
from infra.command import CannotError, run
from infra.environment import for_packaging
from infra.merge import complete
from infra.stages import checked_name
from infra.wheels import wheels

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.txt"
MAX_BYTES = 14_000_000
"""Five of them are cryptography, which only tokens of other issuers need; see docs/decisions/0041."""
TEMPLATE, CODE, LAYER = "template.json", "deployment.zip", "layer-deployment.zip"
CHECKER = "checker.json"
"""The template of a checker in another region, which runs of the same zips."""
log = logging.getLogger("package")


def package(stage: str, folder: Path | None = None) -> Path:
    """The folder with the stage's template and zips; raises CannotError for a name no stage can have."""
    checked_name(stage)
    out = folder or ROOT / "out" / stage
    shutil.rmtree(out, ignore_errors=True)
    _run_chalice(stage, out)
    slim.slim_layer(out / LAYER, LOCK)
    slim.slim_code(out / CODE)
    template = complete(json.loads((out / "sam.json").read_text()), stage, version())
    (out / TEMPLATE).write_text(json.dumps(template, indent=1, sort_keys=True))
    (out / CHECKER).write_text(json.dumps(regions.beside(template, stage), indent=1))
    (out / "sam.json").unlink()
    return out


def sizes(out: Path) -> dict[str, int]:
    """Bytes of each zip."""
    return {name: (out / name).stat().st_size for name in (CODE, LAYER)}


def version() -> str:
    """The commit, and whether there were uncommitted changes."""
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    found = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    return found.stdout.strip() or "unknown"


def _run_chalice(stage: str, out: Path) -> None:
    """In a process of its own: it imports the app, with placeholders for settings.

    It finds nothing but wheels that were compared with the lock's hashes, those for Lambda's platform included.
    """
    command = [sys.executable, "-c", "from chalice.cli import main; main()", "package", "--stage", stage, str(out)]
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels(LOCK).as_uri()}
    environment = for_packaging() | offline
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if made.returncode:
        raise CannotError(f"chalice package failed:\n{made.stdout}{made.stderr}")


def main() -> None:
    """Packages the stage and prints the sizes; fails when it is too large for quick cold starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    out = package(parser.parse_args().stage)
    found = sizes(out)
    for name, size in found.items():
        log.info("%8.2f MB  %s", size / 1e6, (out / name).relative_to(ROOT))
    if sum(found.values()) > MAX_BYTES:
        sys.exit(f"The zips have {sum(found.values()) / 1e6:.1f} MB; {MAX_BYTES / 1e6:.0f} MB is the limit.")


if __name__ == "__main__":
    run(main)
