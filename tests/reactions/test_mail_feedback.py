"""What SES reports of mail ends up where it should, and suppresses whom it is about."""

import json
from datetime import timedelta
from typing import Any

import pytest

import app
from chalicelib.domain.ids import new_id
from chalicelib.domain.subscribers import Channel, Consent, Following, Subscriber, SubscriberState, subscribed
from chalicelib.queues.feedback import Feedback, MailFeedback, read_feedback
from chalicelib.reactions.mail_feedback import mail_feedback
from chalicelib.store import subscribers
from chalicelib.store.transactions import transaction
from infra import lambdas
from infra.template import Json
from tests.engine import Engine
from tests.factories import NOW
from tests.reactions.packaged import template_of

ADA, BOB = "ada@example.com", "bob@example.com"


def event(kind: str, *addresses: str, **details: Any) -> dict[str, Any]:
    """As a configuration set publishes it."""
    listed = {"Bounce": "bouncedRecipients", "Complaint": "complainedRecipients"}[kind]
    about = {listed: [{"emailAddress": each, "status": "5.1.1"} for each in addresses], "feedbackId": "x", **details}
    return {"eventType": kind, "mail": {"destination": [*addresses], "messageId": "x"}, kind.lower(): about}


BOUNCE = event("Bounce", ADA, bounceType="Permanent", bounceSubType="General")


def test_what_ses_reports_is_read() -> None:
    assert read_feedback(json.dumps(BOUNCE)) == MailFeedback(Feedback.BOUNCED, (ADA,))
    named = event("Complaint", f'"Ada, L." <{ADA}>', BOB)
    assert read_feedback(json.dumps(named)) == MailFeedback(Feedback.COMPLAINED, (ADA, BOB))
    enveloped = {"Type": "Notification", "Message": json.dumps(BOUNCE)}
    assert read_feedback(json.dumps(enveloped)).addresses == (ADA,)
    old = {**BOUNCE, "notificationType": BOUNCE["eventType"]}
    del old["eventType"]
    assert read_feedback(json.dumps(old)).addresses == (ADA,)
    message = MailFeedback(Feedback.COMPLAINED, (ADA, BOB))
    assert read_feedback(message.body) == message
    assert ADA not in repr(message)


@pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
def test_a_mailbox_that_is_full_for_now_is_no_reason(kind: str) -> None:
    assert read_feedback(json.dumps(event("Bounce", ADA, bounceType=kind))).addresses == ()
    assert read_feedback(json.dumps({"eventType": "Delivery", "mail": {}})).addresses == ()


def test_who_says_that_our_mail_is_wanted_is_mailed_on() -> None:
    assert read_feedback(json.dumps(event("Complaint", ADA, complaintFeedbackType="not-spam"))).addresses == ()
    assert read_feedback(json.dumps(event("Complaint", ADA, complaintFeedbackType="abuse"))).addresses == (ADA,)


def test_the_greeting_of_a_new_topic_is_about_nobody() -> None:
    greeting = "Successfully validated SNS topic for Amazon SES event publishing."
    assert read_feedback(greeting).addresses == ()
    assert read_feedback(json.dumps({"Type": "Notification", "Message": greeting})).addresses == ()


@pytest.mark.parametrize("body", ["{}", "x", '{"eventType": "Bounce"}'])
def test_what_is_no_report_becomes_a_dead_letter(body: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_feedback(body)


def stored(org_id: str, email: str, state: SubscriberState = SubscriberState.ACTIVE) -> Subscriber:
    made = subscribed(
        org_id, Channel.EMAIL, {"email": email}, Following(), Consent(at=NOW), state=state, expires_at=None
    )
    with transaction() as write:
        subscribers.saving(made)(write)
    return made


def states(*found: Subscriber) -> list[SubscriberState]:
    read = [subscribers.find(each.org_id, each.id) for each in found]
    return [each.state for each in read if each]


def test_an_address_that_bounces_is_mailed_by_no_page_any_more(tables: Engine) -> None:
    orgs = [new_id(NOW + timedelta(seconds=number)) for number in range(2)]
    hers = [stored(org_id, ADA) for org_id in orgs]
    his = stored(orgs[0], BOB)
    pending = stored(orgs[1], "eve@example.com", SubscriberState.PENDING)
    mail_feedback(read_feedback(json.dumps(event("Bounce", "ADA@Example.com", bounceType="Permanent"))))
    suppressed = SubscriberState.SUPPRESSED
    assert states(*hers, his, pending) == [suppressed, suppressed, SubscriberState.ACTIVE, SubscriberState.PENDING]
    found = subscribers.find(hers[0].org_id, hers[0].id)
    assert found is not None
    assert found.suppressed_because == "Mail to this address comes back."
    assert subscribers.after(orgs[1], [Channel.EMAIL]) == []
    mail_feedback(MailFeedback(Feedback.COMPLAINED, (ADA, "nobody@example.com")))
    again = subscribers.find(hers[0].org_id, hers[0].id)
    assert again == found


@pytest.fixture(scope="module")
def template() -> Json:
    return template_of(app.app)


def test_bounces_and_complaints_come_back_to_the_queue(template: Json) -> None:
    made = template["Resources"]
    destination = made["MailEventDestination"]["Properties"]
    assert destination["ConfigurationSetName"] == {"Ref": "MailConfigurationSet"}
    assert destination["EventDestination"]["MatchingEventTypes"] == ["bounce", "complaint"]
    assert destination["EventDestination"]["SnsDestination"] == {"TopicARN": {"Ref": "MailFeedbackTopic"}}
    subscription = made["MailFeedbackSubscription"]["Properties"]
    assert (subscription["Protocol"], subscription["RawMessageDelivery"]) == ("sqs", True)
    assert subscription["Endpoint"] == {"Fn::GetAtt": ["MailFeedbackQueue", "Arn"]}
    ours = [name for name in made if name.startswith(("MailConf", "MailEvent", "MailFeedbackT", "MailFeedbackSub"))]
    assert {made[name]["Condition"] for name in ours} == {"HasMailDomain"}


def test_only_ses_writes_to_the_topic_and_only_the_topic_to_the_queue(template: Json) -> None:
    made = template["Resources"]
    (ses,) = made["MailFeedbackTopicPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert ses["Principal"] == {"Service": "ses.amazonaws.com"}
    assert ses["Condition"] == {"StringEquals": {"AWS:SourceAccount": {"Ref": "AWS::AccountId"}}}
    (sns,) = made["MailFeedbackQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert sns["Principal"] == {"Service": "sns.amazonaws.com"}
    assert sns["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "MailFeedbackTopic"}}}
    assert (sns["Action"], sns["Resource"]) == (["sqs:SendMessage"], {"Fn::GetAtt": ["MailFeedbackQueue", "Arn"]})


@pytest.mark.parametrize("function", ["APIHandler", "PasswordReset"])
def test_who_sends_mail_sends_it_with_the_configuration_set(template: Json, function: str) -> None:
    variables = template["Resources"][function]["Properties"]["Environment"]["Variables"]
    chosen = {"Fn::If": ["HasMailDomain", {"Ref": "MailConfigurationSet"}, ""]}
    assert variables["MAIL_CONFIGURATION_SET"] == chosen
    role = json.dumps(template["Resources"][lambdas.role_id(function)])
    assert "configuration-set/${MailConfigurationSet}" in role
