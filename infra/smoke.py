"""The smoke test: the first requests of a visitor, an integrator and an operator, made through the distribution."""

import logging
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from infra.aws import Target
from infra.command import CannotError

TRIES, PAUSE = 30, 10.0
"""A new distribution's name takes a while to be known everywhere."""
EXPECTED = {
    "/health": (200, "application/json"),
    "/": (200, "text/html"),
    "/dashboard/services": (200, "text/html"),
    "/openapi.json": (200, "application/json"),
    "/api/services": (401, "application/problem+json"),
}
"""Paths through the distribution: both origins, a clean URL, and an error of the API's own."""
log = logging.getLogger("smoke")


class SmokeError(CannotError, AssertionError):
    """The stage is up, but something does not answer as it should."""


def smoke(target: Target, url: str) -> None:
    """Raises SmokeError for the first answer that is not the one expected."""
    for path, (status, kind) in EXPECTED.items():
        found = _answer(target, urlsplit(url).netloc, path, status)
        log.info("%s %s %s", *found, path)
        if found != (status, kind):
            raise SmokeError(f"The stage is up, but {path} answers {found}, and not {(status, kind)}.")


def _answer(target: Target, host: str, path: str, status: int) -> tuple[int, str]:
    """Once it is the status expected, or in the end whatever it is."""
    for left in reversed(range(TRIES)):
        try:
            with urllib.request.urlopen(target.page(host, path), timeout=30) as answer:  # noqa: S310 - http
                found = answer.status, answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            found = error.code, error.headers.get_content_type()
        except OSError as error:
            found = 0, str(error)
        if found[0] == status or not left:
            break
        time.sleep(PAUSE)
    return found
