"""The same operations among 1, 1,000 and 10,000 tenants, and with 10, 1,000 and 10,000 past incidents; by turns.

`python -m bench.growth [LARGEST]` for a quick look.
"""

import sys
from contextlib import ExitStack
from itertools import count

from bench.engine import running_engine
from bench.figures import Figure, middle, ms, report
from bench.running import Child, children
from bench.units import tenant

LARGEST, ROUNDS, TARGET = 10_000, 25, 1.3
Grown = tuple[int, int]


def figures(largest: int = LARGEST) -> list[Figure]:
    """Each operation at the worst of the larger sizes, beside the smallest."""
    least: Grown = (1, 10)
    sizes: list[Grown] = [least, (largest // 10, 10), (largest, 10), (1, largest // 10), (1, largest)]
    with running_engine() as environment, ExitStack() as running:
        numbers = count()
        grown = {size: tenant(environment, *size, key=f"BENCH{next(numbers)}") for size in sizes}
        running.enter_context(children(*grown.values()))
        ready = [child.hear()["ready"] for child in grown.values()]
        seen = _taken(grown, ready[0])
    return [_figure(name, {size: middle(seen[size][name]) for size in sizes}, least) for name in ready[0]]


def _taken(grown: dict[Grown, Child], operations: list[str]) -> dict[Grown, dict[str, list[float]]]:
    """Seconds of every round; the first two only warm up."""
    seen: dict[Grown, dict[str, list[float]]] = {size: {name: [] for name in operations} for size in grown}
    for turn in range(ROUNDS + 2):
        for name in operations:
            for size, child in grown.items():
                answer = child.ask(name)
                if turn > 1:
                    seen[size][name].append(answer["seconds"])
    return seen


def _figure(name: str, medians: dict[Grown, float], least: Grown) -> Figure:
    worst = max((size for size in medians if size != least), key=lambda size: medians[size])
    where = f"{worst[0]:,} tenants" if worst[0] > 1 else f"{worst[1]:,} past incidents"
    ratio = medians[worst] / medians[least]
    return Figure(f"growth of {name}", f"{ms(medians[worst])} at {where} / {ms(medians[least])}", ratio, TARGET)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:] if each.isdigit()]
    sys.exit(report(figures(*given)))
