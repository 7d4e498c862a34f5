"""What a month on AWS costs, from what people do. Prices are us-east-1's list prices, without the free tier.

`python -m infra.cost` prices 1, 1,000 and 100,000 tenants; `--pages-viewed` and the others price yours. Every
assumption is a field of `Use` or a line of PRICES, so that a doubt can be tried out.
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from infra import alarms, policies

PRICES: Mapping[str, float] = {
    "CloudFront request": 1.0e-6,
    "CloudFront GB": 0.085,
    "CloudFront Function": 0.1e-6,
    "S3 GET": 0.4e-6,
    "S3 PUT": 5.0e-6,
    "S3 GB-month": 0.023,
    "REST request": 3.5e-6,
    "WebSocket message": 1.0e-6,
    "WebSocket connection-minute": 0.25e-6,
    "Lambda request": 0.2e-6,
    "Lambda GB-second": 16.6667e-6,
    "DynamoDB write unit": 0.625e-6,
    "DynamoDB read unit": 0.125e-6,
    "DynamoDB GB-month": 0.25,
    "DynamoDB backup GB-month": 0.20,
    "Logs GB": 0.50,
    "CloudWatch alarm": 0.10,
    "CloudWatch dashboard": 3.0,
    "Stream read": 0.2e-6,
}
"""Dollars, of January 2026; a stream read by Lambda is free, and stands here for other readers."""
FREE_CDN_GB = 1024
ALARMS = len(alarms.alarms(policies.TABLES))


@dataclass(frozen=True)
class Use:
    """What happens in a month."""

    tenants: float = 1
    pages_viewed: float = 10_000
    """Per tenant: somebody opens the page."""
    viewer_minutes: float = 20_000
    """Per tenant: minutes that viewers stay connected."""
    changes: float = 100
    """Per tenant: status changes, incident updates, maintenance steps."""
    watching: float = 20
    """Viewers connected when a change is pushed."""
    calls: float = 3_000
    """Per tenant: dashboard and API calls that read."""
    requests_a_view: float = 4
    """The page, its document and what the browser has not kept of two scripts and a sheet."""
    kb_a_view: float = 30
    misses: float = 0.02
    """CDN requests that reach an origin: most pages are asked for by one reader at a time."""
    kb_stored: float = 500
    """Per tenant: a year of events, incidents and documents."""
    documents_a_change: float = 8
    write_units_a_change: float = 22
    """Two items in a transaction (twice the units), and the snapshot of some 10 KB."""
    read_units_a_change: float = 40
    """The page, read consistently to be written."""


def price(use: Use) -> dict[str, float]:
    """Dollars a month by service."""
    views, changes = use.tenants * use.pages_viewed, use.tenants * use.changes
    pushed, minutes = changes * use.watching, use.tenants * use.viewer_minutes
    calls = use.tenants * use.calls + changes
    transfer = max(0.0, views * use.kb_a_view / 1e6 - FREE_CDN_GB)
    stored = use.tenants * use.kb_stored / 1e6
    sessions = minutes / 5
    return {
        "CloudFront": views * use.requests_a_view * (_p("CloudFront request") + _p("CloudFront Function"))
        + transfer * _p("CloudFront GB"),
        "S3": views * use.requests_a_view * use.misses * _p("S3 GET")
        + changes * use.documents_a_change * _p("S3 PUT")
        + stored * _p("S3 GB-month"),
        "API Gateway, REST": calls * _p("REST request"),
        "API Gateway, WebSocket": (pushed + 2 * sessions + minutes / 4) * _p("WebSocket message")
        + minutes * _p("WebSocket connection-minute"),
        "Lambda": _lambda(calls, changes, pushed, sessions, minutes),
        "DynamoDB": changes * (use.write_units_a_change * _p("DynamoDB write unit"))
        + changes * (use.read_units_a_change + use.watching / 40) * _p("DynamoDB read unit")
        + calls * 4 * _p("DynamoDB read unit")
        + sessions * (2 * 2 * _p("DynamoDB write unit") + 3 * _p("DynamoDB read unit"))
        + stored * (_p("DynamoDB GB-month") + _p("DynamoDB backup GB-month")),
        "CloudWatch": ALARMS * _p("CloudWatch alarm")
        + _p("CloudWatch dashboard")
        + (calls + changes + 3 * sessions) * 0.5 / 1e6 * _p("Logs GB"),
    }


def _lambda(calls: float, changes: float, pushed: float, sessions: float, minutes: float) -> float:
    """GB-seconds: 40 ms of 1 GB a call, 250 ms of 1 GB a broadcast and 0.3 ms a push, 20 ms of 0.5 GB a message."""
    messages = 3 * sessions + minutes / 4
    schedule = 30 * 24 * 60 + 30 * 24 * 4
    seconds = calls * 0.040 + changes * 0.250 + pushed * 0.0003 + (messages + schedule) * 0.5 * 0.020
    return seconds * _p("Lambda GB-second") + (calls + changes + messages + schedule) * _p("Lambda request")


def _p(name: str) -> float:
    return PRICES[name]


def table(uses: Mapping[str, Use]) -> str:
    """Side by side, as Markdown."""
    priced = {name: price(use) for name, use in uses.items()}
    rows = [f"| a month, $ | {' | '.join(uses)} |", f"|---|{'---:|' * len(uses)}"]
    rows += [
        f"| {service} | {' | '.join(f'{each[service]:,.2f}' for each in priced.values())} |"
        for service in next(iter(priced.values()))
    ]
    totals = {name: sum(each.values()) for name, each in priced.items()}
    rows.append(f"| **together** | {' | '.join(f'**{total:,.2f}**' for total in totals.values())} |")
    each_tenant = (f"{totals[name] / use.tenants:,.4f}" for name, use in uses.items())
    rows.append(f"| a tenant | {' | '.join(each_tenant)} |")
    return "\n".join(rows)


def usual(use: Use | None = None) -> dict[str, Use]:
    """One tenant, 1,000 and 100,000 that use it so."""
    return {f"{count:,} tenants": replace(use or Use(), tenants=count) for count in (1, 1_000, 100_000)}


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for field in fields(Use):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=float)
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    use = Use(**given)
    uses = {f"{use.tenants:,.0f} tenants": use} if "tenants" in given else usual(use)
    sys.stdout.write(table(uses) + "\n")


if __name__ == "__main__":
    main()
