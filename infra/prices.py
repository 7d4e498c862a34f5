"""AWS's list prices, as infra/prices.json has them: each with the date it was looked up on, and where."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("prices.json")


@dataclass(frozen=True)
class Price:
    """What one of something costs, in dollars."""

    price: float
    unit: str
    date: str
    source: str
    read: str


def prices() -> Mapping[str, Price]:
    """By name."""
    return {name: Price(**each) for name, each in json.loads(FILE.read_text())["prices"].items()}
