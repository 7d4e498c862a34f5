"""Metrics, read: what is measured and how it is shown, without its points."""

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.metrics import Metric, ordered
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Metrics


def of_organization(org_id: Id) -> list[Metric]:
    """All of them, as the page lists them; consistent."""
    with reaching_dynamodb():
        return ordered(from_row(Metric, row) for row in Metrics.query(org_id, consistent_read=True))


def get(org_id: Id, metric_id: Id) -> Metric:
    """One metric; raises NotFoundError."""
    if (found := find(org_id, metric_id)) is None:
        raise NotFoundError("There is no such metric.")
    return found


def find(org_id: Id, metric_id: Id) -> Metric | None:
    """One metric, if it is there; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(Metric, Metrics.get(org_id, metric_id, consistent_read=True))
        except Metrics.DoesNotExist:
            return None
