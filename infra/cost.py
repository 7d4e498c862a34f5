"""What a month on AWS costs, from what people do, at the list prices of infra/prices.json and without any free tier.

`python -m infra.cost` prices 1, 1,000 and 100,000 tenants; `--pages-viewed` and the others price yours; `--write` puts
the table into docs/operations.md. Every assumption is a field of `Use`, so that a doubt can be tried out.
"""

import argparse
import math
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from infra import alarms, policies, queues

from chalicelib.jobs.declared import JOBS  # isort: skip - infra.queues prepares the environment
from chalicelib.reactions import declared as reactions  # isort: skip
from infra.prices import prices

PRICES: Mapping[str, float] = {name: each.price for name, each in prices().items()}
OPERATIONS = Path(__file__).parents[1] / "docs" / "operations.md"
ALARMS = len(alarms.alarms(policies.TABLES)) + len(queues.alarms())
METRICS: Mapping[str, int] = {
    "RequestLatency": 7,
    "RequestFailures": 7,
    "Connections": 1,
    "Frames": 1,
    "GoneConnections": 1,
    "PushFailures": 1,
    "PushLatency": 1,
    "BroadcastFailures": 1,
    "UnknownEvents": 1,
    "ConnectionsOpened": 1,
    "ConnectionsClosed": 1,
    "MailFailures": 2,
}
"""What the code's log lines become: each value of a metric's dimension is one to pay for. A test holds it complete."""
_MONTH = 30 * 24 * 3600
_SCHEDULED = sum(_MONTH / 60 / job.every_minutes for job in JOBS)
_QUEUES, _READERS = len(reactions.from_queues()), len(reactions.from_stream())
_FED = len([each for each in reactions.from_queues() if each.takes or each.name == "syndicate"])
"""Queues that get a message for changes; people's requests and trouble feed the others, which is rare."""
_POLLERS, _POLL_SECONDS = 5, 20
"""With which Lambda reads a queue also while it is empty."""
_PING_MINUTES = 4.5
"""A quiet viewer asks whether the connection is alive, and is answered."""


@dataclass(frozen=True)
class Use:
    """What happens in a month."""

    tenants: float = 1
    pages_viewed: float = 10_000
    """Per tenant: somebody opens the page."""
    viewer_minutes: float = 20_000
    """Per tenant: minutes that viewers stay connected."""
    minutes_a_session: float = 5
    changes: float = 100
    """Per tenant: status changes, incident updates, maintenance steps."""
    watching: float = 20
    """Viewers connected when a change is pushed."""
    calls: float = 3_000
    """Per tenant: dashboard and API calls that read."""
    mails: float = 10
    """Per tenant, to single people."""
    told_by_mail: float = 500
    """Per tenant: mails to subscribers about incidents and maintenance."""
    told_by_call: float = 100
    """Per tenant: the same to webhooks and chats ..."""
    told_by_push: float = 100
    """... and to browsers."""
    deployments: float = 4
    pages_a_view: float = 2
    """The page and a document of it, which the CDN keeps for a second and hands out for one more."""
    files_a_view: float = 2
    """What the browser has not kept of scripts and styles, which the CDN keeps for five minutes, for all tenants."""
    kb_a_view: float = 30
    busy_share: float = 0.5
    """Views that come while something is wrong ..."""
    busy_hours: float = 4
    """... which takes so long."""
    caches: float = 10
    """Caches of CloudFront that a page's readers are spread over."""
    kb_stored: float = 500
    """Per tenant: a year of events, incidents and documents."""
    documents_a_change: float = 23
    """The page and its parts, and what other programs read; small ones count as much as large ones."""
    kb_a_document: float = 10
    """Overwritten documents are kept for a month."""
    write_units_a_change: float = 28
    """Two items in a transaction (twice the units), the snapshot of some 10 KB, and its history."""
    read_units_a_change: float = 70
    """The page, read consistently to be written, and what its history is counted from."""
    monitors: float = 0.5
    """Per tenant: looked at each minute, from home."""
    measuring: float = 0.1
    """The share of tenants that have metrics ..."""
    metrics: float = 3
    """... and so many, of each a point a minute in a call of its own."""
    days: float = 30
    """Per tenant: uptime is counted on after midnight ..."""
    documents_a_day: float = 3
    """... and written."""
    read_units_a_day: float = 15
    write_units_a_day: float = 2

    @property
    def minutes(self) -> float:
        """Of all viewers."""
        return self.tenants * self.viewer_minutes

    @property
    def sessions(self) -> float:
        """Connections of all viewers."""
        return self.minutes / self.minutes_a_session

    @property
    def asked(self) -> float:
        """Messages of all viewers: one to subscribe, and pings. Each is answered."""
        return self.sessions + self.minutes / _PING_MINUTES

    @property
    def pushed(self) -> float:
        """Frames."""
        return self.tenants * self.changes * self.watching

    @property
    def requests(self) -> float:
        """Calls of the REST API."""
        return self.tenants * (self.calls + self.changes)


@dataclass(frozen=True)
class Message:
    """What telling one recipient takes, besides its share of a part of 50."""

    seconds: float
    """Of a function of 1 GB, most of them spent waiting for the other side."""
    ses: float = 0
    write_units: float = 0.36
    """The part is written five times, for 50 recipients."""
    read_units: float = 0.4
    """The recipients are read from the index that orders them, and once more when they are sent to, in stretches."""


MESSAGES: Mapping[str, Message] = {
    "mail": Message(seconds=0.1, ses=1),
    "webhook or chat": Message(seconds=0.02),
    "push": Message(seconds=0.02),
}
"""By the way it goes. Calls are made side by side: a part of 50 takes a second, as long as its slower ones."""


def message(way: str) -> float:
    """Dollars of one message to one recipient, with its share of what plans and sends its part."""
    one = MESSAGES[way]
    return (
        one.ses * _p("SES mail")
        + one.write_units * _p("DynamoDB write unit")
        + one.read_units * _p("DynamoDB read unit")
        + one.seconds * _p("Lambda GB-second")
        + (_p("Lambda request") + 3 * _p("SQS request")) / 50
    )


def _told(use: Use) -> float:
    told = {"mail": use.told_by_mail, "webhook or chat": use.told_by_call, "push": use.told_by_push}
    return sum(count * message(way) for way, count in told.items())


def misses(per_second: float, seconds: float) -> float:
    """The share of requests that a cache passes on, if it keeps an answer for so long and they come by chance."""
    return 1 / (1 + per_second * seconds)


def page_misses(use: Use) -> float:
    """Most pages are asked for by one reader at a time: only while something is wrong does the cache help."""
    busy, quiet = use.busy_share, 1 - use.busy_share
    busy_seconds = use.busy_hours * 3600
    asked = use.pages_viewed / use.caches
    return busy * misses(asked * busy / busy_seconds, 2) + quiet * misses(asked * quiet / (_MONTH - busy_seconds), 2)


def file_misses(use: Use) -> float:
    """Of each of some ten files that all pages share."""
    return misses(use.tenants * use.pages_viewed * use.files_a_view / 10 / use.caches / _MONTH, 300)


def price(use: Use) -> dict[str, float]:
    """Dollars a month by service."""
    stored = use.tenants * use.kb_stored / 1e6
    return {
        "CloudFront": _cloudfront(use),
        "S3": _s3(use, stored),
        "API Gateway, REST": use.requests * _p("REST request"),
        "API Gateway, WebSocket": (use.pushed + 2 * use.asked) * _p("WebSocket message")
        + use.minutes * _p("WebSocket connection-minute"),
        "Lambda": _lambda(use),
        "DynamoDB": _dynamodb(use, stored),
        "SQS": _sqs(use),
        "SES": use.tenants * use.mails * _p("SES mail"),
        "Subscribers": use.tenants * _told(use),
        "Metrics": use.tenants * use.measuring * measured(use.metrics),
        "Monitors": checks(use.tenants * use.monitors),
        "CloudWatch": sum(observed(use).values()),
    }


def checks(monitors: float) -> float:
    """Dollars of looking at so many each minute: claim, state, result and response time of each, and rounds of 500.

    A round is spread over 20 seconds when it is full, and the slowest of 500 checks adds 5; a single check takes one.
    """
    units = 5 * _p("DynamoDB write unit") + 3 * _p("DynamoDB read unit")
    rounds = math.ceil(monitors / 500)
    seconds = rounds + monitors * (25 - 1) / 500
    each_round = _p("Lambda request") + 3 * _p("SQS request")
    return _MONTH / 60 * (monitors * units + seconds * _p("Lambda GB-second") + rounds * each_round)


def measured(metrics: float) -> float:
    """Dollars of a tenant that has so many metrics: a call a minute for each, and all of them counted once a minute.

    Counting reads the claim, the points of an hour and the hours of a day, and writes an hour, the claim and its index.
    """
    minutes = _MONTH / 60
    a_point = (
        _p("CloudFront request")
        + _p("REST request")
        + _p("Lambda request")
        + 0.040 * _p("Lambda GB-second")
        + 2.5 * _p("DynamoDB read unit")
        + 2 * _p("DynamoDB write unit")
    )
    a_count = (
        (6 + 5 * metrics) * _p("DynamoDB read unit")
        + (5 + 1.5 * metrics) * _p("DynamoDB write unit")
        + 2 * _p("S3 PUT")
        + 3 * _p("SQS request")
        + _p("Lambda request")
        + 0.1 * _p("Lambda GB-second")
    )
    return minutes * (metrics * a_point + a_count)


def _cloudfront(use: Use) -> float:
    """All that comes through it: pages and files, which run the edge function, API calls and WebSocket connections."""
    views = use.tenants * use.pages_viewed
    read = views * (use.pages_a_view + use.files_a_view)
    gb = (views * use.kb_a_view + use.requests * 3 + use.pushed + use.asked * 0.2) / 1e6
    return (
        (read + use.requests + use.sessions) * _p("CloudFront request")
        + read * _p("CloudFront Function")
        + gb * _p("CloudFront GB")
        + use.deployments * _p("CloudFront invalidation")
    )


def _s3(use: Use, stored: float) -> float:
    views = use.tenants * use.pages_viewed
    gets = views * (use.pages_a_view * page_misses(use) + use.files_a_view * file_misses(use))
    puts = use.tenants * (use.changes * use.documents_a_change + use.days * use.documents_a_day)
    overwritten = puts * use.kb_a_document / 1e6
    return gets * _p("S3 GET") + puts * _p("S3 PUT") + (stored + overwritten) * _p("S3 GB-month")


def _lambda(use: Use) -> float:
    """40 ms of 1 GB a call, 250 ms of 1 GB a broadcast and 0.3 ms a frame, 100 ms of 1 GB to count history, 20 ms of
    0.5 GB for anything else.
    """
    changes, days = use.tenants * use.changes, use.tenants * use.days
    small = use.asked + 2 * use.sessions + _SCHEDULED + changes * (_READERS - 1 + _FED)
    seconds = use.requests * 0.040 + changes * 0.250 + use.pushed * 0.0003 + small * 0.5 * 0.020
    seconds += (changes + days) * 0.100
    return seconds * _p("Lambda GB-second") + (use.requests + changes + days + small) * _p("Lambda request")


def _sqs(use: Use) -> float:
    """A message is sent, received and deleted: at most one of each change to each queue."""
    polls = _MONTH / _POLL_SECONDS * _POLLERS
    messages = use.tenants * (_FED * use.changes + use.days)
    return (_QUEUES * polls + 3 * messages) * _p("SQS request")


def _dynamodb(use: Use, stored: float) -> float:
    """Streams that Lambda reads are free, and so is what expires."""
    changes, days = use.tenants * use.changes, use.tenants * use.days
    writes = changes * use.write_units_a_change + days * use.write_units_a_day + use.sessions * 4
    reads = changes * (use.read_units_a_change + use.watching / 40) + use.requests * 4 + use.sessions * 3
    reads += days * use.read_units_a_day
    kept = stored * (_p("DynamoDB GB-month") + _p("DynamoDB backup GB-month"))
    return writes * _p("DynamoDB write unit") + reads * _p("DynamoDB read unit") + kept


def observed(use: Use) -> dict[str, float]:
    """What CloudWatch's line is made of."""
    taken_in = _logged_kb(use) / 1e6
    return {
        "alarms and a dashboard": ALARMS * _p("CloudWatch alarm") + _p("CloudWatch dashboard"),
        "metrics": sum(METRICS.values()) * _p("CloudWatch metric"),
        "logs": taken_in * (_p("Logs GB") + _p("Logs GB-month")),
        "traces": traces(use) * _p("X-Ray trace"),
    }


def _logged_kb(use: Use) -> float:
    """0.35 KB of Lambda's own an invocation, 0.25 KB an access, 0.7 KB a line with metrics."""
    changes = use.tenants * use.changes
    events = use.asked + 2 * use.sessions
    handled = changes * (1.05 + (_READERS - 1 + _FED) * 0.35)
    return use.requests * 1.3 + handled + events * 0.6 + 2 * use.sessions * 0.7 + _SCHEDULED * 0.35


def traces(use: Use) -> float:
    """X-Ray's own rule for each that is traced: the first in every second, and a twentieth of the others."""
    return sum(_sampled(count) for count in (use.requests, use.tenants * use.changes, _SCHEDULED))


def _sampled(count: float) -> float:
    first = _MONTH * (1 - math.exp(-count / _MONTH))
    return first + (count - first) / 20


def _p(name: str) -> float:
    return PRICES[name]


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
    return dict(_named(replace(use or Use(), tenants=count)) for count in (1, 1_000, 100_000))


def _named(use: Use) -> tuple[str, Use]:
    return f"{use.tenants:,.0f} {'tenant' if use.tenants == 1 else 'tenants'}", use


def write() -> None:
    """Puts the table into docs/operations.md, in the place of the one there."""
    text = OPERATIONS.read_text()
    made = table(usual())
    OPERATIONS.write_text(re.sub(r"\| a month, \$ \|.*?\n\| a tenant \|[^\n]*", lambda _: made, text, flags=re.DOTALL))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the usual table into docs/operations.md")
    for field in fields(Use):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=float)
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    if given.pop("write"):
        write()
    use = Use(**given)
    uses = dict([_named(use)]) if "tenants" in given else usual(use)
    sys.stdout.write(table(uses) + "\n")


if __name__ == "__main__":
    main()
