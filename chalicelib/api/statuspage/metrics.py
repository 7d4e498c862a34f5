"""/v1/pages/{page_id}/metrics, and the one provider that there is: numbers are sent here, not fetched."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.given import Paged
from chalicelib.api.statuspage.listed import listed, nothing
from chalicelib.api.statuspage.metric_bodies import (
    DataBody,
    DataPoint,
    ManyBody,
    MetricBody,
    MetricFields,
    Provider,
    ShownMetric,
    Taken,
)
from chalicelib.domain.errors import InvalidError, NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.metrics import MetricDraft, MetricEdit
from chalicelib.domain.organizations import Role
from chalicelib.domain.points import AHEAD, MAX_POINTS, Point, oldest
from chalicelib.store import organizations
from chalicelib.use_cases import metric_points, metric_reading
from chalicelib.use_cases import metrics as use_cases
from chalicelib.use_cases.metric_reading import MeasuredMetric

_PATH, _ONE = f"{PAGE}/metrics", f"{PAGE}/metrics/{{metric_id}}"
_PROVIDERS = f"{PAGE}/metrics_providers"
_PROVIDER = f"{_PROVIDERS}/{{provider_id}}"
SELF = "self"
"""Clients name the provider of what they send by this word, too."""
_AT_ONCE = 100


def _shown(org_id: Id, metric_id: Id) -> ShownMetric:
    return _of(org_id, metric_reading.one(org_id, metric_id))


def _of(org_id: Id, found: MeasuredMetric) -> ShownMetric:
    return ShownMetric(
        id=found.id,
        metrics_provider_id=org_id,
        metric_identifier=found.id,
        name=found.name,
        display=found.visible,
        suffix=found.unit or None,
        decimal_places=found.decimals,
        most_recent_data_at=found.latest.at if found.latest else None,
        created_at=found.created_at,
        updated_at=found.updated_at,
        reference_name=found.id,
    )


def _fields(given: MetricFields) -> dict[str, Any]:
    return given.sent(name="name", suffix="unit", decimal_places="decimals", display="visible")


def _point(given: DataPoint) -> Point:
    try:
        return Point(at=datetime.fromtimestamp(given.timestamp, UTC), value=given.value)
    except (ValueError, OverflowError, OSError):
        raise InvalidError(("timestamp",), "must be seconds since 1970, and value a number") from None


def _every(org_id: Id) -> Iterator[MeasuredMetric]:
    cursor: str | None = None
    while True:
        items, cursor = metric_reading.of_organization(org_id, cursor, _AT_ONCE)
        yield from items
        if cursor is None:
            return


def _listed(call: Call[None, Paged]) -> Answer:
    return listed(_every(call.org_id), call.query, lambda each: _of(call.org_id, each))


@v1("GET", _PATH, Role.VIEWER, query=Paged)
def list_metrics(call: Call[None, Paged]) -> Answer:
    """List the metrics, as the page does."""
    return _listed(call)


@v1("GET", _ONE, Role.VIEWER)
def get_metric(call: Call[None, None]) -> ShownMetric:
    """Get a metric."""
    return _shown(call.org_id, call.id("metric_id"))


@v1("PATCH PUT", _ONE, Role.MEMBER, body=MetricBody)
def edit_metric(call: Call[MetricBody, None]) -> ShownMetric:
    """Edit a metric."""
    if fields := _fields(call.body.metric):
        edit = MetricEdit.model_validate(fields)
        use_cases.edit(call.org_id, call.id("metric_id"), edit, call.actor, call.now)
    return _shown(call.org_id, call.id("metric_id"))


@v1("DELETE", _ONE, Role.MEMBER)
def delete_metric(call: Call[None, None]) -> ShownMetric:
    """Delete a metric; the answer is what it was."""
    before = _shown(call.org_id, call.id("metric_id"))
    use_cases.delete(call.org_id, before.id, call.actor, call.now)
    return before


@v1("POST", f"{_ONE}/data", Role.MEMBER, body=DataBody, status=201)
def add_data(call: Call[DataBody, None]) -> Taken:
    """Add a value; one of the same second takes its place."""
    metric_points.push(call.org_id, call.id("metric_id"), [_point(call.body.data)], call.now)
    return Taken(data=call.body.data)


@v1("POST", f"{_PATH}/data", Role.MEMBER, body=ManyBody, status=201)
def add_much_data(call: Call[ManyBody, None]) -> Taken:
    """Add values of many metrics."""
    given = call.body.data
    if sum(map(len, given.values())) > MAX_POINTS:
        raise InvalidError(("data",), f"may hold {MAX_POINTS} values at most")
    metric_points.push_many(
        call.org_id, {each: [_point(at) for at in points] for each, points in given.items()}, call.now
    )
    return Taken(data={**given})


@v1("DELETE", f"{_ONE}/data", Role.MEMBER)
def delete_data(call: Call[None, None]) -> ShownMetric:
    """Remove the values of the last 30 days; what is older is only kept rolled up."""
    metric_id = call.id("metric_id")
    metric_points.remove_points(call.org_id, metric_id, oldest(call.now), call.now + AHEAD, call.now)
    return _shown(call.org_id, metric_id)


@v1("GET", "/v1/metrics_providers", Role.VIEWER)
def list_available_providers(_: Call[None, None]) -> Answer:
    """List what metrics could be fetched from: here they are sent."""
    return nothing()


@v1("GET", _PROVIDERS, Role.VIEWER, query=Paged)
def list_providers(call: Call[None, Paged]) -> Answer:
    """List where metrics come from: from whoever sends them, which counts as one provider."""
    return listed([_provider(call.org_id)], call.query, lambda each: each)


@v1("GET", _PROVIDER, Role.VIEWER)
def get_provider(call: Call[None, None]) -> Provider:
    """Get where metrics come from."""
    return _the_provider(call)


@v1("GET", f"{_PROVIDER}/metrics", Role.VIEWER, query=Paged)
def list_metrics_of_provider(call: Call[None, Paged]) -> Answer:
    """List the metrics of the provider, which are all."""
    _the_provider(call)
    return _listed(call)


@v1("POST", f"{_PROVIDER}/metrics", Role.MEMBER, body=MetricBody, status=201)
def create_metric(call: Call[MetricBody, None]) -> ShownMetric:
    """Add a metric, which values are sent to."""
    _the_provider(call)
    draft = MetricDraft.model_validate(_fields(call.body.metric))
    return _shown(call.org_id, use_cases.add(call.org_id, draft, call.actor, call.now).id)


def _the_provider(call: Call[Any, Any]) -> Provider:
    if call.path["provider_id"].lower() not in {call.org_id, SELF}:
        raise NotFoundError("There is no such provider.")
    return _provider(call.org_id)


def _provider(org_id: Id) -> Provider:
    organization = organizations.get(org_id)
    return Provider(id=org_id, page_id=org_id, created_at=organization.created_at, updated_at=organization.created_at)
