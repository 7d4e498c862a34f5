"""Adding, editing and deleting metrics; `metric_points` has what is measured of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from chalicelib.domain import metrics as rules
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import CLOCK, Actor, Event, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.metrics import Metric, MetricDraft, MetricEdit
from chalicelib.domain.organizations import Organization
from chalicelib.store import metrics as store
from chalicelib.store import organizations
from chalicelib.store.changes import Change, checked
from chalicelib.store.transactions import retried
from chalicelib.use_cases.metric_points import push as push  # noqa: PLC0414 - found here, too, by those who measure
from chalicelib.use_cases.metric_points import push_many as push_many  # noqa: PLC0414 - likewise
from chalicelib.use_cases.metric_points import record as record  # noqa: PLC0414 - likewise
from chalicelib.use_cases.metric_points import record_many as record_many  # noqa: PLC0414 - likewise


def add(org_id: Id, draft: MetricDraft, actor: Actor, now: datetime) -> Metric:
    """A new metric."""

    def attempt() -> Metric:
        others = store.of_organization(org_id)
        metric = rules.made(org_id, draft, others, now)
        event = _happened(EventType.METRIC_CREATED, metric, actor, now, "was added")
        _commit(event, [*others, metric], now, saved=[metric])
        return metric

    return retried(attempt)


def edit(
    org_id: Id, metric_id: Id, changes: MetricEdit, actor: Actor, now: datetime, expected: int | None = None
) -> Metric:
    """The metric edited; its points stay as they are."""

    def attempt() -> Metric:
        others = store.of_organization(org_id)
        before = checked(_among(others, org_id, metric_id), expected)
        metric = rules.edited(before, changes, others, now)
        event = _happened(EventType.METRIC_UPDATED, metric, actor, now, "was edited", before)
        _commit(event, [metric if each.id == metric_id else each for each in others], now, saved=[metric])
        return metric

    return retried(attempt)


def delete(org_id: Id, metric_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The metric is gone at once, and its points as soon as the reaction has erased them."""

    def attempt() -> None:
        others = store.of_organization(org_id)
        metric = checked(_among(others, org_id, metric_id), expected)
        if metric.monitor_id:
            raise ConflictError("A monitor measures this. Hide it, or delete the monitor.")
        _delete(metric, others, actor, now)

    retried(attempt)


def begin_monitor(org_id: Id, monitor_id: Id, name: str, now: datetime, actor: Actor = CLOCK) -> Metric:
    """The metric of a monitor's response times, whose id is the monitor's. Safe to repeat; hidden until shown."""

    def attempt() -> Metric:
        others = store.of_organization(org_id)
        if known := next((each for each in others if each.id == monitor_id), None):
            return known
        metric = rules.of_monitor(org_id, monitor_id, name, others, now)
        event = _happened(EventType.METRIC_CREATED, metric, actor, now, "was added")
        _commit(event, [*others, metric], now, saved=[metric])
        return metric

    return retried(attempt)


def end_monitor(org_id: Id, monitor_id: Id, now: datetime, actor: Actor = CLOCK) -> None:
    """The metric of a monitor that is deleted is gone with it. Safe to repeat."""

    def attempt() -> None:
        others = store.of_organization(org_id)
        if known := next((each for each in others if each.id == monitor_id), None):
            _delete(known, others, actor, now)

    retried(attempt)


def show_as_stored(org_id: Id, actor: Actor, now: datetime) -> None:
    """Has the page show metrics if there are any to be shown, after some were stored by themselves. Safe to repeat."""

    def attempt() -> None:
        before = organizations.get(org_id)
        shows = any(each.visible for each in store.of_organization(org_id))
        if shows != before.shows_metrics:
            after = before.revised(now, shows_metrics=shows)
            Change(_told(before, after, actor, now), saved=[after]).commit()

    retried(attempt)


def _among(metrics: Iterable[Metric], org_id: Id, metric_id: Id) -> Metric:
    found = next((each for each in metrics if each.id == metric_id), None)
    return found or store.get(org_id, metric_id)


def _delete(metric: Metric, others: Collection[Metric], actor: Actor, now: datetime) -> None:
    event = _happened(EventType.METRIC_DELETED, metric, actor, now, "was deleted")
    _commit(event, [each for each in others if each.id != metric.id], now, deleted=[metric])


def _happened(
    kind: EventType, metric: Metric, actor: Actor, now: datetime, what: str, before: Metric | None = None
) -> Event:
    return happened(
        kind, metric, actor, now, org_id=metric.org_id, summary=f"Metric {metric.name} {what}", before=before
    )


def _commit(
    event: Event,
    every: Collection[Metric],
    now: datetime,
    saved: Sequence[Metric] = (),
    deleted: Sequence[Metric] = (),
) -> None:
    """Along with what follows for the page: whether it shows any metric at all."""
    before = organizations.get(event.org_id)
    shows = any(each.visible for each in every)
    if shows == before.shows_metrics:
        Change(event, saved=[*saved], deleted=[*deleted], first=[organizations.unchanged(before)]).commit()
        return
    organization = before.revised(now, shows_metrics=shows)
    Change(
        event,
        saved=[*saved, organization],
        deleted=[*deleted],
        more_events=[_told(before, organization, event.actor, now)],
    ).commit()


def _told(before: Organization, after: Organization, actor: Actor, now: datetime) -> Event:
    summary = "The page shows metrics" if after.shows_metrics else "The page shows no metrics any more"
    return happened(EventType.ORGANIZATION_UPDATED, after, actor, now, org_id=after.id, summary=summary, before=before)
