"""Mail: its subject says DOWN or UP."""

import re
from typing import Any

from chalicelib.alerts.message import Message, UnreadableError, inner, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "subject": "DOWN: api.example.com",
    "from": "monitor@example.com",
    "date": "2026-03-02T08:15:30Z",
    "text": "It has not answered for 3 minutes.",
}
KEY = "mail"
"""An address is about one thing, whoever writes to it."""
_WORD = re.compile(r"(?<![\w-])(down|up)(?![\w-])", re.IGNORECASE)
"""A word by itself: neither `UPDATE` nor `sign-up`."""


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """One signal; none for the automatic answers of people who are away, and of mail servers."""
    if text(message.object.get("auto_submitted")).lower().startswith("auto-replied"):
        raise UnreadableError("It is an automatic answer to another mail.")
    subject = text(message.object.get("subject"))
    said = _said(subject)
    if said is None:
        raise UnreadableError("Its subject says neither DOWN nor UP.")
    is_over = said == "up"
    return [
        signal_of(
            KEY,
            SignalState.RESOLVED if is_over else SignalState.FIRING,
            moment(message.object.get("date"), message.came.received_at),
            labels_of({"subject": subject, "from": inner(message.object, "from")}),
            title=subject,
            text=text(message.object.get("text")),
        )
    ]


def _said(subject: str) -> str | None:
    """Of several such words the first counts, as in `UP again, was DOWN`; one in capitals before others."""
    found = _WORD.findall(subject)
    return next((each.lower() for each in (*filter(str.isupper, found), *found)), None)
