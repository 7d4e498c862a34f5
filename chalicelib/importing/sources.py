"""What each kind of import needs, and what its foreign ids are unique in."""

from urllib.parse import urlsplit

from chalicelib.config import settings
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.imports import ImportKind, ImportRequest
from chalicelib.outbound.errors import OutboundError
from chalicelib.outbound.target import target_of

_K = ImportKind
_BY_FILE = frozenset({_K.UPTIME_KUMA, _K.CSTATE, _K.CSV, _K.ARCHIVE})
_BY_ADDRESS = frozenset({_K.STATUSPAGE, _K.CACHET, _K.UPTIME_KUMA, _K.INSTATUS})
_BY_KEY = frozenset({_K.STATUSPAGE, _K.CACHET, _K.INSTATUS})


def check(given: ImportRequest) -> None:
    """Raises InvalidError for a request that lacks what its kind needs, or has what it can't use."""
    has_file = given.file is not None or given.files_follow
    if given.address:
        _check_address(given)
    if has_file and given.kind not in _BY_FILE:
        raise InvalidError(("file",), f"is nothing that {given.kind} can be imported from: give an address")
    if given.key and given.kind not in _BY_KEY:
        raise InvalidError(("key",), f"means nothing to {given.kind}")
    if given.file and given.files_follow:
        raise InvalidError(("files_follow",), "must not be given along with a file")
    if has_file and given.address:
        raise InvalidError(("address",), "must not be given along with files")
    _check_enough(given, has_file=has_file)


def _check_enough(given: ImportRequest, *, has_file: bool) -> None:
    if given.kind is _K.CACHET and not given.address:
        raise InvalidError(("address",), "is required: where the Cachet is")
    if given.kind in _BY_KEY and not (given.address or given.key):
        raise InvalidError(("address",), "is required, unless there is a key")
    if given.kind in _BY_FILE and not (has_file or given.address):
        what = "a file or an address" if given.kind in _BY_ADDRESS else "a file"
        raise InvalidError(("file",), f"is required: {given.kind} is imported from {what}")


def _check_address(given: ImportRequest) -> None:
    if given.kind not in _BY_ADDRESS:
        raise InvalidError(("address",), f"means nothing to {given.kind}: send its file")
    try:
        target_of(given.address.strip(), loopback=settings().outbound_loopback == "on")
    except OutboundError as error:
        raise InvalidError(("address",), str(error)) from None


def source_of(given: ImportRequest) -> str:
    """The product and its page. Ids of two pages may be the same; those of one page are, by whatever way it is read."""
    if given.kind is _K.UPTIME_KUMA or given.kind in {_K.CSTATE, _K.CSV, _K.ARCHIVE}:
        return given.kind.value
    if given.kind is _K.STATUSPAGE or given.kind is _K.INSTATUS:
        return given.kind.value  # their ids are unique in all of the product
    return f"{given.kind.value}:{urlsplit(given.address.strip()).netloc.lower()}"
