"""Rolls up what was measured, and writes the documents of metrics: once a minute at most while nothing else changes."""

from functools import partial

from chalicelib import clock
from chalicelib.config import settings
from chalicelib.domain.events import EventType
from chalicelib.domain.ids import Id
from chalicelib.publish.publisher import write_metrics
from chalicelib.queues.message import Message
from chalicelib.store import events, organizations
from chalicelib.store.measured import head, rollups
from chalicelib.use_cases import metric_counting
from chalicelib.use_cases.metric_counting import Counted
from chalicelib.use_cases.metric_points import EVERYTHING

settings().need("table_prefix", "documents")


def metrics(message: Message) -> None:
    """One event, or none when it is time to roll up. Safe to repeat, in any order and side by side.

    What an event changed is noted first. So where somebody else is at it, the job's next run shows it.
    """
    organization = organizations.find(message.org_id)
    if organization is None or organization.erasing:
        return
    if message.event_id:
        _follow(message.org_id, message.event_id)
    metric_counting.count(organization, clock.now(), partial(_publish, organization.id))


def _follow(org_id: Id, event_id: Id) -> None:
    event = events.find(org_id, event_id)
    if event is None or (event.type is EventType.ORGANIZATION_UPDATED and not _is_about_lines(event.changes)):
        return
    if event.type is EventType.METRIC_DELETED:
        rollups.erase(org_id, event.resource_id)
    head.note(org_id, {EVERYTHING}, clock.now())


def _is_about_lines(changes: dict[str, object]) -> bool:
    return not changes.keys().isdisjoint({"shows_metrics", "time_zone"})


def _publish(org_id: Id, counted: Counted) -> None:
    write_metrics(org_id, every_range=counted.every_range)
