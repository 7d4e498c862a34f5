"""/api/exports: everything of an organization as one archive."""

from dataclasses import dataclass

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items
from chalicelib.api.registry import Open
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.exports import Export, ExportWithLink
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import Role
from chalicelib.exporting import running
from chalicelib.store import exports as store

bp = Blueprint(__name__)


class ExportList(Items):
    """Exports of the last week, newest first."""

    items: list[Export]


class ArchiveQuery(BaseModel):
    """What the link of an archive says."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    organization: Id
    """Whose it is."""
    until: int = Field(ge=0, le=10**11)
    """Until when the link opens it: seconds since 1970."""
    token: str = Field(max_length=200)
    """Proves that we made the link."""


@endpoint(bp, "GET", "/api/exports", Role.ADMIN, answer=ExportList)
def list_exports(call: Call[None, None]) -> ExportList:
    """List the exports of the last week."""
    return ExportList(items=store.newest_first(call.org_id))


@endpoint(bp, "POST", "/api/exports", Role.ADMIN, answer=Export, status=202)
def begin_export(call: Call[None, None]) -> Answer:
    """Export everything of the organization as one archive.

    It is made afterwards: ask for it until it is `done`, and has a link. The archive is a ZIP file with JSON lines for
    each kind of resource, their JSON Schema and the incidents as CSV, and can be imported again.
    """
    try:
        export = running.begin(call.org_id, call.actor, call.now)
    except running.UnsentError:
        raise UnavailableError("The export could not be begun. Try again in a moment.") from None
    return Answer(export, {"Location": f"/api/exports/{export.id}"})


@endpoint(bp, "GET", "/api/exports/{export_id}", Role.ADMIN, answer=ExportWithLink)
def get_export(call: Call[None, None]) -> ExportWithLink:
    """Get an export, with a link to its archive that works for 15 minutes; for 7 days."""
    return running.with_link(store.get(call.org_id, call.id("export_id")), call.now)


@dataclass(frozen=True)
class Archive:
    """A ZIP file."""

    body: bytes

    def model_dump_json(self) -> str:
        """As it is sent: bytes, which Chalice encodes for API Gateway."""
        return self.body  # type: ignore[return-value] # an answer may be bytes, too


@endpoint(bp, "GET", "/api/exports/{export_id}/archive", Open.PUBLIC, query=ArchiveQuery)
def read_archive(call: Call[None, ArchiveQuery]) -> Answer:
    """Read an archive by the link that its export has. On AWS, links lead to the bucket itself."""
    given = call.query
    name, body = running.opened(given.organization, call.id("export_id"), given.until, given.token, call.now)
    headers = {"Content-Type": "application/zip", "Content-Disposition": f'attachment; filename="{name}"'}
    return Answer(Archive(body), {**headers, "Cache-Control": "private, no-store"})
