"""/api and /health."""

import time
from collections.abc import Mapping

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
    """See whether the database can be reached: 200 if so, 503 if not."""
    started = time.perf_counter()
    reachable = _database_answers()
    latency = round((time.perf_counter() - started) * 1000, 1)
    health = Health(
        status="ok" if reachable else "unavailable",
        database=Database(reachable=reachable, latency_ms=latency),
        region=settings().aws_region,
        version=settings().allclear_version,
        time=clock.now(),
    )
    return Answer(health, status=200 if reachable else 503)


def _database_answers() -> bool:
    try:
        slugs.holder(NO_SLUG)
    except UnavailableError:
        return False
    return True
