"""What an operation costs in DynamoDB's units, counted by DynamoDB Local: as docs/benchmarks.md says, and never more
for more tenants or a longer past. Counts, not times.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Units = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def counted() -> tuple[Units, Units]:
    """A young product and an older one, in processes of their own: moto, here, does not count like the engine."""
    command = [sys.executable, "-m", "bench.units", "3x10", "60x120"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    young, older = json.loads(found.stdout)
    return young, older


def test_every_operation_costs_what_the_table_says(counted: tuple[Units, Units]) -> None:
    row = re.compile(r"^\| ([^|]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", re.MULTILINE)
    said = {
        name: {"read": float(read), "write": float(write), "requests": float(requests)}
        for name, read, write, requests in row.findall((ROOT / "docs" / "benchmarks.md").read_text())
    }
    assert counted[0] == said, "python -m bench units renews the table"


def test_no_operation_costs_more_among_more_tenants_or_with_a_longer_past(counted: tuple[Units, Units]) -> None:
    assert counted[1] == counted[0]


def test_a_page_view_through_the_cdn_costs_nothing(counted: tuple[Units, Units]) -> None:
    assert counted[0]["page view, through the CDN"] == {"read": 0, "write": 0, "requests": 0}
