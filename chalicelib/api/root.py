"""/api and /health."""

import time
from collections.abc import Callable, Mapping

from chalice import Blueprint

from chalicelib import clock
from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import Open
from chalicelib.config import settings
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant
from chalicelib.store import slugs

bp = Blueprint(__name__)
NO_SLUG = "-"
_checks: list[Callable[[], str]] = []
"""What the runtime knows to ask beside the database."""


class Root(Model):
    """Where to go from here."""

    message: str = "Allclear: status pages that change by themselves on every screen."
    version: str
    links: Mapping[str, str] = {
        "documentation": "/docs",
        "openapi": "/openapi.json",
        "health": "/health",
        "status": "/api/status/{slug}",
        "live": "/live",
    }


class Database(Model):
    """How the database answered."""

    reachable: bool
    latency_ms: float


class Health(Model):
    """Whether Allclear works here."""

    status: str
    """`ok` or `unavailable`."""
    reason: str = ""
    """Why Allclear is unavailable; empty when it is not."""
    database: Database
    region: str
    version: str
    time: Instant


@endpoint(bp, "GET", "/api", Open.PUBLIC, answer=Root)
def get_root(call: Call[None, None]) -> Root:  # noqa: ARG001 - a view's shape
    """See that the API is there."""
    return Root(version=settings().allclear_version)


@endpoint(bp, "GET", "/health", Open.PUBLIC, answer=Health)
def get_health(call: Call[None, None]) -> Answer:  # noqa: ARG001 - a view's shape
    """See whether the database can be reached, and whether a change could be stored: 200 if so, 503 if not."""
    started = time.perf_counter()
    reachable = _database_answers()
    latency = round((time.perf_counter() - started) * 1000, 1)
    reason = "The database cannot be reached." if not reachable else _first_fault()
    health = Health(
        status="unavailable" if reason else "ok",
        reason=reason,
        database=Database(reachable=reachable, latency_ms=latency),
        region=settings().aws_region,
        version=settings().allclear_version,
        time=clock.now(),
    )
    return Answer(health, status=503 if reason else 200)


def also_check(check: Callable[[], str]) -> None:
    """Makes /health ask `check` for one more reason to be unavailable; it says an empty string while there is none."""
    _checks.append(check)


def _first_fault() -> str:
    return next(filter(None, (check() for check in _checks)), "")


def _database_answers() -> bool:
    try:
        slugs.holder(NO_SLUG)
    except UnavailableError:
        return False
    return True
