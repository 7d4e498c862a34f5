"""Taking a message: it is checked, read, followed and noted, in this order, and as often as it is delivered."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import log
from chalicelib.alerts import reading, signatures
from chalicelib.alerts.kinds import sns
from chalicelib.alerts.message import Message, UnreadableError, text
from chalicelib.domain.signals import Rule, Signal, that_match
from chalicelib.domain.sources import Came, Did, Source, SourceKind
from chalicelib.store import sources as store
from chalicelib.use_cases import signals

NOTED, WITH_LABELS, LONGEST_LABEL, LONGEST_DID = 100, 20, 100, 300
"""Of one message: signals, those with labels and how many, letters of a label, letters of a sentence."""


def take(source: Source, came: Came, now: datetime) -> Came:
    """Follows what came, and notes what it did. Raises what is to be tried again later."""
    known = store.came(source.org_id, source.id, came.id)
    after = _followed(source, came, now)
    if known and known.did and not after.trouble:
        return known  # it was delivered again, and has done what it does
    store.note(after)
    log.info("alert_taken", organization=source.org_id, kind=source.kind, signals=len(after.did))
    return after


def tried(source: Source, came: Came) -> Came:
    """What it would do, without doing it; signatures are not looked at."""
    message = Message(came)
    try:
        found = reading.signals_of(message, source)
    except UnreadableError as error:
        return came.but(trouble=str(error))
    return came.but(did=_noted([_did(each, _would(source, each)) for each in found]))


def _followed(source: Source, came: Came, now: datetime) -> Came:
    message = Message(came)
    try:
        signatures.check(message, source)
        if source.kind is SourceKind.SNS and text(message.object.get("Type")) in sns.CONFIRMS:
            return came.but(did=(Did(key="subscription", state="", did=sns.confirm(message)),))
        found = [_not_ahead(each, came) for each in reading.signals_of(message, source)]
    except UnreadableError as error:
        return came.but(trouble=str(error))
    taken = signals.take(source.org_id, source.origin, source.rules, found, now)
    return came.but(did=_noted([_did(signal, each.did) for signal, each in zip(found, taken, strict=True)]))


def _noted(did: Sequence[Did]) -> tuple[Did, ...]:
    """As much as an item of DynamoDB has room for beside the body: the first, and how many more there were."""
    kept = [each if place < WITH_LABELS else each.but(labels={}) for place, each in enumerate(did[:NOTED])]
    more = len(did) - len(kept)
    return (*kept, Did(key="", state="", did=f"And {more} more")) if more > 0 else tuple(kept)


def _not_ahead(signal: Signal, came: Came) -> Signal:
    """A sender whose clock is ahead speaks of when it came, also where the same is delivered again later."""
    return signal.but(at=min(signal.at, came.received_at))


def _did(signal: Signal, did: str) -> Did:
    labels = {name: value[:LONGEST_LABEL] for name, value in list(signal.labels.items())[:WITH_LABELS]}
    return Did(key=signal.key, state=signal.state, title=signal.title, labels=labels, did=did[:LONGEST_DID])


def _would(source: Source, signal: Signal) -> str:
    found = that_match(source.rules, signal)
    if not found:
        return "No rule matches"
    return "; ".join(_of_rule(list(source.rules).index(each) + 1, each) for each in found)


def _of_rule(number: int, rule: Rule) -> str:
    what = rule.action.value.replace("_", " ")
    status = f" to {rule.status.value.replace('_', ' ')}" if rule.status else ""
    return f"Rule {number}: {what}{status}"
