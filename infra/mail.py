"""What becomes of mail after SES took it: bounces and complaints go to a topic, and from there to a queue of ours.

Only where a stage sends by SES. The topic is SES's alone to write to, and the queue the topic's.
"""

from infra.queues import queue_id
from infra.template import Json, allow, att, either, policy, ref, sub, tags

from chalicelib.reactions import declared  # isort: skip - infra.queues prepares the environment

SENDING = "HasMailDomain"
"""The condition."""
REACTION = "mail_feedback"
_EVENTS = ("bounce", "complaint")


def resources(stage: str) -> Json:
    """The configuration set that mail is sent with, and the way back."""
    (reaction,) = (each for each in declared.from_queues() if each.name == REACTION)
    queue = queue_id(reaction)
    destination = {
        "Name": "feedback",
        "Enabled": True,
        "MatchingEventTypes": list(_EVENTS),
        "SnsDestination": {"TopicARN": ref("MailFeedbackTopic")},
    }
    subscription = {
        "TopicArn": ref("MailFeedbackTopic"),
        "Protocol": "sqs",
        "Endpoint": att(queue, "Arn"),
        "RawMessageDelivery": True,
    }
    made = {
        "MailConfigurationSet": (
            "AWS::SES::ConfigurationSet",
            {"ReputationOptions": {"ReputationMetricsEnabled": True}},
        ),
        "MailEventDestination": (
            "AWS::SES::ConfigurationSetEventDestination",
            {"ConfigurationSetName": ref("MailConfigurationSet"), "EventDestination": destination},
        ),
        "MailFeedbackTopic": ("AWS::SNS::Topic", {"Tags": tags(stage)}),
        "MailFeedbackTopicPolicy": (
            "AWS::SNS::TopicPolicy",
            {"Topics": [ref("MailFeedbackTopic")], "PolicyDocument": policy([_ses_may_publish()])},
        ),
        "MailFeedbackSubscription": ("AWS::SNS::Subscription", subscription),
        "MailFeedbackQueuePolicy": (
            "AWS::SQS::QueuePolicy",
            {"Queues": [ref(queue)], "PolicyDocument": policy([_topic_may_send(att(queue, "Arn"))])},
        ),
    }
    found = {name: {"Type": kind, "Condition": SENDING, "Properties": each} for name, (kind, each) in made.items()}
    found["MailEventDestination"]["DependsOn"] = "MailFeedbackTopicPolicy"
    return found


def configuration_set() -> Json:
    """MAIL_CONFIGURATION_SET, the setting; empty where there is none."""
    return either(SENDING, ref("MailConfigurationSet"), "")


def configuration_set_arn() -> Json:
    """What a role must be allowed to send with."""
    return sub("arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailConfigurationSet}")


def _ses_may_publish() -> Json:
    """For this account's mail alone."""
    ours = {"StringEquals": {"AWS:SourceAccount": ref("AWS::AccountId")}}
    return allow(["sns:Publish"], ref("MailFeedbackTopic"), Principal={"Service": "ses.amazonaws.com"}, Condition=ours)


def _topic_may_send(queue: Json) -> Json:
    ours = {"ArnEquals": {"aws:SourceArn": ref("MailFeedbackTopic")}}
    return allow(["sqs:SendMessage"], queue, Principal={"Service": "sns.amazonaws.com"}, Condition=ours)
