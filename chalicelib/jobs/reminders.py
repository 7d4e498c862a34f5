"""Maintenance that starts in a day or in an hour is handed on to be told."""

from datetime import timedelta

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.notifications import queue
from chalicelib.notifications.reminders import AHEAD, LATE
from chalicelib.queues import queues
from chalicelib.queues.message import Task
from chalicelib.store import maintenance

settings().need("table_prefix")
AT_ONCE = 500


def maintenance_reminders() -> int:
    """Returns how many were handed on, most of which were told before. What the queue can't take is due again."""
    now = clock.now()
    due = {
        Task(org_id, maintenance_id, "remind")
        for hours in AHEAD
        for org_id, maintenance_id in maintenance.due_between(
            now + timedelta(hours=hours) - LATE, now + timedelta(hours=hours), AT_ONCE
        )
    }
    untaken = queues.current().send(queue.NOTIFY, list(due)) if due else ()
    if untaken:
        log.warning("reminders_not_handed_on", count=len(untaken))
    return len(due) - len(untaken)
