"""Maintenance starts and completes by itself: every minute, what is due takes its next step."""

from chalicelib import clock, log
from chalicelib.aws.deadline import due_in
from chalicelib.domain.errors import ConflictError, ContendedError, NotFoundError, UnavailableError
from chalicelib.store import maintenance as store
from chalicelib.store.reachable import database_answers
from chalicelib.use_cases import maintenance as use_cases

AT_ONCE = 100
SECONDS_EACH = 3.0
"""For one step, so that a slow organization does not use up the time of all that are due."""


def maintenance_transitions() -> int:
    """Returns how many steps were taken. What could not be done is due again a minute later."""
    now = clock.now()
    return sum(_advance(org_id, maintenance_id) for org_id, maintenance_id in store.due(now, AT_ONCE))


def _advance(org_id: str, maintenance_id: str) -> bool:
    try:
        with due_in(SECONDS_EACH):
            moved = use_cases.advance(org_id, maintenance_id, clock.now())
    except NotFoundError:
        return False
    except (ConflictError, ContendedError, UnavailableError) as error:
        if isinstance(error, UnavailableError) and not database_answers():
            raise
        log.warning("maintenance_not_advanced", organization=org_id, maintenance=maintenance_id, why=error.detail)
        return False
    except Exception:  # noqa: BLE001 - one tenant's trouble is not the others', which are due, too
        log.exception("maintenance_not_advanced", organization=org_id, maintenance=maintenance_id)
        return False
    if moved:
        log.info("maintenance_advanced", organization=org_id, maintenance=maintenance_id, status=moved.status)
    return moved is not None
