"""Mail that sets the status of services: SES takes it for a domain, tells SNS, and SNS a queue of ours.

Only where a stage has INBOUND_MAIL_DOMAIN. An account has one active set of rules, which an operator chooses:
docs/operations.md.
"""

from infra.queues import queue_id
from infra.template import Json, allow, att, policy, ref, tags

from chalicelib.reactions import declared  # isort: skip - infra.queues prepares the environment

TAKING = "HasInboundMailDomain"
"""The condition."""
REACTION = "inbound_mail"


def resources(stage: str) -> Json:
    """The rule for the domain, and the way to the queue."""
    (reaction,) = (each for each in declared.from_queues() if each.name == REACTION)
    queue = queue_id(reaction)
    action = {"SNSAction": {"TopicArn": ref("InboundMailTopic"), "Encoding": "Base64"}}
    rule = {
        "Enabled": True,
        "Recipients": [ref("InboundMailDomain")],
        "ScanEnabled": True,
        "TlsPolicy": "Optional",
        "Actions": [action],
    }
    subscription = {
        "TopicArn": ref("InboundMailTopic"),
        "Protocol": "sqs",
        "Endpoint": att(queue, "Arn"),
        "RawMessageDelivery": True,
    }
    made = {
        "InboundMailRules": ("AWS::SES::ReceiptRuleSet", {}),
        "InboundMailRule": ("AWS::SES::ReceiptRule", {"RuleSetName": ref("InboundMailRules"), "Rule": rule}),
        "InboundMailTopic": ("AWS::SNS::Topic", {"Tags": tags(stage)}),
        "InboundMailTopicPolicy": (
            "AWS::SNS::TopicPolicy",
            {"Topics": [ref("InboundMailTopic")], "PolicyDocument": policy([_ses_may_publish()])},
        ),
        "InboundMailSubscription": ("AWS::SNS::Subscription", subscription),
        "InboundMailQueuePolicy": (
            "AWS::SQS::QueuePolicy",
            {"Queues": [ref(queue)], "PolicyDocument": policy([_topic_may_send(att(queue, "Arn"))])},
        ),
    }
    found = {name: {"Type": kind, "Condition": TAKING, "Properties": each} for name, (kind, each) in made.items()}
    found["InboundMailRule"]["DependsOn"] = "InboundMailTopicPolicy"
    return found


def _ses_may_publish() -> Json:
    """For this account's mail alone."""
    ours = {"StringEquals": {"AWS:SourceAccount": ref("AWS::AccountId")}}
    return allow(["sns:Publish"], ref("InboundMailTopic"), Principal={"Service": "ses.amazonaws.com"}, Condition=ours)


def _topic_may_send(queue: Json) -> Json:
    ours = {"ArnEquals": {"aws:SourceArn": ref("InboundMailTopic")}}
    return allow(["sqs:SendMessage"], queue, Principal={"Service": "sns.amazonaws.com"}, Condition=ours)
