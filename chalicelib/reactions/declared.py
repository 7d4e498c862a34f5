"""Every reaction to an event, with its limits. This list is the one place to look, and the one to add to.

A new reaction is an entry here and its function. Its Lambda handler, event source, role, log group and alarms, and its
part of one machine, all follow from the entry; only which tables it uses is said in infra/policies.py, which refuses to
package a function that it does not know.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from chalicelib.domain.deliveries import SENDERS_OF_MAIL
from chalicelib.domain.events import TELLING, EventType
from chalicelib.queues.alerts import read_alert
from chalicelib.queues.feedback import read_feedback
from chalicelib.queues.inbound_mail import read_inbound_mail
from chalicelib.queues.message import (
    Sendable,
    read,
    read_check_found,
    read_check_round,
    read_import,
    read_moving,
    read_new_version,
    read_part,
    read_reset_request,
    read_subscription_asked,
    read_task,
)


class Source(Enum):
    """Where a reaction gets its work from."""

    STREAM = "stream"
    """The events stream itself. A shard serves two readers well, and both are taken."""
    QUEUE = "queue"
    """A queue of its own, with retries and dead letters of its own; `relay` feeds it the events it takes."""


@dataclass(frozen=True)
class Limits:
    """What a reaction is given. From `at_once` on it is about its queue."""

    memory: int = 512
    """Megabytes; CPU comes with them."""
    seconds: int = 60
    """How long an invocation may take."""
    batch: int = 10
    """Records or messages at most."""
    at_once: int = 2
    """Batches side by side; SQS takes no fewer than two."""
    at_once_each: int = 0
    """So many of them at most for one organization; 0 for all. On AWS, SQS itself serves organizations in turn."""
    delay_seconds: int = 0
    """How long an event waits before it is told."""
    tries: int = 50
    """How often a message is delivered before it is a dead letter: with the pauses in between, for ten hours."""
    late_seconds: int = 600
    """The age of the oldest message at which somebody is woken."""

    @property
    def visibility_seconds(self) -> int:
        """How long a message in work is hidden: six times what an invocation may take, as AWS advises."""
        return 6 * self.seconds


@dataclass(frozen=True)
class Reaction:
    """Something that happens because of an event. Delivery is at least once and in any order."""

    name: str
    """Also the name of its Lambda function, and of its queue."""
    function: str
    """`package.module:function`, imported where the reaction runs and nowhere else.

    From the stream it takes a batch of new records, and returns the sequence numbers to deliver again. From a queue it
    takes one message, and raises when that is to be tried again later.
    """
    source: Source
    limits: Limits
    takes: frozenset[EventType] = frozenset()
    """The types of event that `relay` sends to its queue."""
    marked: str = ""
    """The attribute that an event must have as true, where only some events of these types are taken."""
    fed_by: tuple[str, ...] = ("relay",)
    """The functions that may send to its queue."""
    reads: Callable[[str], Sendable] = read
    """What makes a message of what comes from its queue: one about an event, unless it says otherwise."""


_COUNTED = frozenset(
    each
    for each in EventType
    if each.resource in {"organization", "service", "incident", "maintenance"} and not each.is_private
)
"""What may say something of the status of services, or how their uptime is shown."""

_MEASURED = frozenset(
    {
        EventType.METRIC_CREATED,
        EventType.METRIC_UPDATED,
        EventType.METRIC_DELETED,
        EventType.ORGANIZATION_UPDATED,
    }
)
"""What changes which metrics a page shows and how; that something was measured is no event."""

_AUTOMATED = frozenset(
    {
        EventType.ORGANIZATION_UPDATED,
        EventType.MONITOR_CREATED,
        EventType.MONITOR_PAUSED,
        EventType.MONITOR_DELETED,
        EventType.SOURCE_UPDATED,
        EventType.SOURCE_DELETED,
    }
)
"""What changes what automation does: its switch, monitors that begin or end, and sources with other rules or none."""

REACTIONS: tuple[Reaction, ...] = (
    Reaction(
        "broadcaster",
        "chalicelib.live.broadcaster:broadcaster",
        Source.STREAM,
        Limits(memory=1024, batch=100),
    ),
    Reaction(
        "relay",
        "chalicelib.reactions.relay:relay",
        Source.STREAM,
        Limits(batch=100),
    ),
    Reaction(
        "archive",
        "chalicelib.reactions.archive:archive",
        Source.QUEUE,
        Limits(memory=1024, seconds=300, batch=1, delay_seconds=2),
        takes=frozenset({EventType.ORGANIZATION_UPDATED}),
    ),
    Reaction(
        "history",
        "chalicelib.reactions.history:history",
        Source.QUEUE,
        Limits(memory=1024, seconds=300, batch=1, at_once=5),
        takes=_COUNTED,
        fed_by=("relay", "uptime_days", "history"),
    ),
    Reaction(
        "metrics",
        "chalicelib.reactions.metrics:metrics",
        Source.QUEUE,
        Limits(memory=1024, seconds=300, batch=1, at_once=5),
        takes=_MEASURED,
        fed_by=("relay", "metric_rollups"),
    ),
    Reaction(
        "syndicate",
        "chalicelib.reactions.syndicate:syndicate",
        Source.QUEUE,
        Limits(memory=1024, seconds=120, batch=1, at_once=5),
        fed_by=("broadcaster", "publish_again", "syndicate"),
        reads=read_new_version,
    ),
    Reaction(
        "settle",
        "chalicelib.reactions.settle:settle",
        Source.QUEUE,
        Limits(batch=1, delay_seconds=5),
        takes=frozenset(each for each in EventType if each.resource in {"incident", "maintenance"}),
        marked="unsettled",
    ),
    Reaction(
        "notify",
        "chalicelib.reactions.notify:notify",
        Source.QUEUE,
        Limits(memory=1024, seconds=300, batch=1),
        takes=TELLING,
        fed_by=("relay", "notify", "maintenance_reminders", "send_mail", "send_calls", "api_handler"),
        reads=read_task,
    ),
    Reaction(
        "send_mail",
        "chalicelib.reactions.send_mail:send_mail",
        Source.QUEUE,
        Limits(memory=1024, seconds=120, batch=1, at_once=SENDERS_OF_MAIL, tries=200, late_seconds=3600),
        fed_by=("notify", "send_mail"),
        reads=read_part,
    ),
    Reaction(
        "send_calls",
        "chalicelib.reactions.send_calls:send_calls",
        Source.QUEUE,
        Limits(memory=1024, seconds=120, batch=1, at_once=24, at_once_each=20, tries=200, late_seconds=3600),
        fed_by=("notify", "send_calls"),
        reads=read_part,
    ),
    Reaction(
        "publish_again",
        "chalicelib.reactions.publish_again:publish_again",
        Source.QUEUE,
        Limits(memory=1024, seconds=300, batch=1, at_once=5, tries=1000),
        fed_by=("broadcaster", "api_handler"),
    ),
    Reaction(
        "password_reset",
        "chalicelib.reactions.password_reset:password_reset",
        Source.QUEUE,
        Limits(seconds=30, batch=1, tries=10, late_seconds=120),
        fed_by=("api_handler",),
        reads=read_reset_request,
    ),
    Reaction(
        "subscribe",
        "chalicelib.reactions.subscribe:subscribe",
        Source.QUEUE,
        Limits(batch=1, tries=10, late_seconds=300),
        fed_by=("api_handler",),
        reads=read_subscription_asked,
    ),
    Reaction(
        "import_subscribers",
        "chalicelib.reactions.import_subscribers:import_subscribers",
        Source.QUEUE,
        Limits(memory=1024, seconds=180, batch=1, tries=50, late_seconds=1800),
        fed_by=("api_handler", "import_subscribers", "moving"),
        reads=read_import,
    ),
    Reaction(
        "check_monitors",
        "chalicelib.reactions.check_monitors:check_monitors",
        Source.QUEUE,
        Limits(memory=1024, seconds=90, batch=1, at_once=20, tries=3, late_seconds=120),
        fed_by=("plan_checks",),
        reads=read_check_round,
    ),
    Reaction(
        "settle_checks",
        "chalicelib.reactions.settle_checks:settle_checks",
        Source.QUEUE,
        Limits(batch=10, at_once=5, tries=20),
        fed_by=(),  # checkers in other regions do
        reads=read_check_found,
    ),
    Reaction(
        "apply_signals",
        "chalicelib.reactions.apply_signals:apply_signals",
        Source.QUEUE,
        Limits(memory=1024, seconds=120, batch=1, at_once=5, tries=200, late_seconds=120),
        takes=_AUTOMATED,
        fed_by=("relay", "api_handler", "apply_signals"),
        reads=read_alert,
    ),
    Reaction(
        "moving",
        "chalicelib.reactions.moving:moving",
        Source.QUEUE,
        Limits(memory=1536, seconds=300, batch=1, tries=30, late_seconds=1800),
        fed_by=("api_handler", "moving"),
        reads=read_moving,
    ),
    Reaction(
        "inbound_mail",
        "chalicelib.reactions.inbound_mail:inbound_mail",
        Source.QUEUE,
        Limits(memory=1024, batch=1, tries=200, late_seconds=120),
        fed_by=(),  # SES does, by way of SNS
        reads=read_inbound_mail,
    ),
    Reaction(
        "mail_feedback",
        "chalicelib.reactions.mail_feedback:mail_feedback",
        Source.QUEUE,
        Limits(memory=256, seconds=30, batch=1, tries=20, late_seconds=3600),
        fed_by=(),  # SES does, by way of SNS
        reads=read_feedback,
    ),
)


def from_stream() -> list[Reaction]:
    """The readers of the stream; the first is the one that publishes."""
    return [reaction for reaction in REACTIONS if reaction.source is Source.STREAM]


def from_queues() -> list[Reaction]:
    """Those that have a queue."""
    return [reaction for reaction in REACTIONS if reaction.source is Source.QUEUE]
