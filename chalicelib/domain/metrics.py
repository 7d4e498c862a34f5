"""Metrics: an organization's own numbers, such as response times or orders a minute, and how the page shows them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Self

from pydantic import Field

from chalicelib.domain.errors import ConflictError
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.model import Model
from chalicelib.domain.text import Name, Unit
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

MAX_METRICS = 100
"""Of an organization, without those that its monitors keep."""
MAX_SHOWN = 20
"""On a page: its document of metrics is fetched anew every minute by whoever looks at it."""
MAX_DECIMALS = 6
POSITION_GAP = 100
MAX_POSITION = 1_000_000


class Aggregation(Word):
    """How the points of one step of a line are combined."""

    MEAN = "mean"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    LAST = "last"

    @classmethod
    def for_unknown(cls) -> "Aggregation":
        """A number that was really measured."""
        return cls.LAST


WORDS = {
    Aggregation.MEAN: "Mean",
    Aggregation.SUM: "Sum",
    Aggregation.MIN: "Smallest",
    Aggregation.MAX: "Greatest",
    Aggregation.LAST: "Last value",
}
"""What people read."""


class Metric(Model):
    """What a line shows. Its points are elsewhere."""

    id: Id
    org_id: Id = Field(default="", exclude=True)
    name: Name
    unit: Unit = ""
    """Behind each value, such as `ms`, `%` or `orders`."""
    decimals: int = 0
    """How many a value is shown with; points are kept as they come."""
    aggregation: Aggregation = Aggregation.MEAN
    """What the points of one step of the line become; a change also counts for what is past."""
    position: int = 0
    """Metrics are listed by ascending position."""
    visible: bool = True
    """Whether visitors see it."""
    monitor_id: Id | None = None
    """The monitor that measures it, whose id is also its own. Nobody else adds points to such a metric."""
    created_at: Instant
    updated_at: Instant
    version: int = 1

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)


class MetricDraft(Model):
    """What a metric is created from."""

    name: Name
    """Shown above the line."""
    unit: Unit = ""
    """Behind each value, such as `ms`, `%` or `orders`."""
    decimals: int = Field(default=0, ge=0, le=MAX_DECIMALS)
    """How many a value is shown with."""
    aggregation: Aggregation = Aggregation.MEAN
    """What the points of one step of the line become."""
    position: int | None = Field(default=None, ge=0, le=MAX_POSITION)
    """Metrics are listed by ascending position; by default a new one comes last."""
    visible: bool = True
    """Whether visitors see it."""


class MetricEdit(Model):
    """What may change about a metric; a field left out keeps its value."""

    name: Name | None = None
    unit: Unit | None = None
    """Behind each value; empty for none."""
    decimals: int | None = Field(default=None, ge=0, le=MAX_DECIMALS)
    """How many a value is shown with."""
    aggregation: Aggregation | None = None
    """A change also counts for what is past: the points stay."""
    position: int | None = Field(default=None, ge=0, le=MAX_POSITION)
    """Metrics are listed by ascending position."""
    visible: bool | None = None
    """Whether visitors see it."""


def ordered(metrics: Iterable[Metric]) -> list[Metric]:
    """As the page lists them."""
    return sorted(metrics, key=lambda metric: (metric.position, metric.id))


def shown(metrics: Iterable[Metric]) -> list[Metric]:
    """Those that visitors see, as the page lists them."""
    return [metric for metric in ordered(metrics) if metric.visible]


def made(org_id: Id, draft: MetricDraft, others: Collection[Metric], now: datetime) -> Metric:
    """A new metric behind the others, unless the draft says where."""
    if sum(each.monitor_id is None for each in others) >= MAX_METRICS:
        raise ConflictError(f"An organization can have {MAX_METRICS} metrics. Delete one first.")
    position = _behind(others) if draft.position is None else draft.position
    fields = draft.model_dump(exclude={"position"})
    metric = Metric(id=new_id(now), org_id=org_id, created_at=now, updated_at=now, position=position, **fields)
    return _with_room(metric, others)


def of_monitor(org_id: Id, monitor_id: Id, name: str, others: Collection[Metric], now: datetime) -> Metric:
    """The response times of a monitor, in milliseconds. Nobody sees them until somebody shows them."""
    return Metric(
        id=monitor_id,
        org_id=org_id,
        name=name,
        unit="ms",
        position=_behind(others),
        visible=False,
        monitor_id=monitor_id,
        created_at=now,
        updated_at=now,
    )


def edited(metric: Metric, edit: MetricEdit, others: Collection[Metric], now: datetime) -> Metric:
    """The metric with what the edit names changed."""
    changed = metric.revised(now, **edit.model_dump(exclude_none=True))
    return changed if metric.visible else _with_room(changed, others)


def _behind(others: Collection[Metric]) -> int:
    return min(max((each.position for each in others), default=0) + POSITION_GAP, MAX_POSITION)


def _with_room(metric: Metric, others: Collection[Metric]) -> Metric:
    check_shown(metric, others)
    return metric


def check_shown(metric: Metric, others: Collection[Metric]) -> None:
    """Raises ConflictError when one more would be too many for a page."""
    if metric.visible and sum(each.visible for each in others if each.id != metric.id) >= MAX_SHOWN:
        raise ConflictError(f"A page can show {MAX_SHOWN} metrics. Hide one first, or add this one hidden.")
