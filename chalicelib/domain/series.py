"""Series of maintenance: the next two occurrences exist as ordinary maintenance; when one ends, another is made."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Self

from pydantic import Field, computed_field

from chalicelib.domain import recurrence
from chalicelib.domain.affected import Affected
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.maintenance import Maintenance, MaintenanceDraft, MaintenanceEdit, scheduled
from chalicelib.domain.model import Model
from chalicelib.domain.recurrence import Repeat, Wall
from chalicelib.domain.text import LongText, Title
from chalicelib.domain.times import Instant

AHEAD = 2
"""So many occurrences exist at a time."""


class Series(Model):
    """What occurrences are made from. Changing or cancelling one of them does not move the others."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    title: Title
    description: LongText = ""
    service_ids: tuple[Id, ...] = ()
    repeat: Repeat
    """How it repeats."""
    wall: Wall
    """Its hours, and the time zone in which they are told: the organization's when the series was made."""
    day: date
    """The day of the occurrence that was made last."""
    occurrences: tuple[Id, ...] = ()
    """Those that are not over, the next one first."""
    created_at: Instant
    updated_at: Instant
    version: int = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def summary(self) -> str:
        """When it takes place, in words."""
        return recurrence.said(self.repeat, self.day)

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)


class SeriesEdit(Model):
    """What may change about a series as a whole; its words and hours change with one of its occurrences."""

    until: date
    """The last day on which one may start; a day that has passed ends the series."""


def begun(org_id: Id, draft: MaintenanceDraft, repeat: Repeat, time_zone: str, now: datetime) -> Series:
    """A new series without occurrences, whose `day` is that of its first one."""
    wall, day = recurrence.wall_of(draft.scheduled_start, draft.scheduled_end, time_zone)
    return Series(
        id=new_id(now),
        org_id=org_id,
        title=draft.title,
        description=draft.description,
        service_ids=draft.service_ids,
        repeat=recurrence.settled(repeat, wall, day),
        wall=wall,
        day=day,
        created_at=now,
        updated_at=now,
    )


def occurrence(series: Series, day: date, affected: Affected, now: datetime) -> Maintenance:
    """The one of that day."""
    start, end = recurrence.instants(series.wall, day)
    draft = MaintenanceDraft(
        title=series.title, description=series.description, scheduled_start=start, scheduled_end=end
    )
    return scheduled(series.org_id, draft, affected, now).but(series_id=series.id, series_day=day.isoformat())


def following(series: Series, now: datetime) -> date | None:
    """The day of the occurrence to make next; None when there is none before the end."""
    return recurrence.following(series.repeat, series.wall, series.day, now)


def reshaped(series: Series, edit: MaintenanceEdit, first: Maintenance, now: datetime) -> Series:
    """The series as it goes on from `first`, one of its occurrences, which was edited."""
    changes = edit.model_dump(include={"title", "description", "service_ids"}, exclude_none=True)
    if edit.scheduled_start or edit.scheduled_end:
        wall, day = recurrence.wall_of(first.scheduled_start, first.scheduled_end, series.wall.time_zone)
        rule = recurrence.settled(series.repeat.but(week_of_month=None), wall, day)
        changes |= {"wall": wall, "repeat": rule, "day": day}
    return series.revised(now, **changes)


def ending(series: Series, edit: SeriesEdit, now: datetime) -> Series:
    """The series with another end; raises InvalidError for one that is too far away."""
    if edit.until - max(now.date(), series.day) > recurrence.MAX_SPAN or edit.until > recurrence.LATEST:
        raise InvalidError(("until",), "must be within two years")
    return series.revised(now, repeat=series.repeat.but(until=edit.until))


def beyond(series: Series, found: Collection[Maintenance]) -> list[Maintenance]:
    """The occurrences that start only after the end of the series and have not begun."""
    until = series.repeat.until.isoformat()
    return [each for each in found if each.due_at == each.scheduled_start and (each.series_day or "") > until]
