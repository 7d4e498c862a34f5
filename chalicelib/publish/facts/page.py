"""What a visitor's page must know: words, tones and orders of states."""

from chalicelib.domain.appearance import (
    IMPACTS,
    INDICATORS,
    OPEN_GROUPS_UP_TO,
    SERVICE_STATUSES,
    tone_of,
    word_of,
)
from chalicelib.domain.incidents import IncidentStatus
from chalicelib.domain.links import PATTERN
from chalicelib.domain.maintenance import MaintenanceStatus, Phase, phase_of
from chalicelib.domain.page import RECENT, Indicator
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.uptime import WEIGHTS
from chalicelib.publish.facts.module import Fact, text_of
from chalicelib.publish.icons import COLOURS, ICONS

TITLE = "How states are called, ordered and drawn."


def text() -> str:
    """page.js."""
    return text_of(TITLE, _FACTS, explained=False)


_FACTS = (
    Fact(
        "SERVICE_STATUS",
        "{status: [word, tone]}, from best to worst.",
        {status.value: SERVICE_STATUSES[status] for status in sorted(ServiceStatus, key=lambda each: each.severity)},
    ),
    Fact("IMPACT", "{impact: [word, tone]}, from least to worst.", {each.value: IMPACTS[each] for each in IMPACTS}),
    Fact(
        "INDICATOR",
        "{indicator of a page: tone}, from best to worst.",
        {each.value: INDICATORS[each].tone for each in Indicator},
    ),
    Fact(
        "INCIDENT_STATUS",
        "{status: word}; an incident is open until it is resolved.",
        {each.value: word_of(each) for each in IncidentStatus},
    ),
    Fact("RESOLVED", "The status in which an incident is over.", IncidentStatus.RESOLVED.value),
    Fact(
        "MAINTENANCE_STATUS",
        "{status: [word, tone, phase]}.",
        {each.value: (word_of(each), tone_of(each), phase_of(each)) for each in MaintenanceStatus},
    ),
    Fact(
        "PHASES",
        "The order of maintenance on a page; within a phase the earliest start comes first, of what is finished last.",
        tuple(Phase),
    ),
    Fact("DAYS", "How many days of the past a page shows.", RECENT.days),
    Fact("DOWN", "{status: how much of it counts as down}; all others not at all.", WEIGHTS),
    Fact("OPEN_GROUPS_UP_TO", "A page with more services than these shows its groups folded.", OPEN_GROUPS_UP_TO),
    Fact("LINK", "A pattern, with the flag `u`, that a text is split by: web addresses are its odd pieces.", PATTERN),
    Fact(
        "ICONS",
        "{tone: [shape, glyph, colour]}: paths in a square of 16.",
        {tone.value: (*ICONS[tone], COLOURS[tone]) for tone in ICONS},
    ),
)
