"""Time goes on without alerts: quiet times end, and what had to wait is said."""

from datetime import datetime

from chalicelib import clock, log
from chalicelib.aws.deadline import due_in
from chalicelib.config import settings
from chalicelib.domain.errors import AllclearError, UnavailableError
from chalicelib.store import signals as store
from chalicelib.store.reachable import database_answers
from chalicelib.use_cases import signals

settings().need("table_prefix")
AT_ONCE = 200
SECONDS_EACH = 5.0


def due_signals() -> int:
    """Returns how many groups of alerts were brought up to date. One that could not be is due again a minute later."""
    now = clock.now()
    return sum(_settle(org_id, group, now) for org_id, group in store.due(now, AT_ONCE))


def _settle(org_id: str, group: str, now: datetime) -> bool:
    try:
        with due_in(SECONDS_EACH):
            signals.settle(org_id, group, now)
    except AllclearError as error:
        if isinstance(error, UnavailableError) and not database_answers():
            raise
        log.warning("signals_not_settled", organization=org_id, why=error.detail)
        return False
    except Exception:  # noqa: BLE001 - one tenant's trouble is not the others', which are due, too
        log.exception("signals_not_settled", organization=org_id)
        return False
    return True
