"""Metrics as v1 has them, and what clients send of them."""

from typing import Annotated

from pydantic import Field

from chalicelib.api.statuspage.given import Flag, Given, Text
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.points import MAX_POINTS
from chalicelib.domain.times import Instant


class ShownMetric(Model):
    """A metric as v1 has it."""

    id: str
    metrics_provider_id: str
    metric_identifier: str
    name: str
    display: bool
    tooltip_description: None = None
    backfilled: bool = False
    y_axis_min: None = None
    y_axis_max: None = None
    y_axis_hidden: bool = False
    suffix: str | None
    decimal_places: int
    most_recent_data_at: Instant | None
    created_at: Instant
    updated_at: Instant
    last_fetched_at: Instant | None = None
    backfill_percentage: int = 100
    reference_name: str


class Provider(Model):
    """Where numbers come from: whoever sends them."""

    id: str
    type: str = "Self"
    disabled: bool = False
    metric_base_uri: None = None
    last_revalidated_at: None = None
    page_id: str
    created_at: Instant
    updated_at: Instant


class MetricFields(Given):
    """A metric; the range of its axis follows its values here."""

    name: Text = None
    suffix: Text = None
    decimal_places: int | None = None
    display: Flag = None
    """Whether visitors see it."""


class MetricBody(Given):
    """Its wrapper."""

    metric: MetricFields


class DataPoint(Model):
    """One value."""

    timestamp: int
    """Seconds since 1970, in UTC."""
    value: float


class DataBody(Given):
    """Its wrapper."""

    data: DataPoint


class ManyBody(Given):
    """Values of many metrics, by id: at most 3,000 in all."""

    data: dict[Id, Annotated[tuple[DataPoint, ...], Field(min_length=1, max_length=MAX_POINTS)]]


class Taken(Model):
    """What was taken, as it was sent."""

    data: DataPoint | dict[str, tuple[DataPoint, ...]]
