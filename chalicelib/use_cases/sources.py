"""Making, editing, rotating and deleting what sends alerts."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain import sources as rules
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.ids import Id
from chalicelib.domain.signals import Action, Rule
from chalicelib.domain.sources import Source, SourceDraft, SourceEdit, SourceKind
from chalicelib.store import services as stored_services
from chalicelib.store import sources as store
from chalicelib.store.changes import Change, Operation, checked
from chalicelib.store.transactions import retried
from chalicelib.use_cases import signal_rules, signals

NewToken = Callable[[Source], str]


def make(org_id: Id, draft: SourceDraft, new_token: NewToken, actor: Actor, now: datetime) -> tuple[Source, str]:
    """A new source and its token, which is shown once and stored nowhere."""
    signal_rules.check(org_id, draft.rules)
    return _made(org_id, draft, None, new_token, actor, now)


def address_of_service(
    org_id: Id, service_id: Id, new_token: NewToken, actor: Actor, now: datetime
) -> tuple[Source, str]:
    """A mail address by which a service is set down and up: the one that it has gets a new token."""
    service = stored_services.get(org_id, service_id)
    known = next((each for each in store.of_organization(org_id) if each.service_id == service_id), None)
    if known:
        return rotate(org_id, known.id, new_token, actor, now)
    rule = Rule(action=Action.SET_STATUS, service_ids=(service_id,), status="major_outage")
    draft = SourceDraft(name=f"Mail about {service.name}"[:100], kind=SourceKind.EMAIL, rules=(rule,))
    return _made(org_id, draft, service_id, new_token, actor, now)


def edit(
    org_id: Id, source_id: Id, changes: SourceEdit, actor: Actor, now: datetime, expected: int | None = None
) -> Source:
    """The source edited; what fires is followed by its new rules, and not by those that are gone."""
    if changes.rules is not None:
        known = signal_rules.without_what_is_gone(org_id, store.get(org_id, source_id).rules, changes.rules)
        signal_rules.check(org_id, known)
        changes = changes.but(rules=known)
    edited = _changed(
        org_id,
        source_id,
        lambda before: rules.edited(before, changes, now),
        (EventType.SOURCE_UPDATED, "was edited"),
        actor,
        now,
        expected,
    )
    if changes.rules is not None:
        signals.follow(org_id, edited.origin, edited.rules, now)
    return edited


def complete(org_id: Id, source_id: Id, now: datetime) -> None:
    """What follows from the last change of a source, if whoever made it died before; safe to repeat."""
    source = store.find(org_id, source_id)
    if source is None:
        signals.forget_id(org_id, source_id, now)
    else:
        signals.follow(org_id, source.origin, source.rules, now)


def end(org_id: Id, source_id: Id, firing_id: str, actor: Actor, now: datetime) -> None:
    """An alert whose end got lost is over, as the log says by whom. Raises NotFoundError for what does not fire."""
    source = store.get(org_id, source_id)
    known = next((each for each in signals.firing(org_id, source.origin) if each.id == firing_id), None)
    if known is None:
        raise NotFoundError("There is no such alert, or it is over.")
    summary = f"The alert {known.title or known.key} of {source.name} was ended by hand"
    Change(happened(EventType.SOURCE_UPDATED, source, actor, now, org_id=org_id, summary=summary[:300])).commit()
    signals.end(org_id, source.origin, source.rules, known, now)


def rotate(
    org_id: Id, source_id: Id, new_token: NewToken, actor: Actor, now: datetime, expected: int | None = None
) -> tuple[Source, str]:
    """The source with a new token; the one before opens nothing any more."""
    token = new_token(store.get(org_id, source_id))
    after = _changed(
        org_id,
        source_id,
        lambda before: before.revised(now, token_hash=rules.hash_of(token)),
        (EventType.SOURCE_ROTATED, "has a new address"),
        actor,
        now,
        expected,
    )
    return after, token


def delete(org_id: Id, source_id: Id, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """The source is gone, and so is what it said."""

    def attempt() -> Source:
        source = checked(store.get(org_id, source_id), expected)
        summary = f"The source {source.name} was deleted"
        event = happened(EventType.SOURCE_DELETED, source, actor, now, org_id=org_id, summary=summary)
        Change(event, deleted=[source], first=store.addressing(source, None)).commit()
        return source

    try:
        source = retried(attempt)
    except NotFoundError:
        signals.forget_id(org_id, source_id, now)  # an earlier deletion may have been interrupted
        raise
    signals.forget(org_id, source.origin, now)


def _made(
    org_id: Id, draft: SourceDraft, service_id: Id | None, new_token: NewToken, actor: Actor, now: datetime
) -> tuple[Source, str]:
    def attempt() -> tuple[Source, str]:
        bare = rules.made(org_id, draft, store.of_organization(org_id), now).but(service_id=service_id)
        token = new_token(bare)
        source = bare.but(token_hash=rules.hash_of(token))
        summary = f"The source {source.name} was made"
        event = happened(EventType.SOURCE_CREATED, source, actor, now, org_id=org_id, summary=summary)
        Change(event, saved=[source], first=store.addressing(None, source)).commit()
        return source, token

    return retried(attempt)


def _changed(
    org_id: Id,
    source_id: Id,
    change: Callable[[Source], Source],
    said: tuple[EventType, str],
    actor: Actor,
    now: datetime,
    expected: int | None,
) -> Source:
    kind, what = said

    def attempt() -> Source:
        before = checked(store.get(org_id, source_id), expected)
        after = change(before)
        summary = f"The source {after.name} {what}"
        event = happened(kind, after, actor, now, org_id=org_id, summary=summary, before=before)
        first: list[Operation] = [*store.addressing(before, after)]
        Change(event, saved=[after], first=first).commit()
        return after

    return retried(attempt)
