"""Runs every benchmark and renews the tables in docs/benchmarks.md; what people wrote around them stays."""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import units
from bench.figures import Figure
from bench.running import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
BENCHMARKS = (
    "broadcast",
    "push_client",
    "page_document",
    "rest_write",
    "webhooks",
    "monitors",
    "notifications",
    "cold_start",
    "growth",
    "snapshot",
    "page_in_browser",
    "large_page",
    "imports",
)


def measured(name: str, folder: Path) -> list[Figure]:
    """The figures of one benchmark, which runs in a process of its own and prints them, too."""
    into = folder / name
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}", "--into", str(into)], cwd=ROOT, check=False)  # noqa: S603
    return [Figure(**each) for each in json.loads(into.read_text())] if into.exists() else []


def table(figures: list[Figure]) -> str:
    """In Markdown."""
    rows = [
        f"| {each.what} | {each.measured} | {each.ratio:.2f} | {each.wanted} | {each.verdict} |" for each in figures
    ]
    return "| what | measured | ratio | target | |\n|---|---|---|---|---|\n" + "\n".join(rows) + "\n"


def machine() -> str:
    """When and on what, in a sentence."""
    load = os.getloadavg()[0]
    where = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    return f"Measured {datetime.now(UTC).date()} on {where}, load {load:.1f} before it began.\n"


def renewed(text: str, name: str, content: str) -> str:
    """The page with this part replaced; the part stands between two comments that name it."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    return re.sub(f"({begin}).*?({end})", lambda found: f"{found[1]}{content}{found[2]}", text, flags=re.DOTALL)


def renew(name: str, content: str) -> None:
    """Reads the page anew each time: somebody may have written in it while something ran."""
    PAGE.write_text(renewed(PAGE.read_text(), name, content))


def main() -> int:
    """1 when a target is missed."""
    renew("machine", machine())
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or (*BENCHMARKS, "units"):
            if name == "units":
                renew(name, units.table(units.measured(units.USUAL)[0]))
            elif figures := measured(name, Path(folder)):
                renew(name, table(figures))
                missed += sum(not figure.is_met for figure in figures)
    print(f"{missed} missed; the tables are in {PAGE.relative_to(ROOT)}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
