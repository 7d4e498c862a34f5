"""One call to an address that a stranger chose."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from ssl import SSLCertVerificationError, SSLError
from time import monotonic
from typing import NamedTuple

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from chalicelib.outbound import line, names
from chalicelib.outbound.errors import NoAnswerError, OutboundError, RefusedError
from chalicelib.outbound.target import Target, target_of

SECONDS = 10.0
"""For all of a call: the name, the connection, TLS, the request, and the answer to its end."""
MAX_BYTES = 64 * 1024
"""Of an answer's body; what is beyond is not read."""
_HEAD_BYTES = 32 * 1024
USER_AGENT = "Allclear/1 (status page)"


class Answer(NamedTuple):
    """What came back. `body` is for admins alone; it may be cut off at MAX_BYTES, or where time was over."""

    status: int
    body: bytes = b""
    retry_after: float | None = None
    """Seconds, where the answer asks to wait."""


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, loopback: bool = False, seconds: float = SECONDS
) -> Answer:
    """The answer to a POST, whatever its status; raises RefusedError or NoAnswerError. Redirects are not followed."""
    return call("POST", url, headers, body, loopback=loopback, seconds=seconds)


def call(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
    *,
    loopback: bool = False,
    seconds: float = SECONDS,
    most_bytes: int = MAX_BYTES,
) -> Answer:
    """The same for any method, of an answer's body as much as is said."""
    target, ends = target_of(url, loopback=loopback), monotonic() + seconds
    try:
        connection = line.opened(target, names.places(target, seconds), ends, _HEAD_BYTES + most_bytes)
        try:
            return _answer(connection, method, target, {"User-Agent": USER_AGENT, **headers}, body, most_bytes)
        finally:
            connection.close()
    except OutboundError:
        raise
    except TimeoutError:
        raise NoAnswerError(f"There was no answer within {seconds:g} seconds.") from None
    except line.TooMuchError:
        raise NoAnswerError("The answer was too large.") from None
    except SSLCertVerificationError:
        raise NoAnswerError("The certificate of the host is not valid.") from None
    except SSLError:
        raise NoAnswerError("No encrypted connection could be made.") from None
    except ValueError:
        raise RefusedError("The request can't be sent.") from None
    except (OSError, HTTPError, HTTPException):
        raise NoAnswerError("The connection failed before there was an answer.") from None


def _answer(
    connection: HTTPConnection,
    method: str,
    target: Target,
    headers: Mapping[str, str],
    body: bytes | None,
    most_bytes: int,
) -> Answer:
    sent = {"Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close", **headers}
    connection.request(method, target.path, body, sent, preload_content=False, decode_content=False)
    response = connection.getresponse()
    if not 200 <= response.status < 600:
        raise NoAnswerError("The answer was no HTTP.")
    return Answer(response.status, _body(response, most_bytes), _seconds(response.headers.get("Retry-After")))


def _body(response: BaseHTTPResponse, most_bytes: int) -> bytes:
    """As much as there is room and time for. Once its head is there, an answer counts, however its body ends."""
    body = b""
    try:
        while len(body) < most_bytes and (piece := response.read1(most_bytes - len(body), decode_content=False)):
            body += piece
    except (OSError, HTTPError, HTTPException, ValueError):
        pass
    return body


def _seconds(retry_after: str | None) -> float | None:
    """Seconds from now, of a number or a date; None for what is neither."""
    said = (retry_after or "").strip()
    if said.isascii() and said.replace(".", "", 1).isdigit():
        return float(said[:20])
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
