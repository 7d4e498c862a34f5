"""/api/imports: moving in from another product."""

from collections.abc import Callable

from chalice import Blueprint

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items
from chalicelib.domain.errors import NotFoundError, UnavailableError
from chalicelib.domain.imports import MAX_FILE_BYTES, PART_BYTES, Import, ImportProgress, ImportRequest, UploadedFile
from chalicelib.domain.organizations import Role
from chalicelib.importing import running
from chalicelib.store import imports as store

bp = Blueprint(__name__)

MOST_BYTES = 4 * PART_BYTES // 3 + 64 * 1024
MOST_PARTS = MAX_FILE_BYTES // PART_BYTES * 200
LISTED = 20


class ImportList(Items):
    """Imports of the last week, newest first; at most 20."""

    items: list[Import]


@endpoint(bp, "GET", "/api/imports", Role.ADMIN, answer=ImportList)
def list_imports(call: Call[None, None]) -> ImportList:
    """List the imports of the last week."""
    return ImportList(items=store.newest_first(call.org_id, LISTED))


@endpoint(
    bp,
    "POST",
    "/api/imports",
    Role.ADMIN,
    body=ImportRequest,
    answer=ImportProgress,
    status=202,
    most_bytes=MOST_BYTES,
)
def begin_page_import(call: Call[ImportRequest, None]) -> Answer:
    """Begin to import from another product, by address, file or key.

    It is read afterwards: ask for its progress until it is `ready`, which shows what would come and what can't, and
    start it. Nobody is notified of anything, incidents keep their times, and the same import again adds nothing twice:
    what changed at its source since follows, unless somebody has changed it here.
    """
    made = _sent(lambda: running.begin(call.org_id, call.body, call.actor, call.now))
    return Answer(running.get(call.org_id, made.id), {"Location": f"/api/imports/{made.id}"})


@endpoint(bp, "GET", "/api/imports/{page_import_id}", Role.ADMIN, answer=ImportProgress)
def get_page_import(call: Call[None, None]) -> ImportProgress:
    """Get an import, with what was found and how far it is; for 7 days."""
    return running.get(call.org_id, call.id("page_import_id"))


@endpoint(
    bp,
    "PUT",
    "/api/imports/{page_import_id}/files/{number}",
    Role.ADMIN,
    body=UploadedFile,
    answer=Import,
    most_bytes=MOST_BYTES,
)
def add_import_file(call: Call[UploadedFile, None]) -> Import:
    """Send a file, or a part of one, of an import that was begun with `files_follow`.

    Parts are put together by their numbers: those in a row that have the same name are one file. The same number again
    replaces what came before.
    """
    number = call.path["number"]
    if not (number.isascii() and number.isdigit() and int(number) < MOST_PARTS):
        raise NotFoundError(f"Parts have numbers from 0 to {MOST_PARTS - 1}.")
    return running.add_file(call.org_id, call.id("page_import_id"), int(number), call.body)


@endpoint(bp, "POST", "/api/imports/{page_import_id}/read", Role.ADMIN, answer=Import, status=202)
def read_import(call: Call[None, None]) -> Import:
    """Read an import whose files are all there."""
    return _sent(lambda: running.read(call.org_id, call.id("page_import_id")))


@endpoint(bp, "POST", "/api/imports/{page_import_id}/start", Role.ADMIN, answer=Import, status=202)
def start_import(call: Call[None, None]) -> Import:
    """Carry out an import that is `ready`; one that was stopped goes on."""
    return _sent(lambda: running.start(call.org_id, call.id("page_import_id"), call.now))


@endpoint(bp, "POST", "/api/imports/{page_import_id}/stop", Role.ADMIN, answer=Import)
def stop_import(call: Call[None, None]) -> Import:
    """Stop an import. What it has brought already stays."""
    return running.stop(call.org_id, call.id("page_import_id"), call.now)


def _sent(step: Callable[[], Import]) -> Import:
    """The import after a step of which the queue is told; the same call may be sent again where it was not."""
    try:
        return step()
    except running.UnsentError:
        raise UnavailableError("The import could not be gone on with. Try again in a moment.") from None
