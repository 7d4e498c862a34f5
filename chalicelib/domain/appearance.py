"""How each state is shown: in which word, and in which tone. Page, dashboard and mail agree because they read this."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.incidents import Impact, IncidentStatus
from chalicelib.domain.maintenance import MaintenanceStatus
from chalicelib.domain.page import DESCRIPTIONS, Indicator
from chalicelib.domain.services import ServiceStatus

OPEN_GROUPS_UP_TO = 30
"""Services; a page with more shows its groups folded."""


class Tone(StrEnum):
    """How good or bad a state looks: each tone has a colour and a shape of its own."""

    OK = "ok"
    MAINTENANCE = "maintenance"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    IDLE = "idle"


class Shown(NamedTuple):
    """A state as people see it."""

    word: str
    tone: Tone


SERVICE_STATUSES: Mapping[ServiceStatus, Shown] = {
    ServiceStatus.OPERATIONAL: Shown("Operational", Tone.OK),
    ServiceStatus.UNKNOWN: Shown("Unknown", Tone.IDLE),
    ServiceStatus.UNDER_MAINTENANCE: Shown("Under maintenance", Tone.MAINTENANCE),
    ServiceStatus.DEGRADED_PERFORMANCE: Shown("Degraded performance", Tone.MINOR),
    ServiceStatus.PARTIAL_OUTAGE: Shown("Partial outage", Tone.MAJOR),
    ServiceStatus.MAJOR_OUTAGE: Shown("Major outage", Tone.CRITICAL),
}
IMPACTS: Mapping[Impact, Shown] = {
    Impact.NONE: Shown("No impact", Tone.IDLE),
    Impact.MINOR: Shown("Minor impact", Tone.MINOR),
    Impact.MAJOR: Shown("Major impact", Tone.MAJOR),
    Impact.CRITICAL: Shown("Critical impact", Tone.CRITICAL),
}
_TONES: Mapping[Indicator, Tone] = {Indicator.NONE: Tone.OK, Indicator.UNKNOWN: Tone.IDLE}
INDICATORS: Mapping[Indicator, Shown] = {
    indicator: Shown(DESCRIPTIONS[indicator], _TONES.get(indicator) or Tone(indicator.value)) for indicator in Indicator
}


def word_of(status: IncidentStatus | MaintenanceStatus) -> str:
    """`In progress`: a step of an incident or of maintenance, at the start of a sentence or on a badge."""
    return status.value.capitalize().replace("_", " ")


def tone_of(status: MaintenanceStatus) -> Tone:
    """Maintenance has its own tone until it is over."""
    return {_DONE: Tone.OK, _CALLED_OFF: Tone.IDLE}.get(status, Tone.MAINTENANCE)


_DONE, _CALLED_OFF = MaintenanceStatus.COMPLETED, MaintenanceStatus.CANCELLED
