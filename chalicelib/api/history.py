"""/api/services/{service_id}/history: what a service was, and what it really was."""

from datetime import timedelta

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field, model_validator

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.history import Correction
from chalicelib.domain.organizations import Role
from chalicelib.domain.times import Instant
from chalicelib.history import spans
from chalicelib.history.spans import ServiceHistory
from chalicelib.store import services
from chalicelib.use_cases import history as use_cases

bp = Blueprint(__name__)
USUAL, LONGEST = timedelta(days=7), timedelta(days=92)


class HistoryQuery(BaseModel):
    """From when to when; by default the last seven days."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, validate_by_name=True)

    start: Instant | None = Field(default=None, alias="from")
    """By default seven days before `to`."""
    end: Instant | None = Field(default=None, alias="to")
    """By default now. At most 92 days after `from`."""

    @model_validator(mode="after")
    def _is_a_stretch(self) -> "HistoryQuery":
        if self.start and self.end and self.start >= self.end:
            raise ValueError("`to` must be after `from`")
        return self


@endpoint(bp, "GET", "/api/services/{service_id}/history", Role.VIEWER, query=HistoryQuery, answer=ServiceHistory)
def get_service_history(call: Call[None, HistoryQuery]) -> ServiceHistory:
    """Get what a service was, and because of what."""
    service = services.get(call.org_id, call.id("service_id"))
    end = min(call.query.end or call.now, call.now)
    start = call.query.start or end - USUAL
    if start >= end:
        raise InvalidError(("query", "from"), "must be in the past")
    if end - start > LONGEST:
        raise InvalidError(("query", "from"), f"must be at most {LONGEST.days} days before `to`")
    return spans.of_service(service, start, end)


@endpoint(bp, "PUT", "/api/services/{service_id}/history", Role.ADMIN, body=Correction, answer=ServiceHistory)
def correct_service_history(call: Call[Correction, None]) -> ServiceHistory:
    """Correct what the status of a service was between two times.

    Uptime follows within seconds, and the audit log says who corrected what. A later correction counts more than an
    earlier one; to undo one, correct back over it.
    """
    return use_cases.correct(call.org_id, call.id("service_id"), call.body, call.actor, call.now)
