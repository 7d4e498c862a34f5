"""What a chat shows of a message, before it is written in the notation of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.domain.appearance import Tone
from chalicelib.domain.incidents import Impact
from chalicelib.domain.notifications import NotificationKind, Place, Said, Told
from chalicelib.notifications.channel import Recipient, Rendered
from chalicelib.notifications.channels.lines import Line, cut, lines_of
from chalicelib.notifications.facts import tone
from chalicelib.publish.moments import name_of

MOST_NAMES = 12
"""Services that are named; of more, only their number is told."""
MOST_UPDATES = 5
_CALM = frozenset(
    {
        NotificationKind.POSTMORTEM_PUBLISHED,
        NotificationKind.TEST,
        NotificationKind.SUBSCRIBED,
        NotificationKind.DIGEST,
    }
)


class Mood(Enum):
    """What colour a message has, as `rrggbb`."""

    BAD = "cf222e"
    WARNING = "bf8700"
    GOOD = "1a7f37"
    PLANNED = "0969da"
    CALM = "6e7781"


_MOODS = {
    Tone.OK: Mood.GOOD,
    Tone.MAINTENANCE: Mood.PLANNED,
    Tone.MINOR: Mood.WARNING,
    Tone.MAJOR: Mood.BAD,
    Tone.CRITICAL: Mood.BAD,
}
"""Of a service's status."""


@dataclass(frozen=True)
class Update:
    """Something that was said."""

    label: str
    at: datetime
    when: str
    """In the recipient's zone."""
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Card:
    """A message as a chat shows it. Nothing in it is markup."""

    organization: str
    headline: str
    """Leads with the state."""
    mood: Mood
    facts: tuple[tuple[str, str], ...]
    """Labels and what there is to say: what is affected, and when."""
    updates: tuple[Update, ...]
    more: int
    """Updates that there was no room for."""
    page_url: str
    url: str
    manage_url: str
    """Empty where there is nothing to manage."""

    @property
    def summary(self) -> str:
        """All of it in one line: for notifications, and programs that can't show more."""
        return f"{self.organization}: {self.headline}"

    @property
    def read_on(self) -> str:
        """What the link to the page says."""
        return "Read on the status page" + (f" ({self.more} more)" if self.more else "")


def card_of(recipient: Recipient, message: Rendered, letters: int) -> Card:
    """The card, with so many letters of texts in all."""
    told = message.told
    return Card(
        organization=message.organization.name,
        headline=f"{told.state}: {told.title}" if told.state else told.title,
        mood=mood_of(told),
        facts=tuple(_facts(told, recipient.zone)),
        updates=_updates(told.updates, recipient.zone, letters),
        more=max(0, len(told.updates) - MOST_UPDATES),
        page_url=message.organization.page_url,
        url=message.url,
        manage_url=recipient.links.manage if recipient.links else "",
    )


def mood_of(told: Told) -> Mood:
    """Of what is told, by its kind and how bad it is."""
    if told.kind in _CALM:
        return Mood.CALM
    if told.place is Place.END:
        return Mood.GOOD
    if told.maintenance_id:
        return Mood.PLANNED
    if told.kind is NotificationKind.SERVICE_STATUS:
        return _MOODS.get(tone(told), Mood.CALM)
    if told.impact in {Impact.MAJOR, Impact.CRITICAL}:
        return Mood.BAD
    return Mood.CALM if told.impact is Impact.NONE else Mood.WARNING


def in_zone(at: datetime, zone: str) -> str:
    """`24 Nov 2026, 10:00 CET`."""
    local = at.astimezone(_zone(zone))
    return f"{local.day} {local:%b %Y, %H:%M} {name_of(local)}"


def span(start: datetime, end: datetime, zone: str) -> str:
    """`24 Nov 2026, 10:00 to 12:00 CET`."""
    first, last = start.astimezone(_zone(zone)), end.astimezone(_zone(zone))
    if first.date() != last.date() or first.tzname() != last.tzname():
        return f"{in_zone(start, zone)} to {in_zone(end, zone)}"
    return f"{first.day} {first:%b %Y, %H:%M} to {last:%H:%M} {name_of(last)}"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _facts(told: Told, zone: str) -> list[tuple[str, str]]:
    facts = [("Affected", _names(told.service_names))] if told.services else []
    if told.starts_at and told.ends_at:
        facts.append(("Planned for", span(told.starts_at, told.ends_at, zone)))
    if told.impact and told.impact is not Impact.NONE:
        facts.append(("Impact", told.impact.value.capitalize()))
    return facts


def _names(names: Sequence[str]) -> str:
    named, others = names[:MOST_NAMES], len(names) - MOST_NAMES
    return ", ".join(named) + (f" and {others} more" if others > 0 else "")


def _updates(said: Sequence[Said], zone: str, letters: int) -> tuple[Update, ...]:
    """The newest first, and as much of each as there is room for."""
    updates = []
    for each in said[:MOST_UPDATES]:
        lines = cut(lines_of(each.text, each.tree), letters) if letters > 0 else ()
        letters -= sum(len(line.text) for line in lines)
        updates.append(Update(each.label, each.at, in_zone(each.at, zone), lines))
    return tuple(updates)
