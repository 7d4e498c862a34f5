"""Series of maintenance, read."""

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.series import Series
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import SeriesTable


def get(org_id: Id, series_id: Id) -> Series:
    """One series; raises NotFoundError."""
    if (found := find(org_id, series_id)) is None:
        raise NotFoundError("There is no such series.")
    return found


def find(org_id: Id, series_id: Id) -> Series | None:
    """One series, if it is not over; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(Series, SeriesTable.get(org_id, series_id, consistent_read=True))
        except SeriesTable.DoesNotExist:
            return None


def of_organization(org_id: Id) -> list[Series]:
    """All that are not over, newest first; consistent."""
    with reaching_dynamodb():
        rows = SeriesTable.query(org_id, consistent_read=True, scan_index_forward=False)
        return [from_row(Series, row) for row in rows]
