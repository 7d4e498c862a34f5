"""What a mail says beside what people wrote: the same in plain text and in HTML."""

from collections.abc import Iterator

from chalicelib.domain.appearance import IMPACTS, SERVICE_STATUSES, Tone
from chalicelib.domain.notifications import NotificationKind, Place, Told
from chalicelib.notifications.moments import span

MAX_NAMED = 20
"""Services; how many more there are is told as a number."""
_K = NotificationKind


def facts(told: Told, zone: str) -> Iterator[tuple[str, str]]:
    """Names and values, one line each."""
    if told.impact is not None and told.kind is not _K.POSTMORTEM_PUBLISHED:
        yield "Impact", IMPACTS[told.impact].word
    if told.starts_at and told.ends_at:
        yield "Planned", span(told.starts_at, told.ends_at, zone)
    if told.services and told.kind is not _K.SERVICE_STATUS:
        yield "Affected", _services(told)


def tone(told: Told) -> Tone:
    """How good or bad the news is."""
    if told.kind in {_K.INCIDENT_RESOLVED, _K.MAINTENANCE_ENDED}:
        return Tone.OK
    if told.maintenance_id:
        return Tone.MAINTENANCE
    if told.kind is _K.SERVICE_STATUS and told.services and told.services[0].status:
        return SERVICE_STATUSES[told.services[0].status].tone
    if told.impact is not None and told.kind is not _K.POSTMORTEM_PUBLISHED:
        return IMPACTS[told.impact].tone
    return Tone.IDLE


def _services(told: Told) -> str:
    shown = [_service(each.name, each.status, told) for each in told.services[:MAX_NAMED]]
    more = len(told.services) - len(shown)
    return ", ".join([*shown, *([f"and {more} more"] if more else [])])


def _service(name: str, status: object, told: Told) -> str:
    is_over = told.place is Place.END or told.starts_at is not None
    word = SERVICE_STATUSES[status].word if status in SERVICE_STATUSES and not is_over else ""  # type: ignore[index] # None is not in it
    return f"{name} ({word})" if word else name
