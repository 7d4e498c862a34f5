"""Building a snapshot from the tables: in proportion to a page's services and open incidents, and to nothing else.

What the past and other tenants add is in bench/growth.py, as "publication".
"""

import json
import sys
import time
from collections.abc import Callable

from bench.engine import running_engine
from bench.figures import Figure, middle, ms, report
from bench.running import Child, children

GROWN, ROUNDS = 10, 25
SERVICES, OPEN = 10, 4
"""What is grown; 40 open incidents are as many as there can be."""
PAGES = {
    "services": (SERVICES, 0),
    "more services": (SERVICES * GROWN, 0),
    "open incidents": (SERVICES, OPEN),
    "more open incidents": (SERVICES, OPEN * GROWN),
}
"""How many services and open incidents each page has."""


def figures() -> list[Figure]:
    """Ten times as much takes at most ten times as long."""
    with running_engine() as environment, children(Child("bench.snapshot", "--build", **environment)) as (child,):
        taken: dict[str, float] = child.hear()
    return [_figure(what, count, taken) for what, count in {"services": SERVICES, "open incidents": OPEN}.items()]


def _figure(what: str, count: int, taken: dict[str, float]) -> Figure:
    more, less = taken[f"more {what}"], taken[what]
    name = f"snapshot with {count * GROWN} {what} / with {count}"
    return Figure(name, f"{ms(more)} / {ms(less)}", more / less, GROWN)


def _built() -> dict[str, float]:
    """Median seconds a page takes, by turns; imported late, since the engine's address comes with the environment."""
    from chalicelib import clock  # noqa: PLC0415
    from chalicelib.publish.snapshot import page_now  # noqa: PLC0415
    from chalicelib.store.schema import create_missing_tables  # noqa: PLC0415
    from tests.tenancy import a_tenant  # noqa: PLC0415

    create_missing_tables()
    pages: dict[str, Callable[[], object]] = {}
    for name, (services, incidents) in PAGES.items():
        tenant = a_tenant(now=clock.now())
        listed = [tenant.service(f"Service {number}", clock.now()) for number in range(services)]
        for number in range(incidents):
            tenant.opens(listed[number % services], now=clock.now())
        pages[name] = lambda org_id=tenant.org_id: page_now(org_id, version=1, updated_at=clock.now())  # type: ignore[misc]
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, build in pages.items():
            started = time.perf_counter()
            build()
            taken[name].append(time.perf_counter() - started)
    return {name: middle(seconds) for name, seconds in taken.items()}


if __name__ == "__main__":
    if "--build" in sys.argv:
        print(json.dumps(_built()), flush=True)
        sys.stdin.readline()
    else:
        sys.exit(report(figures()))
