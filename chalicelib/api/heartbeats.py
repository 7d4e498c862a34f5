"""/api/heartbeats: what jobs call."""

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import Budget, Open
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import is_id
from chalicelib.domain.model import Model
from chalicelib.use_cases import checks

bp = Blueprint(__name__)
_PATH = "/api/heartbeats/{monitor_id}/{secret}"


class Heard(Model):
    """The call was heard."""

    ok: bool = True
    """Always."""


@endpoint(bp, "GET", _PATH, Open.PUBLIC, answer=Heard)
def hear_heartbeat(call: Call[None, None]) -> Heard:
    """Say that a job has run; safe to repeat. HEAD and POST do the same."""
    return _heard(call)


@endpoint(bp, "POST", _PATH, Open.PUBLIC, answer=Heard, budget=Budget.PUBLIC)
def post_heartbeat(call: Call[None, None]) -> Heard:
    """Say that a job has run; safe to repeat. What is sent along is not looked at."""
    return _heard(call)


def _heard(call: Call[None, None]) -> Heard:
    if not is_id(call.path["monitor_id"]):
        raise NotFoundError("There is no heartbeat with this address.")
    checks.beat(call.path["monitor_id"], call.path["secret"], call.now)
    return Heard()
