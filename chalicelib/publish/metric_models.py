"""What is in the documents of metrics, as the API describes it."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.domain.ids import Id
from chalicelib.domain.metrics import Aggregation
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant

Range = Literal["day", "week", "month", "quarter"]
Date = Annotated[str, Field(json_schema_extra={"format": "date"})]


class LatestPoint(Model):
    """The newest value that is known."""

    at: Instant
    """When its step began."""
    value: float
    """As it was measured, rounded."""


class ShownMetric(Model):
    """One line."""

    id: Id
    name: str
    unit: str
    """Behind each value; may be empty."""
    decimals: int
    """How many a value is shown with."""
    aggregation: Aggregation
    """What the points of one step became."""
    latest: LatestPoint | None
    """The newest step that has a point, and its newest value; null where there is none in this range."""
    mean: float | None
    """Of all points of the range; null where there is none."""
    p95: float | None
    """What 95 of 100 points are at or below, to within one percent, counted by whole hours."""
    least: float | None
    """The smallest value of the range; null where there is none."""
    most: float | None
    """The greatest."""
    values: tuple[float | None, ...]
    """One for each step; null where nothing was measured."""


class MetricsDocument(Model):
    """The metrics that a page shows, over one range."""

    range: Range
    """`day` is 24 hours, `week` 7 days, `month` 30 days and `quarter` 90 days, up to `as_of`."""
    start: Instant
    """When the first step begins."""
    step: int
    """Seconds. Steps of a `quarter` are days of the page's time zone, and a few of them have an hour more or less."""
    first_day: Date | None
    """The day of the first step of a `quarter`."""
    time_zone: str
    """The page's, an IANA name."""
    as_of: Instant
    """Up to when it is known."""
    metrics: tuple[ShownMetric, ...]
    """As the page lists them."""
