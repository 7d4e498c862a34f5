"""From an event to a notification: at once, or together with what else is said of the same thing within a minute."""

from datetime import datetime

from chalicelib.domain.events import Event, EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.notifications import Notification, NotificationKind, Said, Told
from chalicelib.domain.organizations import Organization
from chalicelib.domain.telling import Categories, earlier_services, gathered, is_news, told_of, told_of_earlier
from chalicelib.domain.threads import Thread, in_order
from chalicelib.notifications import queue
from chalicelib.notifications.current import as_it_reads_now
from chalicelib.notifications.planning import announce
from chalicelib.queues.message import Task
from chalicelib.store import events, notifications, postmortems, services
from chalicelib.store.transactions import retried

_ANNOUNCING = frozenset({NotificationKind.MAINTENANCE_SCHEDULED, NotificationKind.MAINTENANCE_RESCHEDULED})


def hear(organization: Organization, event: Event, now: datetime) -> None:
    """Tells the event, or keeps it to be told; safe to repeat, also after it was told."""
    told = _told(organization, event, now)
    if told is None:
        return
    thread = retried(lambda: _heard(told, now))
    if event.id in thread.gathering:
        _look_later(thread, now)
    elif event.id not in thread.batch:
        announce(_notification(event.id, _to_all(told, thread, None), now))


def close(org_id: Id, thread_id: Id, now: datetime) -> None:
    """Tells what was gathered, when it is time for that; safe to repeat."""
    thread = retried(lambda: _closed(org_id, thread_id, now))
    if thread and thread.batch:
        _tell_batch(thread, now)
    if thread and thread.gathering:
        _look_later(thread, now)


def _told(organization: Organization, event: Event, now: datetime) -> Told | None:
    if not is_news(event, now):
        return None
    if event.type is EventType.SERVICE_STATUS_CHANGED and not organization.notify_service_status:
        return None
    return _whole(event, _categories(organization.id))


def _whole(event: Event, categories: Categories) -> Told | None:
    """What it says; the text of a postmortem that was written earlier is in no event."""
    told = told_of(event, categories)
    if told is None or told.kind is not NotificationKind.POSTMORTEM_PUBLISHED or told.incident_id is None:
        return told
    written = postmortems.find(told.org_id, told.incident_id)
    if written is None or not written.published:
        return None
    said = Said(label="Postmortem", at=told.at, text=written.text, tree=written.text_tree)
    return told.but(updates=(said,))


def _heard(told: Told, now: datetime) -> Thread:
    """The thread that knows the event; raises LostRaceError."""
    before = notifications.thread(told.org_id, told.thread)
    known = before or Thread(id=told.thread, org_id=told.org_id, version=0)
    after = known.heard(told.event_id, now, announces=told.kind in _ANNOUNCING, about=told.service_ids)
    if after is not known:
        notifications.replace_thread(after, now)
    return after


def _closed(org_id: Id, thread_id: Id, now: datetime) -> Thread | None:
    """The thread with its batch ready; raises LostRaceError. A batch before it is told first, so that none is lost."""
    before = notifications.thread(org_id, thread_id)
    after = before.closed(now) if before else None
    if before and after is not before and after:
        if before.batch:
            _tell_batch(before, now)
        notifications.replace_thread(after, now)
    return after


def _tell_batch(thread: Thread, now: datetime) -> None:
    """One notification of all events of the batch, under the id of the first; nothing of those that are no news now."""
    ids = in_order(thread.batch)
    found = [event for event in events.some(thread.org_id, ids)[0] if event and is_news(event, now)]
    categories = _categories(thread.org_id)
    current = [event for each in found if (event := as_it_reads_now(each))]
    messages = [told for event in current if (told := _whole(event, categories))]
    if messages:
        announce(_notification(thread.batch[0], _to_all(gathered(messages), thread, categories), now))


def _to_all(told: Told, thread: Thread, categories: Categories | None) -> Told:
    """Who follows a service that was taken out meanwhile was told how it began, and is told how it ends."""
    earlier = earlier_services(told, thread.about)
    return told_of_earlier(told, earlier, categories or _categories(told.org_id)) if earlier else told


def _look_later(thread: Thread, now: datetime) -> None:
    if thread.due_at:
        queue.send_task(Task(thread.org_id, thread.id, "thread"), queue.seconds_until(thread.due_at, now))


def _notification(notification_id: Id, told: Told, now: datetime) -> Notification:
    return Notification(id=notification_id, org_id=told.org_id, told=told, created_at=now)


def _categories(org_id: Id) -> Categories:
    return {each.id: each.category for each in services.of_organization(org_id)}
