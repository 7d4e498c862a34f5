"""What a benchmark found: ratios with their targets, printed for people and kept for docs/benchmarks.md."""

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One ratio, and what it must not exceed (or, with `at_least`, fall below). Without a target it is for reading."""

    what: str
    measured: str
    ratio: float
    target: float | None = None
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the target is met."""
        if self.target is None:
            return True
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target

    @property
    def wanted(self) -> str:
        """The target in signs."""
        return "" if self.target is None else f"{'≥' if self.at_least else '≤'} {self.target:g}"

    @property
    def verdict(self) -> str:
        """One word."""
        return "" if self.target is None else "met" if self.is_met else "MISSED"


def report(figures: Sequence[Figure]) -> int:
    """Prints the figures, keeps them as JSON where `--into FILE` asks for it; 1 when a target is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--into", type=Path)
    into: Path | None = parser.parse_known_args()[0].into
    for figure in figures:
        print(f"{figure.ratio:9.3g}  {figure.wanted:8}{figure.verdict:8}{figure.what}: {figure.measured}")
    if into:
        into.write_text(json.dumps([asdict(figure) for figure in figures]))
    return int(not all(figure.is_met for figure in figures))


def middle(seconds: Sequence[float]) -> float:
    """The median."""
    return median(seconds)


def percentile(seconds: Sequence[float], part: float) -> float:
    """The value that `part` of all do not exceed."""
    ordered = sorted(seconds)
    return ordered[max(0, math.ceil(len(ordered) * part) - 1)]


def ms(seconds: float) -> str:
    """Milliseconds to read."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds * 1000:.0f} ms"
