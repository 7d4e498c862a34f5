"""Follows what came from sources, and completes what was begun when a source or a monitor was changed or deleted.

It also brings an organization's page up to date when its automation goes on again.
"""

import math
from datetime import datetime, timedelta

from chalicelib import clock, log
from chalicelib.alerts import taking
from chalicelib.config import settings
from chalicelib.domain.organizations import Organization
from chalicelib.domain.sources import Source
from chalicelib.queues import queues
from chalicelib.queues.alerts import AlertCame
from chalicelib.queues.message import Message
from chalicelib.store import events, organizations, sources
from chalicelib.use_cases import monitors, signals
from chalicelib.use_cases import sources as use_sources

settings().need("table_prefix")

DUE = "signals.due"
"""What a message to ourselves is about."""
SOON = timedelta(minutes=14)
"""SQS delays a message by 15 minutes at most."""


def apply_signals(message: AlertCame | Message) -> None:
    """Safe to repeat. Raises what went wrong, and is called again later."""
    organization = organizations.find(message.org_id)
    if organization is None or organization.erasing:
        return
    if isinstance(message, Message):
        _follow(message, organization)
        return
    source = sources.find(message.org_id, message.source_id)
    if source is None or not source.has_hash(message.token_hash):
        log.warning("alert_for_no_source", organization=message.org_id)
        return
    now = clock.now()
    taking.take(source, message.came, now)
    _come_back(source, now)


def _follow(message: Message, organization: Organization) -> None:
    if message.type == DUE:
        signals.settle_due(message.org_id, message.event_id, clock.now())
    elif message.type.startswith("monitor."):
        if event := events.find(message.org_id, message.event_id):
            monitors.complete(message.org_id, event.resource_id, clock.now())
    elif message.type.startswith("source."):
        if event := events.find(message.org_id, message.event_id):
            use_sources.complete(message.org_id, event.resource_id, clock.now())
    elif not organization.automation_paused:
        signals.settle_all(message.org_id, clock.now())


def _come_back(source: Source, now: datetime) -> None:
    """What waits for a while is looked at when that is over; the job of every minute would do so later."""
    due_at = signals.next_due(source.org_id, source.id)
    if due_at is not None and due_at - now < SOON:
        delay = math.ceil(max(0.0, (due_at - now).total_seconds())) + 1
        queues.current().send("apply_signals", [Message(source.org_id, source.id, DUE)], delay)
