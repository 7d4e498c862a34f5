"""Occurrences of a series: two exist at a time, and one that ends or is taken away is followed by exactly one.

The one that follows is made just before the other ends, in a transaction of its own. It takes the one that ends off
the series' list, under the series' version: whoever comes second finds it gone from there and makes nothing. When the
process dies between the two, the other still has to end, and ends without making another.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from chalicelib.domain import maintenance as rules
from chalicelib.domain import page_room
from chalicelib.domain import series as series_rules
from chalicelib.domain.affected import Affected, affected_by
from chalicelib.domain.drafts import Draft
from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.events import CLOCK, Actor, Event, EventType, happened, quiet
from chalicelib.domain.ids import Id
from chalicelib.domain.maintenance import MAX_UNFINISHED, Maintenance, MaintenanceDraft, MaintenanceEdit
from chalicelib.domain.model import Model
from chalicelib.domain.recurrence import Repeat, instants, next_day
from chalicelib.domain.series import AHEAD, Series, SeriesEdit
from chalicelib.domain.services import Service
from chalicelib.store import drafts, organizations
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store import series as store
from chalicelib.store import services as stored_services
from chalicelib.store.changes import Change, Operation, checked
from chalicelib.store.services import unchanged
from chalicelib.store.transactions import retried
from chalicelib.use_cases import services
from chalicelib.use_cases.entry_events import event_of

MOST_HELD = 80
"""Services that are looked at again in the transaction, which takes 100 operations."""


def begin(
    org_id: Id, draft: MaintenanceDraft, repeat: Repeat, actor: Actor, now: datetime, prepared: Draft | None = None
) -> Maintenance:
    """A new series with its first occurrences, tried once; answers the first of them."""
    chosen = services.chosen(org_id, draft.service_ids)
    series = series_rules.begun(org_id, draft, repeat, organizations.get(org_id).time_zone, now)
    first = rules.scheduled(org_id, draft, affected_by(chosen, {}), now)
    first = first.but(
        series_id=series.id, series_day=series.day.isoformat(), **({"id": prepared.id} if prepared else {})
    )
    series, more = _filled(series.but(occurrences=(first.id,)), chosen, now)
    _check_room(org_id, [first, *more])
    taken = [drafts.removing(prepared)] if prepared else []
    Change(
        quiet(event_of(EventType.MAINTENANCE_CREATED, first, actor, now, []), draft.notify),
        saved=[series, first, *more],
        first=[*_held(chosen), *taken],
        more_events=[*_created(more, actor, now), _event(EventType.SERIES_CREATED, series, actor, now)],
    ).commit()
    return first


def succeed(ending: Maintenance, now: datetime) -> None:
    """Makes the occurrence that follows one that is about to end, unless that was done before."""

    def attempt() -> None:
        series = store.find(ending.org_id, ending.series_id) if ending.series_id else None
        if series is None or ending.id not in series.occurrences:
            return
        left = tuple(each for each in series.occurrences if each != ending.id)
        before, present = series, _present(series)
        series, more = _filled(series.revised(now, occurrences=left), present, now)
        if not series.occurrences:
            Change(_event(EventType.SERIES_ENDED, before, CLOCK, now), deleted=[before]).commit()
            return
        told = [*_created(more, CLOCK, now), _event(EventType.SERIES_UPDATED, series, CLOCK, now)]
        Change(
            told[0],
            saved=[series, *more],
            first=_held(present) if more else [],
            more_events=told[1:],
        ).commit()

    retried(attempt)


def edit_following(before: Maintenance, edit: MaintenanceEdit, actor: Actor, now: datetime) -> Maintenance:
    """An occurrence edited, and with it the series and those after it, tried once; answers the one that was named."""
    series = _series_of(before)
    chosen = services.chosen(before.org_id, edit.service_ids or ())
    affected = affected_by(chosen, {}) if edit.service_ids is not None else None
    after, later = rules.edited(before, edit, affected, now), _later(series, before)
    series = series_rules.reshaped(series, edit, after, now)
    if edit.scheduled_start or edit.scheduled_end:
        after = after.but(series_day=series.day.isoformat())
        series, changed = _moved(series, later, edit, affected, now)
    else:
        changed = [rules.edited(each, edit, affected, now) for each in later]
    gone = {each.id for each in series_rules.beyond(series, changed)}
    pairs = [(before, after), *zip(later, changed, strict=True)]
    kept = [pair for pair in pairs if pair[0].id not in gone]
    removed = [each for each in later if each.id in gone]
    _check_growth(kept)
    series = series.but(occurrences=tuple(each for each in series.occurrences if each not in gone))
    told = [event_of(EventType.MAINTENANCE_UPDATED, new, actor, now, [], old) for old, new in kept]
    told = [quiet(told[0], edit.notify), *(quiet(each, notify=False) for each in told[1:])]
    Change(
        told[0],
        saved=[series, *(new for _, new in kept)],
        deleted=[*removed],
        first=_held(chosen),
        more_events=[
            *told[1:],
            *_deleted(removed, actor, now),
            _event(EventType.SERIES_UPDATED, series, actor, now),
        ],
    ).commit()
    return after


def _moved(
    series: Series, later: Sequence[Maintenance], edit: MaintenanceEdit, affected: Affected | None, now: datetime
) -> tuple[Series, list[Maintenance]]:
    """The series moved on by these occurrences, and each of them edited, on the day that is now its own."""
    changed = list[Maintenance]()
    for each in later:
        series = series.but(day=next_day(series.repeat, series.day))
        start, end = instants(series.wall, series.day)
        new = rules.edited(each, edit.but(scheduled_start=start, scheduled_end=end), affected, now)
        changed.append(new.but(series_day=series.day.isoformat()))
    return series, changed


def change_end(
    org_id: Id, series_id: Id, edit: SeriesEdit, actor: Actor, now: datetime, expected: int | None = None
) -> Series:
    """The series with another end: what was announced beyond it goes, and what there is room for is made."""

    def attempt() -> Series:
        before = checked(store.get(org_id, series_id), expected)
        series = series_rules.ending(before, edit, now)
        gone = series_rules.beyond(series, _open(series))
        gone_ids = {each.id for each in gone}
        left = tuple(each for each in series.occurrences if each not in gone_ids)
        present = _present(series)
        series, more = _filled(series.but(occurrences=left), present, now)
        _check_room(org_id, more)
        event = happened(
            EventType.SERIES_UPDATED, series, actor, now, org_id=org_id, summary=_said(series), before=before
        )
        Change(
            event,
            saved=[series, *more],
            deleted=[*gone],
            first=_held(present) if more else [],
            more_events=[*_created(more, actor, now), *_deleted(gone, actor, now)],
        ).commit()
        return series

    return retried(attempt)


def end(org_id: Id, series_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """No more occurrences: those that have not begun are gone, and one that is running goes on."""

    def attempt() -> None:
        series = checked(store.get(org_id, series_id), expected)
        gone = [each for each in _open(series) if not each.is_running]
        Change(
            _event(EventType.SERIES_ENDED, series, actor, now),
            deleted=[series, *gone],
            more_events=_deleted(gone, actor, now),
        ).commit()

    retried(attempt)


def _series_of(occurrence: Maintenance) -> Series:
    series = store.find(occurrence.org_id, occurrence.series_id) if occurrence.series_id else None
    if series is None or occurrence.id not in series.occurrences:
        raise InvalidError(("following",), "is only for maintenance that repeats and is not over")
    return series


def _open(series: Series) -> list[Maintenance]:
    found = (stored_maintenance.find(series.org_id, each) for each in series.occurrences)
    return [each for each in found if each and not each.is_finished]


def _later(series: Series, than: Maintenance) -> Sequence[Maintenance]:
    found = (each for each in _open(series) if not each.is_running and each.id != than.id)
    return sorted(
        (each for each in found if (each.series_day or "") > (than.series_day or "")),
        key=lambda each: each.series_day or "",
    )


def _present(series: Series) -> list[Service]:
    """Its services that are still there."""
    if not series.service_ids:
        return []
    return [each for each in stored_services.of_organization(series.org_id) if each.id in series.service_ids]


def _filled(series: Series, present: Collection[Service], now: datetime) -> tuple[Series, list[Maintenance]]:
    """The series with as many occurrences as exist at a time, and those that are new."""
    made = list[Maintenance]()
    day: date | None
    while len(series.occurrences) < AHEAD and (day := series_rules.following(series, now)):
        one = series_rules.occurrence(series, day, affected_by(present, {}), now)
        made.append(one)
        series = series.but(day=day, occurrences=(*series.occurrences, one.id))
    return series, made


def _held(named: Sequence[Service]) -> list[Operation]:
    """Fails the transaction where one of them has changed. Of very many services, as many as one transaction takes."""
    return [unchanged(each) for each in named[:MOST_HELD]]


def _check_room(org_id: Id, new: Sequence[Maintenance]) -> None:
    others = stored_maintenance.unfinished(org_id) if new else []
    if len(others) + len(new) > MAX_UNFINISHED:
        raise ConflictError(f"An organization can have {MAX_UNFINISHED} maintenances planned or running.")
    for place, each in enumerate(new):
        page_room.check_maintenance(each, [*others, *new[:place]])


def _check_growth(changed: Sequence[tuple[Maintenance, Maintenance]]) -> None:
    """Raises ConflictError where texts become longer than the page has room for."""
    if any(page_room.size_of_entry(after) > page_room.size_of_entry(before) for before, after in changed):
        ours = {after.id: after for _, after in changed}
        others = stored_maintenance.unfinished(changed[0][1].org_id)
        now = [ours.get(each.id, each) for each in others]
        page_room.check_maintenance(changed[0][1], now)


def _created(made: Collection[Maintenance], actor: Actor, now: datetime) -> list[Event]:
    """Subscribers were told of the series; of each occurrence they are reminded."""
    return [quiet(event_of(EventType.MAINTENANCE_CREATED, each, actor, now, []), notify=False) for each in made]


def _deleted(gone: Collection[Maintenance], actor: Actor, now: datetime) -> list[Event]:
    return [event_of(EventType.MAINTENANCE_DELETED, each, actor, now, []) for each in gone]


def _event(kind: EventType, series: Model, actor: Actor, now: datetime) -> Event:
    assert isinstance(series, Series), "only series have these events"  # noqa: S101 - a programming error
    return happened(kind, series, actor, now, org_id=series.org_id, summary=_said(series))


def _said(series: Series) -> str:
    return f"{series.summary}: {series.title}"
