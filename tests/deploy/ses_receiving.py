"""SES's part in mail that comes: the emulator has its API, but takes no mail and makes no rules by CloudFormation."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from infra.template import Json
from tests.deploy.emulator import INBOUND_DOMAIN, client


def make_rule(template: Json, topic_arn: str) -> None:
    """The template's rule, in a set that is active. Whatever SES's API has no name for is refused by botocore."""
    rule = template["Resources"]["InboundMailRule"]["Properties"]["Rule"]
    known = {"InboundMailTopic": topic_arn, "InboundMailDomain": INBOUND_DOMAIN}
    ses = client("ses")
    ses.create_receipt_rule_set(RuleSetName="inbound")
    ses.create_receipt_rule(RuleSetName="inbound", Rule={"Name": "mail", **_filled(rule, known)})
    ses.set_active_receipt_rule_set(RuleSetName="inbound")


def _filled(value: Any, known: dict[str, str]) -> Any:
    """With its references followed."""
    if isinstance(value, dict):
        return known[value["Ref"]] if "Ref" in value else {name: _filled(each, known) for name, each in value.items()}
    return [_filled(each, known) for each in value] if isinstance(value, list) else value


def receive(mail: EmailMessage, recipient: str) -> None:
    """Does what the active rule says with a mail, by the notification that SES's guide shows for an SNS action."""
    (rule,) = client("ses").describe_active_receipt_rule_set()["Rules"]
    ((_, action),) = rule["Actions"][0].items()
    assert rule["Enabled"]
    assert recipient.partition("@")[2].lower() in rule["Recipients"]
    assert action["Encoding"] == "Base64"
    told = {
        "notificationType": "Received",
        "receipt": _receipt(recipient, action),
        "mail": _mail(mail, recipient),
        "content": b64encode(mail.as_bytes()).decode(),
    }
    subject = "Amazon SES Email Receipt Notification"
    client("sns").publish(TopicArn=action["TopicArn"], Subject=subject, Message=json.dumps(told))


def _receipt(recipient: str, action: dict[str, str]) -> Json:
    verdicts = ("spamVerdict", "virusVerdict", "spfVerdict", "dkimVerdict", "dmarcVerdict")
    return {
        "timestamp": _now(),
        "processingTimeMillis": 222,
        "recipients": [recipient],
        **{name: {"status": "PASS" if name[:2] in {"sp", "vi"} else "GRAY"} for name in verdicts},
        "action": {"type": "SNS", "topicArn": action["TopicArn"], "encoding": "BASE64"},
    }


def _mail(mail: EmailMessage, recipient: str) -> Json:
    return {
        "timestamp": _now(),
        "source": str(mail["From"]),
        "messageId": "d6iitobk75ur44p8kdnnp7g2n800",
        "destination": [recipient],
        "headersTruncated": False,
        "headers": [{"name": name, "value": str(value)} for name, value in mail.items()],
        "commonHeaders": {
            "returnPath": str(mail["From"]),
            "from": [str(mail["From"])],
            "date": format_datetime(datetime.now(UTC)),
            "to": [recipient],
            "messageId": str(mail["Message-ID"]),
            "subject": str(mail["Subject"]),
        },
    }


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
