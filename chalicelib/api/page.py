"""/api/status/{slug}: the page itself, as it was published. Light to import: the public reads start with it."""

from typing import TYPE_CHECKING

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import Open
from chalicelib.store import published

if TYPE_CHECKING:
    from chalicelib.domain.page import Page

PATH = "/api/status/{slug}"
CACHED = {"Cache-Control": "public, max-age=0, s-maxage=2, stale-while-revalidate=30, stale-if-error=86400"}
bp = Blueprint(__name__)


def _model() -> type["Page"]:
    from chalicelib.domain.page import Page  # noqa: PLC0415 - to document it, and to make a page on the fly

    return Page


@endpoint(bp, "GET", PATH, Open.PUBLIC, answer=_model)
def get_status(call: Call[None, None]) -> Answer:
    """Get the whole page."""
    org_id, page = published.page(call.path["slug"])
    return Answer(page or _on_the_fly(org_id, call), CACHED)


def _on_the_fly(org_id: str, call: Call[None, None]) -> "Page":
    """Of an organization that was just made."""
    from chalicelib.publish.snapshot import page_now  # noqa: PLC0415 - the snapshot makes it unnecessary

    return page_now(org_id, version=0, updated_at=call.now)
