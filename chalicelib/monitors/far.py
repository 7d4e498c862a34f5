"""The one function of a checker in another region: it looks, and tells home what it found."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from chalicelib import clock, log
from chalicelib.config import settings
from chalicelib.domain.monitors import Monitor
from chalicelib.domain.words import AS_STORED
from chalicelib.monitors import guard
from chalicelib.monitors.looking import checked
from chalicelib.monitors.moments import due_at, until
from chalicelib.queues import queues
from chalicelib.queues.message import CheckFound, ChecksElsewhere, read_checks_elsewhere

HOME_QUEUE = "settle_checks"
LATE_SECONDS = 55.0


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001 - a handler's shape
    """Takes messages of SQS. What home can't be told is lost: it hears the next check."""
    log.setup()
    messages = [read_checks_elsewhere(record["body"]) for record in event["Records"]]
    found = asyncio.run(_looked(messages))
    if found and (untaken := queues.current().send(HOME_QUEUE, found)):
        log.warning("home_not_told", count=len(untaken))
    log.info("monitors_checked", count=len(found), region=settings().check_region)


async def _looked(messages: list[ChecksElsewhere]) -> list[CheckFound]:
    """In time, or not at all."""
    oldest = clock.now().timestamp() - LATE_SECONDS
    return await asyncio.gather(
        *(_look(given, message) for message in messages if message.begins > oldest for given in message.monitors)
    )


async def _look(given: dict[str, Any], message: ChecksElsewhere) -> CheckFound:
    monitor = Monitor.model_validate(given, extra="ignore", context=AS_STORED)
    due = due_at(monitor, message.begins, message.spread)
    await until(due)
    at = datetime.fromtimestamp(due, UTC)
    result = await checked(monitor, at, settings().check_region, loopback=guard.loopback())
    return CheckFound(monitor.org_id, monitor.id, result.model_dump(mode="json", exclude_none=True))
