"""What each operation costs in DynamoDB, in units as the engine counts them, as a table.

`python -m bench.units 3x10 60x120` prints those of 3 tenants and 10 past incidents, and of 60 and 120, as JSON: a test
compares them with each other and with docs/benchmarks.md.
"""

import json
import sys
from typing import Any

from bench.engine import running_engine
from bench.running import Child, children

_HEAD = "| operation | read units | write units | requests |\n|---|---|---|---|\n"
_NOTHING = {"read": 0.0, "write": 0.0, "requests": 0.0}
USUAL = (3, 10)
REPEATED = 3
"""Also what there already is of events, in the same organization, must not matter: the last repetition counts."""

Units = dict[str, dict[str, float]]


def measured(*sizes: tuple[int, int]) -> list[Units]:
    """For each number of tenants and past incidents, what every operation costs."""
    with running_engine() as environment:
        return [_counted(environment, *size) for size in sizes]


def _counted(environment: dict[str, str], tenants: int, past_incidents: int) -> Units:
    with children(tenant(environment, tenants, past_incidents, f"BENCH{tenants}X{past_incidents}")) as (child,):
        operations = child.hear()["ready"]
        found: Units = {"page view, through the CDN": _NOTHING}
        for _ in range(REPEATED):
            found |= {name: _units(child.ask(name)) for name in operations}
    return found


def tenant(environment: dict[str, str], tenants: int, past_incidents: int, key: str = "BENCH") -> Child:
    """The process of one tenant among so many, in a database of its own."""
    return Child("bench.tenant", tenants, past_incidents, **environment | {"AWS_ACCESS_KEY_ID": key})


def _units(answer: dict[str, Any]) -> dict[str, float]:
    return {name: float(answer[name]) for name in _NOTHING}


def table(found: Units) -> str:
    """In Markdown."""
    rows = [f"| {name} | {each['read']:g} | {each['write']:g} | {each['requests']:g} |" for name, each in found.items()]
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    asked = [(int(tenants), int(past)) for tenants, _, past in (each.partition("x") for each in sys.argv[1:])]
    print(json.dumps(measured(*asked)) if asked else table(measured(USUAL)[0]))
