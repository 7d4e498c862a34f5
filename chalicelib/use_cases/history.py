"""Correcting what the status of a service was."""

from datetime import datetime

from chalicelib.domain import history as rules
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.events import Actor, EventType, happened
from chalicelib.domain.history import MAX_CORRECTIONS, Because, Correction, Span, Told, seconds
from chalicelib.domain.ids import Id
from chalicelib.domain.services import Service
from chalicelib.history import spans
from chalicelib.history.spans import ServiceHistory
from chalicelib.store.changes import Change
from chalicelib.store.history import facts
from chalicelib.store.services import get, unchanged
from chalicelib.store.transactions import retried


def correct(org_id: Id, service_id: Id, correction: Correction, actor: Actor, now: datetime) -> ServiceHistory:
    """The service's history between the correction's moments, as it now is. The last one again changes nothing."""

    def attempt() -> ServiceHistory:
        service = get(org_id, service_id)
        rules.check(correction, service, now)
        told = facts.told_of(org_id, service_id)
        if _is_the_last(correction, told):
            return spans.of_service(service, correction.start, correction.end)
        if spans.corrections(told) >= MAX_CORRECTIONS:
            raise ConflictError(f"A service can be corrected {MAX_CORRECTIONS} times, and this one has been.")
        return _commit(service, correction, actor, now)

    return retried(attempt)


def _commit(service: Service, correction: Correction, actor: Actor, now: datetime) -> ServiceHistory:
    was = spans.of_service(service, correction.start, correction.end)
    event = happened(
        EventType.SERVICE_HISTORY_CORRECTED,
        service,
        actor,
        now,
        org_id=service.org_id,
        summary=f"The history of {service.name} was corrected",
        history=[Span(service_id=service.id, status=correction.status, start=correction.start, end=correction.end)],
    )
    said = correction.model_dump(mode="json")
    event = event.but(changes={name: [None, value] for name, value in said.items()} | {"was": [_short(was), None]})
    told = Told(
        service.id,
        seconds(correction.start),
        seconds(correction.end),
        correction.status.value,
        Because("correction", by=actor.name, reason=correction.reason),
        event.id,
    )
    Change(event, first=[unchanged(service), facts.keeping(service.org_id, told)]).commit()
    return spans.of_service(service, correction.start, correction.end)


def _is_the_last(correction: Correction, told: list[Told]) -> bool:
    """Whether exactly this was said last, as by somebody whose answer was lost."""
    if not told:
        return False
    last = told[-1]
    return (last.start, last.end, last.status, last.because.kind, last.because.reason) == (
        seconds(correction.start),
        seconds(correction.end),
        correction.status.value,
        "correction",
        correction.reason,
    )


MOST_LOGGED = 50
"""Spans of what was before, in the audit log."""


def _short(was: ServiceHistory) -> list[dict[str, str]]:
    shown = was.model_dump(mode="json", include={"items": {"__all__": {"start", "end", "status"}}})
    found: list[dict[str, str]] = shown["items"][:MOST_LOGGED]
    return found
