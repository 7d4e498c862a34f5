"""Erases organizations whose week to undo is over: first what lets people in, then all the rest."""

from datetime import datetime

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.domain.deletion import has_settled
from chalicelib.domain.errors import ContendedError, UnavailableError
from chalicelib.domain.ids import Id
from chalicelib.publish.publisher import withdraw
from chalicelib.store import erasure, hosts, organizations
from chalicelib.store.files import files
from chalicelib.store.reachable import database_answers
from chalicelib.use_cases.organization_deletion import begin_erasure

settings().need("table_prefix", "documents", "files")
AT_ONCE = 10
LOOKED_AT = 100
"""More than are erased in a run: those that fail again each time do not take the place of all others."""


def organization_deletions() -> int:
    """Returns how many organizations are gone. What could not be finished is due again.

    One that fails keeps no other from being erased; its error is raised in the end, so that an operator is told.
    """
    now = clock.now()
    worked: list[bool] = []
    failed: list[Exception] = []
    for org_id in organizations.due_for_deletion(now, LOOKED_AT):
        try:
            worked.append(_erase(org_id, now))
        except (ContendedError, UnavailableError) as error:
            if not database_answers():
                raise
            log.warning("organization_not_erased", organization=org_id, why=error.detail)
        except Exception as error:  # noqa: BLE001 - whatever it was, the others are due, too
            log.exception("organization_not_erased", organization=org_id)
            failed.append(error)
        if len(worked) == AT_ONCE:
            break
    if failed:
        raise failed[0]
    return sum(worked)


def _erase(org_id: Id, now: datetime) -> bool:
    """Whether it is gone. Its address is freed last, so that nobody else's documents are deleted with its own."""
    organization = begin_erasure(org_id, now)
    if organization is None:
        return False
    items = hosts.abandon(org_id, now) + erasure.empty(org_id)
    withdraw(organization.slug)
    files().delete_under(f"{org_id}/")
    gone = has_settled(organization, now) and erasure.finish(organization)
    log.info("organization_erased" if gone else "organization_emptied", organization=org_id, items=items)
    return gone
