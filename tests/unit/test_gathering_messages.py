"""Several messages of one incident as one."""

from typing import Any

import pytest

from chalicelib.domain.notifications import NotificationKind, Place
from chalicelib.domain.telling import gathered
from tests.notifications.messages import told

OPENED = {"kind": NotificationKind.INCIDENT_OPENED, "place": Place.START, "state": "Investigating"}
FURTHER = {"kind": NotificationKind.INCIDENT_UPDATED, "place": Place.MIDDLE, "state": "Identified"}
RESOLVED = {"kind": NotificationKind.INCIDENT_RESOLVED, "place": Place.END, "state": "Resolved"}
AGAIN = {"kind": NotificationKind.INCIDENT_UPDATED, "place": Place.START, "state": "Investigating"}
POSTMORTEM = {"kind": NotificationKind.POSTMORTEM_PUBLISHED, "place": Place.END, "state": "Postmortem"}


@pytest.mark.parametrize(
    ("messages", "leading"),
    [
        ((FURTHER, RESOLVED), RESOLVED),
        ((RESOLVED, FURTHER), RESOLVED),
        ((OPENED, FURTHER), OPENED),
        ((AGAIN, RESOLVED), RESOLVED),
        ((RESOLVED, AGAIN), AGAIN),
        ((RESOLVED, POSTMORTEM), RESOLVED),
    ],
)
def test_the_last_end_or_beginning_says_what_the_message_is(
    messages: tuple[dict[str, Any], ...], leading: dict[str, Any]
) -> None:
    found = gathered([told("Some text.", **each) for each in messages])
    assert (found.kind, found.place) == (leading["kind"], leading["place"])
    assert found.state == messages[-1]["state"]
    assert len(found.updates) == len(messages)
