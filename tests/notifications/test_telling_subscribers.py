"""From an event to mails: who is told what, once."""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import time

import pytest

from chalicelib.domain.deliveries import Part, Way
from chalicelib.domain.incident_corrections import IncidentUpdateEdit
from chalicelib.domain.incidents import IncidentUpdateDraft
from chalicelib.domain.maintenance import MaintenanceEdit
from chalicelib.domain.notifications import DeliveryState, Notification, NotificationState
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.postmortems import PostmortemEdit
from chalicelib.domain.roles import Role
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.subscribers import Channel
from chalicelib.mail.message import PassingMailError, RecipientError
from chalicelib.mail.smtp import ServerAwayError
from chalicelib.notifications import announcing, handed, limits, planning, sending
from chalicelib.notifications.channel import SENT, Outcome, Recipient, Rendered
from chalicelib.queues.message import PartMessage, Task
from chalicelib.reactions.notify import notify
from chalicelib.reactions.send_mail import send_mail
from chalicelib.store import deliveries, events, subscribers
from chalicelib.store.tables import Deliveries
from chalicelib.use_cases import corrections, incidents, maintenance, organizations, postmortems
from tests.conftest import Clock
from tests.factories import NOW
from tests.notifications.telling import Telling, a_subscriber, an_id
from tests.permitted import roles


def test_an_incident_is_told_to_everybody_who_follows_the_page_once(telling: Telling) -> None:
    for name in ("ada", "bob"):
        a_subscriber(telling.tenant.org_id, name)
    telling.tenant.opens(telling.tenant.service())
    telling.hears()
    telling.hears()
    assert sorted(telling.post.to) == ["ada@example.com", "bob@example.com"]
    telling.does("tally")
    (found,) = telling.notifications()
    assert (found.state, found.counts.sent, found.counts.waiting) == (NotificationState.DONE, 2, 0)


def test_what_follows_within_a_minute_is_gathered_into_one_message(telling: Telling, clock: Clock) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    incident = tenant.opens(tenant.service())
    telling.hears()
    for text in ("We see it.", "We found it."):
        draft = IncidentUpdateDraft(text=text)
        incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, clock.passes(seconds=10))
        telling.hears()
    assert len(telling.post.raw) == 1, "the first word goes out at once"
    clock.passes(seconds=30)
    telling.does("thread")
    assert len(telling.post.raw) == 1, "the minute is not over"
    clock.passes(seconds=20)
    telling.does("thread")
    telling.does("thread")
    assert len(telling.post.raw) == 2
    body = telling.post.mails[1].get_body(("plain",))
    assert body is not None
    assert body.get_content().index("We found it.") < body.get_content().index("We see it.")


def test_what_was_corrected_or_taken_back_before_it_was_told_is_told_as_it_reads_then(
    telling: Telling, clock: Clock
) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    incident = tenant.opens(tenant.service())
    telling.hears()
    for text in ("The pasword is 1234.", "We se it.", "Nobody but us."):
        draft = IncidentUpdateDraft(text=text)
        incident = incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, clock.passes(seconds=5))
        telling.hears()
    newest, middle, oldest, _ = incident.updates
    where = (tenant.org_id, incident.id)
    for each in (newest, oldest):
        corrections.delete_incident_update(*where, each.id, tenant.actor, clock.now)
    corrected = IncidentUpdateEdit(text="We see it.")
    corrections.edit_incident_update(*where, middle.id, corrected, tenant.actor, clock.now)
    clock.passes(minutes=1)
    telling.does("thread")
    body = telling.post.mails[1].get_body(("plain",))
    assert body is not None
    assert "We see it." in body.get_content()
    for gone in ("1234", "We se it", "Nobody but us"):
        assert gone not in body.get_content()


@pytest.mark.parametrize(("late", "told"), [(50, ["In progress", "Completed"]), (61, []), (2880, [])])
def test_steps_of_maintenance_that_are_made_up_for_are_as_old_as_when_they_were_due(
    late: int, told: list[str], telling: Telling, clock: Clock
) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    planned = tenant.schedules(tenant.service(), starts_in=1, lasts=2, notify=False)
    for _ in range(2):
        due_at = tenant.maintenance(planned).due_at
        assert due_at
        clock.passes(seconds=max(0.0, (due_at - clock.now).total_seconds() + late * 60))
        maintenance.advance(tenant.org_id, planned.id, clock.now)
        telling.hears()
    expected = [f"[{each}] Northwind: Database upgrade" for each in told]
    assert list(dict.fromkeys(telling.post.subjects)) == expected


def test_new_times_that_were_changed_again_before_they_were_told_are_not_told(telling: Telling, clock: Clock) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    planned = tenant.schedules(tenant.service(), starts_in=48)
    telling.hears()
    for hours, notify_them in ((5, None), (9, False)):
        start = NOW + timedelta(days=3, hours=hours)
        edit = MaintenanceEdit(scheduled_start=start, scheduled_end=start + timedelta(hours=1), notify=notify_them)
        maintenance.edit(tenant.org_id, planned.id, edit, tenant.actor, clock.passes(seconds=5))
        telling.hears()
    clock.passes(minutes=1)
    telling.does("thread")
    body = telling.post.mails[1].get_body(("plain",))
    assert body is not None
    assert "Planned: 8 Jan 2026, 21:00 to 22:00 UTC" in body.get_content()


def test_what_was_taken_back_whole_before_it_was_told_is_told_to_nobody(telling: Telling, clock: Clock) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    first, second = tenant.opens(tenant.service()), tenant.opens(tenant.service("Search"))
    telling.hears()
    for each in (first, second):
        draft = IncidentUpdateDraft(text="Never mind.")
        posted = incidents.post_update(tenant.org_id, each.id, draft, tenant.actor, clock.passes(seconds=5))
        telling.hears()
    corrections.delete_incident_update(tenant.org_id, second.id, posted.updates[0].id, tenant.actor, clock.now)
    incidents.delete(tenant.org_id, first.id, tenant.actor, clock.now)
    clock.passes(minutes=1)
    telling.does("thread")
    assert len(telling.post.raw) == 2


def test_a_resolution_that_was_gathered_is_told_to_those_who_want_the_end(telling: Telling, clock: Clock) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id, which="start_and_end")
    incident = tenant.opens(tenant.service())
    telling.hears()
    clock.passes(minutes=5)
    draft = IncidentUpdateDraft(text="We see it.")
    incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, clock.now)
    telling.hears()
    assert telling.post.subjects == ["[Investigating] Northwind: Payments fail"], "the middle is not wanted"
    tenant.resolves(incident, clock.passes(seconds=5))
    telling.hears()
    clock.passes(minutes=1)
    telling.does("thread")
    assert telling.post.subjects[1:] == ["[Resolved] Northwind: Payments fail"]


def test_who_was_told_how_it_began_is_told_how_it_ends_though_their_service_was_taken_out(
    telling: Telling, clock: Clock
) -> None:
    tenant = telling.tenant
    search, shop = tenant.service("Search", category="Data"), tenant.service("Shop")
    a_subscriber(tenant.org_id, "ada", service_ids=(search.id,))
    a_subscriber(tenant.org_id, "bob", categories=("Data",))
    incident = tenant.opens(search)
    telling.hears()
    draft = IncidentUpdateDraft(text="It is the shop.", service_ids=(shop.id,))
    incidents.post_update(tenant.org_id, incident.id, draft, tenant.actor, clock.passes(minutes=2))
    telling.hears()
    assert len(telling.post.raw) == 2, "what goes on elsewhere is not theirs"
    tenant.resolves(incident, clock.passes(minutes=2))
    telling.hears()
    assert sorted(telling.post.to[2:]) == ["ada@example.com", "bob@example.com"]
    assert set(telling.post.subjects[2:]) == {"[Resolved] Northwind: Payments fail"}
    body = telling.post.mails[2].get_body(("plain",))
    assert body
    assert "Affected: Shop" in body.get_content()


def test_events_older_than_an_hour_notify_nobody(telling: Telling, clock: Clock) -> None:
    a_subscriber(telling.tenant.org_id)
    telling.tenant.opens(telling.tenant.service())
    clock.passes(minutes=60)
    telling.hears()
    assert telling.notifications() == []


def test_what_waits_in_queues_of_a_backup_is_told_to_nobody(telling: Telling, clock: Clock) -> None:
    """Of one machine, a backup has the queues, too."""
    tenant = telling.tenant
    ada = a_subscriber(tenant.org_id)
    incident = tenant.opens(tenant.service())
    telling.post.trouble = lambda _: PassingMailError("Later.")
    telling.hears()
    tenant.resolves(incident, clock.passes(seconds=5))
    telling.hears()
    announcing.test(tenant.org_id, ada.id, tenant.actor, clock.now)
    limits.promise_digest(tenant.org_id, limits.end_of_hour(clock.now), clock.now)
    telling.post.trouble = lambda _: None
    clock.passes(days=7)
    for what in ("thread", "plan", "digest", "tally"):
        telling.does(what)
    assert telling.post.raw == []
    (opened,) = [each for each in telling.notifications() if each.told.kind == "incident_opened"]
    (delivery,) = deliveries.of_notification(tenant.org_id, opened.id)[0].deliveries
    assert (delivery.state, delivery.why) == ("failed", "too late: it is about the past by now")


def test_what_is_recorded_afterwards_notifies_nobody(telling: Telling) -> None:
    a_subscriber(telling.tenant.org_id)
    telling.tenant.opens(telling.tenant.service(), status="resolved")
    telling.hears()
    assert telling.post.raw == []


def test_an_unsubscribe_takes_effect_for_what_is_queued(telling: Telling, clock: Clock) -> None:
    tenant = telling.tenant
    ada, _ = a_subscriber(tenant.org_id), a_subscriber(tenant.org_id, "bob")
    tenant.opens(tenant.service())
    stretch = events.oldest_first(tenant.org_id)
    assert stretch
    for event in stretch.events:
        notify(Task(tenant.org_id, event.id))
    subscribers.commit(subscribers.removing(ada))
    telling.sends()
    telling.does("tally")
    assert telling.post.to == ["bob@example.com"]
    assert telling.notifications()[0].counts.skipped == 1


def test_a_notification_for_many_is_told_in_parts_of_at_most_fifty(telling: Telling) -> None:
    tenant = telling.tenant
    for number in range(101):
        a_subscriber(tenant.org_id, f"reader{number}")
    tenant.opens(tenant.service())
    telling.hears()
    (found,) = telling.notifications()
    parts = deliveries.of_notification(tenant.org_id, found.id)
    assert [len(part.deliveries) for part in parts] == [50, 50, 1]
    assert len(telling.post.to) == len(set(telling.post.to)) == 101


def test_a_sender_that_died_is_made_up_for_once_its_claim_has_ended(telling: Telling, clock: Clock) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    tenant.opens(tenant.service())

    def dies(_: str) -> None:
        raise KeyboardInterrupt

    telling.post.trouble = dies
    with pytest.raises(KeyboardInterrupt):
        telling.hears()
    telling.post.trouble = lambda _: None
    (found,) = telling.notifications()
    message = PartMessage(tenant.org_id, found.id, 0)
    send_mail(message)
    assert telling.post.raw == [], "it may still be at it"
    assert telling.queues.sent["send_mail"] == [message], "the part is looked at again"
    clock.passes(seconds=41)
    telling.sends()
    assert telling.post.to == ["ada@example.com"]


def _thirty_planned(telling: Telling) -> None:
    for number in range(30):
        a_subscriber(telling.tenant.org_id, f"reader{number}")
    telling.tenant.opens(telling.tenant.service())
    telling.plans()


def _a_part_of_thirty(telling: Telling) -> tuple[Notification, Part]:
    _thirty_planned(telling)
    (found,) = telling.notifications()
    (planned,) = deliveries.of_notification(telling.tenant.org_id, found.id)
    return found, planned


def _begun_and_died(telling: Telling) -> PartMessage:
    """What has a part of 30 sent, of whom 18 were told when the sender died."""
    _thirty_planned(telling)
    message: PartMessage
    (message,) = telling.queues.sent["send_mail"]

    def dies(_: str) -> None:
        if len(telling.post.raw) == 18:
            raise KeyboardInterrupt

    telling.post.trouble = dies
    with pytest.raises(KeyboardInterrupt):
        send_mail(message)
    telling.post.trouble = lambda _: None
    return message


def test_a_message_that_comes_again_is_not_believed_to_hold_a_new_part(telling: Telling, clock: Clock) -> None:
    message = _begun_and_died(telling)
    send_mail(message)
    assert len(telling.post.raw) == 18, "somebody may still be at the rest"
    clock.passes(seconds=41)
    send_mail(message)
    send_mail(message)
    assert len(set(telling.post.to)) == 30, "nobody is left out"
    assert len(telling.post.to) == 48, "only what was claimed when the sender died is sent again"


@pytest.mark.parametrize("restarted", [False, True])
def test_where_a_machine_notes_who_was_told_nobody_is_told_again_when_a_sender_died(
    restarted: bool, telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(handed, "_folder", [])
    monkeypatch.setattr(sending, "_alone", [])
    handed.keep_in(tmp_path / "handed-over")
    message = _begun_and_died(telling)
    if restarted:
        sending.alone_since(clock.passes(seconds=1))
        handed.keep_in(tmp_path / "handed-over")
    else:
        clock.passes(seconds=41)
    send_mail(message)
    assert len(set(telling.post.to)) == len(telling.post.to) == 30
    (kept,) = (tmp_path / "handed-over").iterdir()
    assert kept.name.endswith(".settled")
    telling.does("tally")
    assert telling.notifications()[0].counts.sent == 30


def test_notes_that_cannot_be_written_stop_nobody(
    telling: Telling, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(handed, "_folder", [tmp_path / "gone"])
    a_subscriber(telling.tenant.org_id)
    telling.tenant.opens(telling.tenant.service())
    telling.hears()
    assert telling.post.to == ["ada@example.com"]


def test_notes_of_long_ago_are_thrown_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(handed, "_folder", [])
    old, new = (
        Part(org_id=an_id(), notification_id=an_id(), way=Way.MAIL, number=0, deliveries=(), created_at=NOW)
        for _ in range(2)
    )
    handed.keep_in(tmp_path)
    for part in (old, new):
        with handed.noting(part) as note:
            note("somebody")
    (first,) = [each for each in tmp_path.iterdir() if old.notification_id in each.name]
    os.utime(first, (0, 0))
    handed.keep_in(tmp_path)
    assert [handed.told(each) for each in (old, new)] == [frozenset(), {"somebody"}]
    handed.settle(new)
    handed.keep_in(tmp_path)
    assert handed.told(new) == {"somebody"}
    (second,) = tmp_path.iterdir()
    os.utime(second, (NOW.timestamp(), time() - 3700))
    handed.keep_in(tmp_path)
    assert handed.told(new) == frozenset()


@pytest.mark.parametrize("is_planned_anew", [False, True])
def test_nobody_is_told_again_though_the_database_has_forgotten_a_whole_part(
    telling: Telling, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_planned_anew: bool
) -> None:
    monkeypatch.setattr(handed, "_folder", [tmp_path])
    tenant, (found, planned) = telling.tenant, _a_part_of_thirty(telling)
    telling.sends()
    Deliveries.get(tenant.org_id, deliveries.name_of(planned)).delete()
    if not is_planned_anew:
        assert deliveries.add(planned)
    planning.plan(found, NOW)
    telling.sends()
    assert len(telling.post.to) == 30
    (part,) = deliveries.of_notification(tenant.org_id, found.id)
    assert part.counts.sent == 30
    with handed.noting(part):
        assert len(handed.told(part)) == 30


def test_nobody_is_told_again_though_the_database_has_forgotten_a_claim(
    telling: Telling, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(handed, "_folder", [tmp_path])
    tenant, (found, planned) = telling.tenant, _a_part_of_thirty(telling)

    def forgets(to: str) -> None:
        if len(telling.post.raw) == 29:
            with roles.aside():
                Deliveries.get(tenant.org_id, deliveries.name_of(planned)).delete()
                assert deliveries.add(planned)

    telling.post.trouble = forgets
    telling.sends()
    assert len(set(telling.post.to)) == len(telling.post.to) == 30
    (part,) = deliveries.of_notification(tenant.org_id, found.id)
    assert part.counts.sent == 30


def test_two_senders_of_one_part_send_each_mail_once(telling: Telling) -> None:
    tenant = telling.tenant
    for number in range(30):
        a_subscriber(tenant.org_id, f"reader{number}")
    tenant.opens(tenant.service())
    sent: list[str] = []

    def meanwhile(to: str) -> None:
        sent.append(to)
        (found,) = telling.notifications()
        if len(sent) == 1:
            send_mail(PartMessage(tenant.org_id, found.id, 0))

    telling.post.trouble = meanwhile
    telling.hears()
    assert len(sent) == len(set(sent)) == 30


def test_what_may_pass_is_tried_again_later_and_later(telling: Telling, clock: Clock) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    tenant.opens(tenant.service())
    telling.post.trouble = lambda _: PassingMailError("The mail server refused: 450.")
    telling.hears()
    (found,) = telling.notifications()

    def delivery() -> tuple[DeliveryState, int]:
        (part,) = deliveries.of_notification(tenant.org_id, found.id)
        return part.deliveries[0].state, part.deliveries[0].attempts

    assert delivery() == (DeliveryState.WAITING, 1)
    for attempts in range(2, 6):
        clock.passes(hours=2)
        telling.sends()
        assert delivery() == (DeliveryState.WAITING, attempts)
    clock.passes(days=1)
    telling.sends()
    assert delivery() == (DeliveryState.FAILED, 6)


def test_once_the_server_is_away_nobody_else_is_tried(telling: Telling, clock: Clock) -> None:
    tenant = telling.tenant
    for number in range(30):
        a_subscriber(tenant.org_id, f"reader{number}")
    tenant.opens(tenant.service())
    tried: list[str] = []

    def away(to: str) -> ServerAwayError:
        tried.append(to)
        return ServerAwayError("The mail server refused: ConnectionRefusedError.")

    telling.post.trouble = away
    telling.hears()
    assert len(tried) <= 2, "one of each claim"
    telling.post.trouble = lambda _: None
    clock.passes(minutes=1)
    telling.sends()
    assert len(set(telling.post.to)) == len(telling.post.to) == 30


def test_who_becomes_due_while_another_of_the_part_is_told_is_told_too(
    telling: Telling, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = telling.tenant
    waits = {a_subscriber(tenant.org_id, name, Channel.WEBHOOK).id: wait for name, wait in (("one", 30), ("two", 60))}
    told: list[str] = []

    def busy(recipient: Recipient, message: Rendered) -> Outcome:
        return Outcome(sent=False, why="It answered 429.", retry_after=waits[recipient.subscriber.id])

    def slow(recipient: Recipient, message: Rendered) -> Outcome:
        told.append(recipient.subscriber.id)
        clock.passes(seconds=31)
        return SENT

    monkeypatch.setattr(sending, "channel_of", lambda _: busy)
    tenant.opens(tenant.service())
    telling.hears()
    monkeypatch.setattr(sending, "channel_of", lambda _: slow)
    clock.passes(seconds=30)
    telling.sends()
    assert told == list(waits)


def test_a_mailbox_that_is_no_more_is_told_nothing_again(telling: Telling) -> None:
    tenant = telling.tenant
    ada = a_subscriber(tenant.org_id)
    tenant.opens(tenant.service())
    telling.post.trouble = lambda _: RecipientError("The mail server refused: SMTPRecipientsRefused 550.")
    telling.hears()
    found = subscribers.find(tenant.org_id, ada.id)
    assert found
    assert (found.state, found.suppressed_because) == (
        "suppressed",
        "The mail server refused: SMTPRecipientsRefused 550.",
    )


def test_members_of_the_team_are_told_of_what_somebody_else_opened(telling: Telling) -> None:
    eve = telling.tenant.joined_by(Role.MEMBER)
    telling.tenant.opens(telling.tenant.service())
    telling.hears()
    assert telling.post.to == [eve.email], "whoever opened it knows"
    assert telling.post.mails[0]["List-Unsubscribe"] is None
    for form in ("plain", "html"):
        body = telling.post.mails[0].get_body((form,))
        assert body is not None
        assert "because you are in the team of Northwind" in body.get_content()
        assert f"/dashboard/profile?organization={telling.tenant.org_id}" in body.get_content()
        assert "Unsubscribe" not in body.get_content()


def test_maintenance_is_told_from_its_announcement_to_its_end_and_reminders_once_for_a_start(
    telling: Telling, clock: Clock
) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    planned = tenant.schedules(tenant.service(), starts_in=30)
    telling.hears()

    def reminded() -> None:
        for _ in range(2):
            notify(Task(tenant.org_id, planned.id, "remind"))
            telling.sends()

    reminded()
    assert len(telling.post.raw) == 1, "it is not yet time"
    clock.passes(hours=6, minutes=1)
    reminded()
    clock.passes(hours=23)
    reminded()
    clock.passes(hours=1)
    tenant.moves(planned, "in_progress", clock.now)
    telling.hears()
    clock.passes(hours=2)
    tenant.moves(planned, "completed", clock.now)
    telling.hears()
    to_ada = [mail for mail in telling.post.mails if mail["To"] == "ada@example.com"]
    states = [str(mail["Subject"]).split("]")[0].strip("[") for mail in to_ada]
    assert states == ["Scheduled", "Starts in 24 hours", "Starts in 1 hour", "In progress", "Completed"]


def test_a_service_whose_status_changed_is_told_only_where_the_organization_wants_that(
    telling: Telling, clock: Clock
) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    service = tenant.service()
    tenant.sets(service, ServiceStatus.MAJOR_OUTAGE)
    telling.hears()
    assert telling.notifications() == []
    organizations.edit(tenant.org_id, OrganizationEdit(notify_service_status=True), tenant.actor, clock.now)
    tenant.sets(service, ServiceStatus.OPERATIONAL, clock.passes(minutes=61))
    telling.hears()
    assert telling.post.subjects[-1] == "[Operational] Northwind: Checkout"


def test_a_postmortem_is_told_when_it_is_published_and_not_before(telling: Telling, clock: Clock) -> None:
    tenant = telling.tenant
    a_subscriber(tenant.org_id)
    incident = tenant.opens(tenant.service())
    telling.hears()
    tenant.resolves(incident, clock.passes(minutes=5))
    telling.hears()
    for edit in (PostmortemEdit(text="A disk *was* full."), PostmortemEdit(published=True), PostmortemEdit(text="B")):
        postmortems.write(tenant.org_id, incident.id, edit, tenant.actor, clock.passes(minutes=5))
        telling.hears()
    assert telling.post.subjects[-1] == "[Postmortem] Northwind: Payments fail"
    assert sum("Postmortem" in subject for subject in telling.post.subjects) == 1
    body = telling.post.mails[-1].get_body(("html",))
    assert body
    assert "A disk <em>was</em> full." in body.get_content()


def test_mails_go_out_at_the_account_s_rate(telling: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("chalicelib.notifications.pace.settings", Rated)
    monkeypatch.setattr("chalicelib.notifications.pace._sharing", [2])
    monkeypatch.setattr("chalicelib.aws.pausing._way", waited.append)
    tenant = telling.tenant
    for number in range(10):
        a_subscriber(tenant.org_id, f"reader{number}")
    tenant.opens(tenant.service())
    telling.hears()
    assert len(set(telling.post.to)) == 10
    assert len(waited) >= 9, "two senders share 4 mails a second"
    assert max(waited) == pytest.approx(4.5, abs=1)


@dataclass(frozen=True)
class Rated:
    """Settings of an account that may send 4 mails a second."""

    mail_rate: int = 4
