"""/api/maintenance/series."""

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items
from chalicelib.domain.organizations import Role
from chalicelib.domain.series import Series, SeriesEdit
from chalicelib.store import series as store
from chalicelib.use_cases import occurrences

bp = Blueprint(__name__)


class SeriesList(Items):
    """Series that are not over, newest first; at most 40, since each has unfinished maintenance."""

    items: list[Series]


@endpoint(bp, "GET", "/api/maintenance/series", Role.VIEWER, answer=SeriesList)
def list_series(call: Call[None, None]) -> SeriesList:
    """List the series of maintenance that are not over. A new one is made by scheduling maintenance with `repeat`."""
    return SeriesList(items=store.of_organization(call.org_id))


@endpoint(bp, "GET", "/api/maintenance/series/{series_id}", Role.VIEWER, answer=Series)
def get_series(call: Call[None, None]) -> Series:
    """Get a series of maintenance."""
    return store.get(call.org_id, call.id("series_id"))


@endpoint(bp, "PUT", "/api/maintenance/series/{series_id}", Role.MEMBER, body=SeriesEdit, answer=Series, locked=True)
def edit_series(call: Call[SeriesEdit, None]) -> Series:
    """Change when a series ends: occurrences that were announced beyond that are gone, and missing ones are made."""
    return occurrences.change_end(call.org_id, call.id("series_id"), call.body, call.actor, call.now, call.expected)


@endpoint(bp, "DELETE", "/api/maintenance/series/{series_id}", Role.MEMBER, status=204, locked=True)
def end_series(call: Call[None, None]) -> None:
    """End a series: occurrences that have not begun are gone, and one that is running goes on."""
    occurrences.end(call.org_id, call.id("series_id"), call.actor, call.now, call.expected)
