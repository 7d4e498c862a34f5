"""Beginning an import of subscribers, and adding those who are not asked; asking the others is mail's business."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain import subscriber_imports as rules
from chalicelib.domain import subscribers as subscriber_rules
from chalicelib.domain.counts import so_many
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.subscriber_imports import Import, Line, LineError, Progress, SubscriberImport
from chalicelib.domain.subscribers import Channel, Consent, Mark, Subscriber, SubscriberState
from chalicelib.store import organizations, services, subscriber_claims
from chalicelib.store import subscriber_imports as store
from chalicelib.store import subscribers as stored_subscribers
from chalicelib.store.changes import Change, Operation
from chalicelib.store.subscriber_claims import Claim
from chalicelib.store.transactions import LostRaceError, retried
from chalicelib.use_cases.subscribers import found_at, keep

AT_ONCE = 10
"""Subscribers that one transaction adds; each has two items. On one machine, others wait meanwhile."""
ERASED = "was erased before it was imported"
UNSUBSCRIBED = "unsubscribed, or mail to it came back; it is told again only if they confirm it"


def begin(org_id: Id, given: SubscriberImport, actor: Actor, now: datetime) -> Import:
    """The import, stored and not begun; raises InvalidError for what is no such file."""
    zone = organizations.get(org_id).time_zone
    made, parts = rules.read(given, services.of_organization(org_id), zone, actor, org_id, now)
    store.add(made, parts)
    how = "with their consent given" if given.consent == "given" else "who are asked first"
    mark = Mark(id=made.id, channel=Channel.EMAIL)
    summary = f"An import of {so_many(made.total, 'subscriber')} was begun, {how}"
    Change(happened(EventType.SUBSCRIBER_IMPORTED, mark, actor, now, org_id=org_id, summary=summary)).commit()
    return made


def progress(org_id: Id, import_id: Id) -> Progress:
    """How far it is; raises NotFoundError."""
    made = store.get(org_id, import_id)
    return rules.progress(made, store.parts_of(made))


def forget(org_id: Id, email: str) -> bool:
    """No import that is under way adds the address any more. Whether one would have."""
    found = [(made, part) for made, part in store.under_way(org_id) if any(each.email == email for each in part.lines)]
    for made, part in found:
        erased = [LineError(line=each.line, message=ERASED) for each in part.lines if each.email == email]
        kept = tuple(each for each in part.lines if each.email != email)
        store.save(made, part.but(lines=kept, errors=(*part.errors, *erased)))
    return bool(found)


def add_all(made: Import, lines: Sequence[Line], now: datetime) -> list[bool | str]:
    """For each line: whether it was added, or what is wrong with it. Safe to repeat, which changes no answer."""
    found: list[bool | str] = []
    for start in range(0, len(lines), AT_ONCE):
        some = lines[start : start + AT_ONCE]
        found += [True] * len(some) if _added_at_once(made, some) else [_added(made, line, now) for line in some]
    return found


def _added_at_once(made: Import, lines: Sequence[Line]) -> bool:
    """Whether nobody of them was known, as is usual."""
    new = [_subscriber(made, line) for line in lines]
    writing = [write(each) for each in new for write in (_claiming_unknown, stored_subscribers.saving)]
    try:
        stored_subscribers.commit(*writing)
    except LostRaceError:
        return False
    return True


def _claiming_unknown(subscriber: Subscriber) -> Operation:
    return subscriber_claims.claiming(subscriber, None)


def _added(made: Import, line: Line, now: datetime) -> bool | str:
    def attempt() -> bool | str:
        seen, before = known(made.org_id, line, now)
        if before and before.state is not SubscriberState.PENDING:
            return before.consent == _consent(made)
        if seen and seen.unsubscribed_at:
            return UNSUBSCRIBED
        if before:
            after = subscriber_rules.added_again(before, line.following, _consent(made), given=True)
        else:
            after = _subscriber(made, line)
        keep(after, seen)
        return True

    return retried(attempt)


def known(org_id: Id, line: Line, now: datetime) -> tuple[Claim | None, Subscriber | None]:
    """Who has the address of a line."""
    return found_at(org_id, Channel.EMAIL, {"email": line.email}, now)


def _subscriber(made: Import, line: Line) -> Subscriber:
    address = {"email": line.email}
    return subscriber_rules.added(made.org_id, Channel.EMAIL, address, line.following, _consent(made), given=True)


def _consent(made: Import) -> Consent:
    return Consent(by=made.created_by, at=made.created_at)
