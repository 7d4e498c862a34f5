"""Amazon SNS with alarms of CloudWatch: each message is signed, and a topic confirmed by the address that it names."""

import json
from datetime import datetime
from typing import Any

from chalicelib.alerts import sns_signatures
from chalicelib.alerts.message import Message, UnreadableError, inner, moment, text
from chalicelib.domain.signals import Signal, SignalState, signal_of
from chalicelib.domain.sources import Source, labels_of

SAMPLE: Any = {
    "Type": "Notification",
    "MessageId": "b51ac6ac-7a41-5c3e-9d1f-9c5d6a7e8f90",
    "TopicArn": "arn:aws:sns:eu-west-1:123456789012:alarms",
    "Subject": 'ALARM: "API errors" in EU (Ireland)',
    "Message": json.dumps(
        {
            "AlarmName": "API errors",
            "AlarmDescription": "More than 5% of requests fail",
            "AWSAccountId": "123456789012",
            "NewStateValue": "ALARM",
            "NewStateReason": "Threshold Crossed: 1 datapoint [7.5] was greater than the threshold (5.0).",
            "StateChangeTime": "2026-03-02T08:15:30.236+0000",
            "Region": "EU (Ireland)",
            "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:API errors",
            "OldStateValue": "OK",
            "Trigger": {"MetricName": "5XXError", "Namespace": "AWS/ApiGateway"},
        }
    ),
    "Timestamp": "2026-03-02T08:15:30.281Z",
    "SignatureVersion": "1",
    "Signature": "",
    "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
    "UnsubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
}
CONFIRMS = frozenset({"SubscriptionConfirmation"})
_STATES = {"ALARM": SignalState.FIRING, "OK": SignalState.RESOLVED}


def check(message: Message) -> None:
    """Raises UnreadableError unless SNS itself signed the message."""
    sns_signatures.check(message.object)


def confirm(message: Message) -> str:
    """Confirms the subscription that the message asks for; a sentence."""
    sns_signatures.confirm(text(message.object.get("SubscribeURL")))
    return f"Subscribed to {text(message.object.get('TopicArn'))}"


def read(message: Message, source: Source) -> list[Signal]:  # noqa: ARG001 - as all readers
    """One signal of an alarm; nothing for what has too little data, nor for confirmations."""
    kind = text(message.object.get("Type"))
    if kind != "Notification":
        if kind in CONFIRMS or kind == "UnsubscribeConfirmation":
            return []
        raise UnreadableError("It is no message of SNS.")
    alarm = _alarm(message)
    state = _STATES.get(text(alarm.get("NewStateValue")))
    return [_signal(alarm, state, message.came.received_at)] if state else []


def _alarm(message: Message) -> dict[str, Any]:
    try:
        alarm = json.loads(text(message.object.get("Message")))
    except (ValueError, RecursionError):
        alarm = None
    if not isinstance(alarm, dict) or "AlarmName" not in alarm:
        raise UnreadableError("Its message is no alarm of CloudWatch.")
    return alarm


def _signal(alarm: dict[str, Any], state: SignalState, received_at: datetime) -> Signal:
    trigger = inner(alarm, "Trigger")
    return signal_of(
        text(alarm.get("AlarmArn")) or f"{text(alarm.get('Region'))} {text(alarm.get('AlarmName'))}",
        state,
        moment(alarm.get("StateChangeTime"), received_at),
        labels_of(
            {
                "alarm": alarm.get("AlarmName"),
                "account": alarm.get("AWSAccountId"),
                "region": alarm.get("Region"),
                "metric": inner(trigger, "MetricName"),
                "namespace": inner(trigger, "Namespace"),
            }
        ),
        title=text(alarm.get("AlarmName")),
        text=text(alarm.get("AlarmDescription"), alarm.get("NewStateReason")),
    )
