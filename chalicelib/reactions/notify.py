"""Subscribers are told what an event says: from an event, or something that was gathered, to parts in the queues."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from chalicelib import clock
from chalicelib.config import settings
from chalicelib.domain.ids import Id, moment_of
from chalicelib.domain.organizations import Organization
from chalicelib.notifications import digests, gathering, limits, planning, reminders
from chalicelib.queues.message import Task
from chalicelib.store import events, notifications, organizations

settings().need("table_prefix")


PAST = timedelta(days=1)
"""What should have been told so long ago is not told now: the task was in a backup, or the machine was off."""


def notify(task: Task) -> None:
    """Does one task; raises what keeps it from being done, and is then called again."""
    organization, do = organizations.find(task.org_id), _TASKS.get(task.what)
    if organization and not organization.erasing and do:
        do(organization, task.event_id, clock.now())


def _event(organization: Organization, event_id: Id, now: datetime) -> None:
    event = events.find(organization.id, event_id)
    if event:
        gathering.hear(organization, event, now)


def _thread(organization: Organization, thread_id: Id, now: datetime) -> None:
    gathering.close(organization.id, thread_id, now)


def _plan(organization: Organization, notification_id: Id, now: datetime) -> None:
    found = notifications.find(organization.id, notification_id)
    if found and now < found.created_at + PAST:
        planning.announce(found)


def _tally(organization: Organization, notification_id: Id, now: datetime) -> None:
    if found := notifications.find(organization.id, notification_id):
        planning.tally(found, now)


def _digest(organization: Organization, digest_id: Id, now: datetime) -> None:
    due = moment_of(digest_id)
    if now < due + limits.SETTLED:
        limits.promise_digest(organization.id, due, now)
    elif now < due + PAST and (found := digests.digest_of(organization.id, digest_id, now)):
        planning.announce(found)


def _remind(organization: Organization, maintenance_id: Id, now: datetime) -> None:
    reminders.remind(organization.id, maintenance_id, now)


_TASKS: Mapping[str, Callable[[Organization, Id, datetime], None]] = {
    "": _event,
    "thread": _thread,
    "plan": _plan,
    "tally": _tally,
    "digest": _digest,
    "remind": _remind,
}
