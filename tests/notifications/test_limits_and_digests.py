"""What limits hold back is told as one digest, and endpoints that fail for days are left alone."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from chalicelib.domain.incident_corrections import IncidentUpdateEdit
from chalicelib.domain.incidents import IncidentUpdateDraft
from chalicelib.domain.notification_preferences import MemberPreferences, QuietHours
from chalicelib.domain.notifications import DeliveryState
from chalicelib.domain.roles import Role
from chalicelib.domain.subscribers import Channel, SubscriberState
from chalicelib.notifications import limits, sending
from chalicelib.notifications.channel import Outcome, Recipient, Rendered, Send, channel_of
from chalicelib.store import deliveries, notification_preferences, subscribers
from chalicelib.use_cases import corrections, incidents
from tests.conftest import Clock
from tests.factories import NOW
from tests.notifications.telling import Telling, a_subscriber


def test_more_than_twenty_an_hour_are_told_as_one_digest_and_the_team_sees_it(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limits.AN_HOUR == 20
    monkeypatch.setattr(limits, "AN_HOUR", 5)
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    for number in range(limits.AN_HOUR + 3):
        incident = tenant.opens(title=f"Incident {number:02}", now=clock.passes(seconds=70))
        telling.hears()
        tenant.resolves(incident, clock.now, notify=False)
    assert len(telling.post.raw) == limits.AN_HOUR
    telling.does("tally")
    assert sum(each.counts.held for each in telling.notifications()) == 3
    clock.passes(hours=1)
    telling.does("digest")
    (digest,) = telling.post.mails[limits.AN_HOUR :]
    assert digest["Subject"] == "[Digest] Northwind: 3 messages in one"
    body = digest.get_body(("plain",))
    assert body
    assert all(f"Incident {number}" in body.get_content() for number in ("05", "06", "07"))
    clock.passes(hours=1)
    telling.does("digest")
    assert len(telling.post.raw) == limits.AN_HOUR + 1


def test_a_digest_tells_each_what_was_held_back_from_them_and_nothing_else(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AN_HOUR", 3)
    tenant = telling.tenant
    checkout, search = tenant.service(name="Checkout"), tenant.service(name="Search")
    a_subscriber(tenant.org_id)
    a_subscriber(tenant.org_id, "grace", service_ids=(checkout.id,))
    narrows = a_subscriber(tenant.org_id, "mary")
    for number in range(5):
        service = search if number == 4 else checkout
        incident = tenant.opens(service, title=f"Incident {number:02}", now=clock.passes(seconds=70))
        telling.hears()
        tenant.resolves(incident, clock.now, notify=False)
    subscribers.commit(subscribers.saving(narrows.revised(service_ids=(tenant.service(name="Mail").id,))))
    clock.passes(hours=1)
    telling.does("digest")
    told = {
        to: mail for to, mail in zip(telling.post.to, telling.post.mails, strict=True) if "Digest" in mail["Subject"]
    }
    assert told.keys() == {"ada@example.com", "grace@example.com"}
    assert told["ada@example.com"]["Subject"] == "[Digest] Northwind: 2 messages in one"
    assert told["grace@example.com"]["Subject"] == "[Digest] Northwind: 1 message that had to wait"
    body = told["grace@example.com"].get_body(("plain",))
    assert body
    assert "Incident 03" in body.get_content()
    assert "Incident 04" not in body.get_content()


def test_a_digest_says_what_was_held_back_as_it_reads_by_then(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AN_HOUR", 1)
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    told = [tenant.opens(title=f"Incident {number}", now=clock.passes(seconds=70)) for number in range(3)]
    telling.hears()
    (newest,) = told[1].updates
    words = IncidentUpdateEdit(text="As **corrected**.")
    corrections.edit_incident_update(tenant.org_id, told[1].id, newest.id, words, tenant.actor, clock.now)
    incidents.delete(tenant.org_id, told[2].id, tenant.actor, clock.now)
    clock.passes(hours=1)
    telling.does("digest")
    body = telling.post.mails[-1].get_body(("plain",))
    assert body
    html = telling.post.mails[-1].get_body(("html",))
    assert html
    assert "As corrected." in body.get_content()
    assert "As <strong>corrected</strong>." in html.get_content()
    assert "We are investigating" not in body.get_content()
    assert "Incident 2" not in body.get_content()
    assert telling.post.subjects[-1] == "[Digest] Northwind: 1 message that had to wait"


def test_who_has_just_come_is_told_though_others_had_twenty_messages(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AN_HOUR", 3)
    tenant = telling.tenant
    for number in range(limits.AN_HOUR + 2):
        incident = tenant.opens(title=f"Incident {number:02}", now=clock.passes(seconds=70))
        telling.hears()
        tenant.resolves(incident, clock.now, notify=False)
    a_subscriber(tenant.org_id, confirmed_at=clock.passes(seconds=70))
    tenant.opens(title="The next one", now=clock.passes(seconds=70))
    telling.hears()
    assert telling.post.subjects == ["[Investigating] Northwind: The next one"]


def test_what_an_organization_may_not_tell_today_is_told_after_midnight(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    @dataclass(frozen=True)
    class Few:
        notify_limit_day: int = 1

    monkeypatch.setattr(limits, "settings", Few)
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    for title in ("One", "Two"):
        tenant.opens(title=title, now=clock.passes(minutes=2))
        telling.hears()
    assert len(telling.post.raw) == 1
    clock.passes(hours=11)
    telling.does("digest")
    assert len(telling.post.raw) == 1
    clock.passes(hours=1)
    telling.does("digest")
    assert telling.post.subjects[1:] == ["[Digest] Northwind: 1 message that had to wait"]


def _answering(outcome: Outcome) -> Send:
    def send(recipient: Recipient, message: Rendered) -> Outcome:
        return outcome

    return send


def test_an_endpoint_that_fails_for_three_days_is_left_alone_and_the_owners_are_told(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = telling.tenant
    hook = a_subscriber(tenant.org_id, "hook", Channel.WEBHOOK)
    monkeypatch.setattr(sending, "channel_of", lambda _: _answering(Outcome(sent=False, why="It answered 500.")))
    tenant.opens(tenant.service())
    telling.hears()
    assert telling.post.raw == []
    for _ in range(3):
        clock.passes(hours=23, minutes=59)
        telling.sends()
    found = subscribers.find(tenant.org_id, hook.id)
    assert found
    assert found.state is SubscriberState.ACTIVE
    clock.passes(minutes=5)
    tenant.opens(title="Another", now=clock.now)
    telling.hears()
    found = subscribers.find(tenant.org_id, hook.id)
    assert found
    assert (found.state, found.suppressed_because) == ("suppressed", "Nothing could be delivered for 3 days.")
    assert [task.what for task in telling.queues.sent["notify"] if task.what == "plan"] == ["plan"]


def test_an_endpoint_is_left_alone_after_three_days_though_there_was_only_one_message(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = telling.tenant
    hook = a_subscriber(tenant.org_id, "hook", Channel.WEBHOOK)

    def slow(recipient: Recipient, message: Rendered) -> Outcome:
        clock.passes(seconds=2 if clock.now > NOW + timedelta(days=1) else 10)
        return Outcome(sent=False, why="There was no answer within 10 seconds.")

    all_day = MemberPreferences(org_id=tenant.org_id, user_id=tenant.owner.id, version=1)
    notification_preferences.save(all_day.but(quiet_hours=QuietHours(start="00:00", end="23:59")))
    monkeypatch.setattr(sending, "channel_of", lambda channel: slow if channel is hook.channel else channel_of(channel))
    tenant.opens(tenant.service())
    telling.hears()
    (notification,) = telling.notifications()
    while not (part := deliveries.of_notification(tenant.org_id, notification.id)[0]).is_settled:
        clock.passes(seconds=((part.next_at(clock.now) or clock.now) - clock.now).total_seconds())
        telling.sends()
    found = subscribers.find(tenant.org_id, hook.id)
    assert found
    assert found.state is SubscriberState.SUPPRESSED
    telling.does("plan")
    assert telling.post.subjects == ["[Endpoint failing] Northwind: A webhook at hooks.example.com"]


def test_what_is_held_back_while_an_hour_ends_is_told_all_the_same(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AN_HOUR", 3)
    tenant = telling.tenant
    service = tenant.service()
    a_subscriber(tenant.org_id)
    a_subscriber(tenant.org_id, "grace", service_ids=(service.id,))
    for number in range(limits.AN_HOUR):
        incident = tenant.opens(title=f"Incident {number:02}", now=clock.passes(seconds=70))
        telling.hears()
        tenant.resolves(incident, clock.now, notify=False)
    clock.passes(seconds=(limits.end_of_hour(clock.now) - clock.now).total_seconds() - 1)

    def slow(to: str) -> None:
        clock.passes(seconds=2)

    telling.post.trouble = slow
    tenant.opens(service, title="At the end of the hour", now=clock.now)
    telling.hears()
    assert telling.post.to.count("ada@example.com") == limits.AN_HOUR
    for _ in range(2):
        clock.passes(hours=1)
        telling.does("digest")
    assert telling.post.subjects[-1:] == ["[Digest] Northwind: 1 message that had to wait"]
    assert telling.post.to.count("ada@example.com") == limits.AN_HOUR + 1


def test_members_who_are_told_of_new_incidents_alone_are_not_held_back_by_updates(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AN_HOUR", 3)
    tenant = telling.tenant
    eve = tenant.joined_by(Role.MEMBER)
    a_subscriber(tenant.org_id)
    incident = tenant.opens(now=clock.passes(seconds=70))
    telling.hears()
    for _ in range(limits.AN_HOUR):
        clock.passes(seconds=70)
        draft = IncidentUpdateDraft(text="Still at it.")
        incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, clock.now)
        telling.hears()
    tenant.opens(title="Another", now=clock.passes(seconds=70))
    telling.hears()
    assert telling.post.to.count(eve.email) == 2
    assert telling.post.to.count("ada@example.com") == limits.AN_HOUR


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(sent=False, permanent=True, why="It answered 400."), DeliveryState.FAILED),
        (Outcome(sent=False, retry_after=7200, why="It answered 429."), DeliveryState.WAITING),
        (Outcome(sent=True), DeliveryState.SENT),
    ],
)
def test_what_will_not_change_is_not_tried_again_and_retry_after_is_obeyed(
    outcome: Outcome, state: DeliveryState, telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id, "hook", Channel.WEBHOOK)
    monkeypatch.setattr(sending, "channel_of", lambda _: _answering(outcome))
    tenant.opens(tenant.service())
    telling.hears()
    (found,) = telling.notifications()
    (part,) = deliveries.of_notification(tenant.org_id, found.id)
    assert part.deliveries[0].state is state
    if state is DeliveryState.WAITING:
        clock.passes(minutes=119)
        telling.sends()
        (part,) = deliveries.of_notification(tenant.org_id, found.id)
        assert part.deliveries[0].attempts == 1
