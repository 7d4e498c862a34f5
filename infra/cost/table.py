"""The costs of a month side by side, as the Markdown table in docs/operations.md."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from infra.cost.observing import observed
from infra.cost.pricing import price
from infra.cost.telling import MESSAGES, message
from infra.cost.use import Use

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def table(uses: Mapping[str, Use]) -> str:
    """Side by side, as Markdown."""
    priced = {name: price(use) for name, use in uses.items()}
    parts = [observed(use) for use in uses.values()]
    rows = [f"| a month, $ | {' | '.join(uses)} |", f"|---|{'---:|' * len(uses)}"]
    rows += [_row(service, [each[service] for each in priced.values()]) for service in next(iter(priced.values()))]
    rows += [_row(f"- of CloudWatch: {part}", [each[part] for each in parts]) for part in parts[0]]
    rows += [f"| - 1,000 messages by {way} |{f' {1000 * message(way):.4f} |' * len(uses)}" for way in MESSAGES]
    totals = {name: sum(each.values()) for name, each in priced.items()}
    rows.append(f"| **together** | {' | '.join(f'**{total:,.2f}**' for total in totals.values())} |")
    each_tenant = (f"{totals[name] / use.tenants:,.4f}" for name, use in uses.items())
    rows.append(f"| a tenant | {' | '.join(each_tenant)} |")
    return "\n".join(rows)


def _row(name: str, costs: list[float]) -> str:
    return f"| {name} | {' | '.join(f'{cost:,.2f}' for cost in costs)} |"


def usual(use: Use | None = None) -> dict[str, Use]:
    """One tenant, 1,000 and 100,000 that use it so."""
    return dict(named(replace(use or Use(), tenants=count)) for count in (1, 1_000, 100_000))


def named(use: Use) -> tuple[str, Use]:
    """It, and what its column is called."""
    return f"{use.tenants:,.0f} {'tenant' if use.tenants == 1 else 'tenants'}", use


def write(file: Path = OPERATIONS) -> None:
    """Puts the table into the file, in the place of the one there."""
    made = table(usual())
    text = file.read_text()
    file.write_text(re.sub(r"\| a month, \$ \|.*?\n\| a tenant \|[^\n]*", lambda _: made, text, flags=re.DOTALL))
