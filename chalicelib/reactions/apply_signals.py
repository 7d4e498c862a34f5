"""Follows what came from sources; and brings an organization's page up to date when its automation goes on again."""

from chalicelib import clock, log
from chalicelib.alerts import taking
from chalicelib.config import settings
from chalicelib.queues.alerts import AlertCame
from chalicelib.queues.message import Message
from chalicelib.store import organizations, sources
from chalicelib.use_cases import signals

settings().need("table_prefix")


def apply_signals(message: AlertCame | Message) -> None:
    """Safe to repeat. Raises what went wrong, and is called again later."""
    organization = organizations.find(message.org_id)
    if organization is None or organization.erasing:
        return
    if isinstance(message, Message):
        if not organization.automation_paused:
            signals.settle_all(message.org_id, clock.now())
        return
    source = sources.find(message.org_id, message.source_id)
    if source is None or not source.has_hash(message.token_hash):
        log.warning("alert_for_no_source", organization=message.org_id)
        return
    taking.take(source, message.came, clock.now())
