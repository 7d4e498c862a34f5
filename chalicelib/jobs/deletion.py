"""Erases organizations whose week to undo is over: first what lets people in, then all the rest."""

from datetime import datetime

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.domain.deletion import has_settled
from chalicelib.domain.errors import ContendedError
from chalicelib.domain.ids import Id
from chalicelib.publish.publisher import withdraw
from chalicelib.store import erasure, organizations
from chalicelib.use_cases.organization_deletion import begin_erasure

settings().need("table_prefix", "documents")
AT_ONCE = 10


def organization_deletions() -> int:
    """Returns how many organizations are gone. What could not be finished is due again."""
    now = clock.now()
    return sum(_erase(org_id, now) for org_id in organizations.due_for_deletion(now, AT_ONCE))


def _erase(org_id: Id, now: datetime) -> bool:
    """Whether it is gone. Its address is freed last, so that nobody else's documents are deleted with its own."""
    try:
        organization = begin_erasure(org_id, now)
    except ContendedError as error:
        log.warning("organization_not_erased", organization=org_id, why=error.detail)
        return False
    if organization is None:
        return False
    items = erasure.empty(org_id)
    withdraw(organization.slug)
    gone = has_settled(organization, now) and erasure.finish(organization)
    log.info("organization_erased" if gone else "organization_emptied", organization=org_id, items=items)
    return gone
