"""/api/metrics: an organization's own numbers, and their points."""

from datetime import timedelta

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items, Paging, next_link
from chalicelib.domain.metrics import Metric, MetricDraft, MetricEdit
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Role
from chalicelib.domain.points import AHEAD, MAX_POINTS, PointsDraft, oldest
from chalicelib.domain.times import Instant
from chalicelib.use_cases import metric_points, metric_reading
from chalicelib.use_cases import metrics as use_cases
from chalicelib.use_cases.metric_reading import MeasuredMetric, Measurements, Step

bp = Blueprint(__name__)
POINTS_SECONDS = 25
"""Points of 30 days can be in 3,000 items."""
POINTS_BYTES = 640 * 1024
"""Room for 3,000 points as any program may write them."""
_ONE = "/api/metrics/{metric_id}"


class MetricList(Items):
    """Metrics, as the page lists them."""

    items: list[MeasuredMetric]


class PointsTaken(Model):
    """What became of points."""

    accepted: int = Field(ge=1, le=MAX_POINTS)
    """How many seconds have a value now: fewer than points where some were of the same second."""


class Stretch(BaseModel):
    """From when to when."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, validate_by_name=True)

    start: Instant | None = Field(default=None, alias="from")
    """The first moment."""
    end: Instant | None = Field(default=None, alias="to")
    """Up to and without; by default now."""


class MeasurementsQuery(Stretch):
    """Which measurements."""

    start: Instant | None = Field(default=None, alias="from")
    """By default a day before `to`."""
    step: Step = Step.FIVE_MINUTES
    """How long a step is: `1m` and `5m` reach back 30 days and take a week at most, `1h` reaches back 90 days, `1d` a
    year, by days of the page's time zone. Hours and days follow points within a minute."""


class PointsRemoval(Stretch):
    """Which points."""

    start: Instant | None = Field(default=None, alias="from")
    """By default 30 days ago: what is older is only kept rolled up."""
    end: Instant | None = Field(default=None, alias="to")
    """Up to and without; by default all there are."""


@endpoint(bp, "GET", "/api/metrics", Role.VIEWER, query=Paging, answer=MetricList)
def list_metrics(call: Call[None, Paging]) -> Answer:
    """List the metrics as the page does, each with its newest point."""
    items, cursor = metric_reading.of_organization(call.org_id, call.query.before, call.query.limit)
    return Answer(MetricList(items=items, next_cursor=cursor), next_link("/api/metrics", call.query, cursor))


@endpoint(bp, "POST", "/api/metrics", Role.MEMBER, body=MetricDraft, answer=Metric, status=201)
def create_metric(call: Call[MetricDraft, None]) -> Answer:
    """Add a metric; the page shows it once it has points."""
    metric = use_cases.add(call.org_id, call.body, call.actor, call.now)
    return Answer(metric, {"Location": f"/api/metrics/{metric.id}"})


@endpoint(bp, "GET", _ONE, Role.VIEWER, answer=MeasuredMetric)
def get_metric(call: Call[None, None]) -> MeasuredMetric:
    """Get a metric with its newest point."""
    return metric_reading.one(call.org_id, call.id("metric_id"))


@endpoint(bp, "PUT", _ONE, Role.MEMBER, body=MetricEdit, answer=Metric, locked=True)
def edit_metric(call: Call[MetricEdit, None]) -> Metric:
    """Edit a metric; fields left out keep their values, and so do points."""
    return use_cases.edit(call.org_id, call.id("metric_id"), call.body, call.actor, call.now, call.expected)


@endpoint(bp, "DELETE", _ONE, Role.MEMBER, status=204, locked=True)
def delete_metric(call: Call[None, None]) -> None:
    """Delete a metric with all its points."""
    use_cases.delete(call.org_id, call.id("metric_id"), call.actor, call.now, call.expected)


@endpoint(bp, "GET", f"{_ONE}/points", Role.VIEWER, query=MeasurementsQuery, answer=Measurements)
def get_points(call: Call[None, MeasurementsQuery]) -> Measurements:
    """Get what was measured, in steps."""
    end = call.query.end or call.now
    start = call.query.start or end - timedelta(days=1)
    return metric_reading.measured(call.org_id, call.id("metric_id"), start, end, call.query.step, call.now)


@endpoint(
    bp,
    "POST",
    f"{_ONE}/points",
    Role.MEMBER,
    body=PointsDraft,
    answer=PointsTaken,
    status=202,
    most_bytes=POINTS_BYTES,
    seconds=POINTS_SECONDS,
)
def add_points(call: Call[PointsDraft, None]) -> PointsTaken:
    """Add up to 3,000 points.

    A point of a second that has one already replaces it, so a call may be repeated, and points may be late and in any
    order. The page shows them within about a minute.
    """
    accepted = use_cases.push(call.org_id, call.id("metric_id"), call.body.points, call.now)
    return PointsTaken(accepted=accepted)


@endpoint(bp, "DELETE", f"{_ONE}/points", Role.MEMBER, query=PointsRemoval, status=204, seconds=POINTS_SECONDS)
def remove_points(call: Call[None, PointsRemoval]) -> None:
    """Remove the points of a stretch of time, by default of the last 30 days."""
    start, end = call.query.start or oldest(call.now), call.query.end or call.now + AHEAD
    metric_points.remove_points(call.org_id, call.id("metric_id"), start, end, call.now)
