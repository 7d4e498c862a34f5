"""Domains of organizations' own, every minute: what is due is looked at, and takes its next step."""

from datetime import timedelta
from time import monotonic

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.domain import hosts as rules
from chalicelib.domain.hosts import Host
from chalicelib.domain.ids import Id
from chalicelib.monitors.texts import SilentError, texts
from chalicelib.publish.hosting import directory
from chalicelib.publish.tenants import tenants
from chalicelib.store import hosts as store
from chalicelib.store import organizations
from chalicelib.store.reachable import database_answers
from chalicelib.use_cases import hosts as use_cases

settings().need("table_prefix", "documents", "public_url")
AT_ONCE = 100
SECONDS = 40.0
"""After so long, the rest waits for the next run."""
_AGAIN = timedelta(minutes=1)


def hosts() -> int:
    """Returns how many domains were looked at. What could not be done is due again a minute later."""
    until = monotonic() + SECONDS
    looked_at = 0
    for org_id, name in store.due(clock.now(), AT_ONCE):
        if monotonic() > until:
            break
        looked_at += _guarded(org_id, name)
    return looked_at


def _guarded(org_id: Id | None, name: str) -> bool:
    try:
        return look(org_id, name) if org_id else forget(name)
    except Exception:
        if not database_answers():
            raise
        log.exception("host_not_looked_at", organization=org_id, host=name)
        return False


def look(org_id: Id, name: str) -> bool:
    """Whether the domain was looked at, and what was found is stored."""
    before = store.find(org_id, name)
    if before is None:
        return False
    after = _found(before)
    stored = use_cases.settle(before, after, clock.now())
    if stored and before.state is not after.state:
        log.info("host_changed", organization=org_id, host=name, state=after.state)
    return stored


def _found(host: Host) -> Host:
    """The domain as DNS and the CDN have it. Where it leads is known to the CDN before anybody is told of it."""
    try:
        said = texts(host.record_name, settings().dns_servers.replace(",", " ").split())
    except SilentError:
        return rules.unknown(host, clock.now())
    if host.record_value not in (each.strip() for each in said):
        return rules.unproven(host, clock.now())
    if store.gone(host.id):
        standing = rules.Standing(is_ready=False, problem="Its earlier use is still being ended.")
        return rules.proven(host, standing, clock.now())
    standing = tenants().stand(host.id)
    if standing.is_ready and (organization := organizations.find(host.org_id)):
        directory().lead(host.id, organization.slug)
    return rules.proven(host, standing, clock.now())


def forget(name: str) -> bool:
    """Whether nothing is left of a domain that was given up."""
    gone = store.gone(name)
    if gone is None:
        return False
    directory().forget(name)
    if not tenants().forget(name):
        store.again(gone, clock.now() + _AGAIN)
        return False
    store.forgotten(name)
    log.info("host_forgotten", host=name)
    return True
