"""What SES reports of mail that it took: that it came back, or that somebody complained of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from typing import Any


class Feedback(StrEnum):
    """What is reported of an address."""

    BOUNCED = "bounced"
    """There is no such mailbox, and there will not be."""
    COMPLAINED = "complained"
    """Its owner calls our mail unwanted."""


@dataclass(frozen=True)
class MailFeedback:
    """A report. It is empty where SES reports what asks for nothing, such as a mailbox that is full for now."""

    kind: Feedback
    addresses: tuple[str, ...] = field(repr=False)

    @property
    def body(self) -> str:
        """The message as JSON, as SES would write it."""
        type_, recipients = _WHERE[self.kind]
        details = {recipients: [{"emailAddress": each} for each in self.addresses], "bounceType": "Permanent"}
        return json.dumps({"eventType": type_, type_.lower(): details})


_WHERE = {
    Feedback.BOUNCED: ("Bounce", "bouncedRecipients"),
    Feedback.COMPLAINED: ("Complaint", "complainedRecipients"),
}

_NOTHING = MailFeedback(Feedback.BOUNCED, ())
_GREETING = "Successfully validated SNS topic"
"""What SES sends once, when a topic becomes the destination of its events."""
_NOT_SPAM = "not-spam"
"""A report that takes a mail out of the unwanted ones, which comes as a complaint, too."""


def read_feedback(body: str) -> MailFeedback:
    """Of an event of a configuration set, as SNS delivers it, in an envelope or raw; raises ValueError or KeyError."""
    if body.startswith(_GREETING):
        return _NOTHING
    event = json.loads(body)
    if "Message" in event:
        return read_feedback(event["Message"])
    kind = event.get("eventType") or event["notificationType"]
    if kind == "Bounce" and event["bounce"]["bounceType"] == "Permanent":
        return MailFeedback(Feedback.BOUNCED, _addresses(event["bounce"]["bouncedRecipients"]))
    if kind == "Complaint" and event["complaint"].get("complaintFeedbackType") != _NOT_SPAM:
        return MailFeedback(Feedback.COMPLAINED, _addresses(event["complaint"]["complainedRecipients"]))
    return _NOTHING


def _addresses(recipients: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """SES repeats an address as the mail had it, perhaps with a name before it."""
    return tuple(parseaddr(str(each["emailAddress"]))[1] for each in recipients)
