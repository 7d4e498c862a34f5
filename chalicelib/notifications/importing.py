"""Carries out an import of subscribers, part by part, at a rate that mail servers bear."""

from datetime import datetime, timedelta

from chalicelib import clock
from chalicelib.auth import mail_gate
from chalicelib.domain.errors import TooManyError
from chalicelib.domain.organizations import Organization
from chalicelib.domain.subscriber_imports import Import, LineError, Part
from chalicelib.domain.subscribers import Channel, SubscriberState
from chalicelib.domain.subscriptions import Address, Asked
from chalicelib.notifications import opt_ins
from chalicelib.queues import queues
from chalicelib.queues.message import ImportMessage
from chalicelib.store import subscriber_imports as store
from chalicelib.use_cases import subscriber_imports as use_cases

QUEUE = "import_subscribers"
LONGEST = timedelta(seconds=60)
"""No part is begun later than this after the first; the next message goes on."""
ASKED_AT_ONCE, ASKING_PAUSE = 50, 5
"""So many are asked, and then nobody for so many seconds: at most ten mails a second."""


def carry_on(organization: Organization, made: Import, number: int) -> None:
    """Deals with the parts from `number` on, and has the rest dealt with later."""
    began = clock.now()
    part = store.next_part(made, number)
    while part:
        _deal_with(organization, made, part)
        part = store.next_part(made, part.number)
        if part and (made.consent == "ask" or clock.now() > began + LONGEST):
            send(ImportMessage(made.org_id, made.id, part.number), ASKING_PAUSE if made.consent == "ask" else 0)
            return


def send(message: ImportMessage, delay: int = 0) -> None:
    """Has a part dealt with; raises UnsentError."""
    if queues.current().send(QUEUE, [message], delay):
        raise UnsentError("The queue did not take the message.")


class UnsentError(Exception):
    """The message is to be sent again later."""


def _deal_with(organization: Organization, made: Import, part: Part) -> None:
    if made.consent == "given":
        store.save(made, _added(made, part, clock.now()))
        return
    try:
        for _ in part.lines[:ASKED_AT_ONCE]:
            part = _asked(organization, made, part, clock.now())
    finally:
        store.save(made, part)


def _added(made: Import, part: Part, now: datetime) -> Part:
    """All lines of it, unless that is more than the organization may add unasked today."""
    try:
        mail_gate.count_given_consents(made.org_id, now, len(part.lines))
    except TooManyError as error:
        refused = [LineError(line=line.line, message=error.detail) for line in part.lines]
        return part.but(lines=(), errors=(*part.errors, *refused))
    counts, errors = part.counts.model_dump(), [*part.errors]
    for line, result in zip(part.lines, use_cases.add_all(made, part.lines, now), strict=True):
        if isinstance(result, str):
            errors.append(LineError(line=line.line, message=result))
        else:
            counts["added" if result else "unchanged"] += 1
    return part.but(lines=(), counts=counts, errors=errors)


def _asked(organization: Organization, made: Import, part: Part, now: datetime) -> Part:
    """The part without its first line, who was asked unless they are told already; raises PassingMailError."""
    line, rest = part.lines[0], part.lines[1:]
    seen, before = use_cases.known(made.org_id, line, now)
    counts, errors = part.counts.model_dump(), part.errors
    if seen and seen.unsubscribed_at:
        errors = (*errors, LineError(line=line.line, message=use_cases.UNSUBSCRIBED))
    elif before and before.state is not SubscriberState.PENDING:
        counts["unchanged"] += 1
    else:
        address = Address(channel=Channel.EMAIL, email=line.email)
        asked = Asked(address=address, following=line.following, by=made.created_by)
        try:
            opt_ins.ask_now(organization, asked, "", made.created_at, now)
            counts["asked"] += 1
        except TooManyError as error:
            errors = (*errors, LineError(line=line.line, message=error.detail))
    return part.but(lines=rest, counts=counts, errors=errors)
