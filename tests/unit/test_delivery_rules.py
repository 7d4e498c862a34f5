"""Claims on a part: who sends to whom, and what becomes of it."""

from datetime import timedelta

import pytest

from chalicelib.domain.deliveries import (
    CLAIMED_FOR,
    Part,
    Result,
    Way,
    claimed,
    found_sent,
    moved_on,
    pause_after,
)
from chalicelib.domain.ids import new_id
from chalicelib.domain.notifications import Delivery, DeliveryState
from chalicelib.domain.threads import Thread
from tests.factories import NOW, ORG_ID

SENT = Result(state=DeliveryState.SENT)


def _part(count: int = 30, way: Way = Way.MAIL) -> Part:
    deliveries = tuple(Delivery(subscriber_id=f"reader{number:02}") for number in range(count))
    return Part(org_id=ORG_ID, notification_id=ORG_ID, way=way, number=0, deliveries=deliveries, created_at=NOW)


def test_a_sender_claims_all_that_are_due_and_nobody_else_claims_any_until_that_ends() -> None:
    part, taken = claimed(_part(), "one", NOW)
    assert (len(taken), part.version) == (30, 2)
    assert claimed(part, "two", NOW + CLAIMED_FOR - timedelta(milliseconds=1)) == (part, ())
    again, retaken = claimed(part, "two", NOW + CLAIMED_FOR)
    assert [each.subscriber_id for each in retaken] == [each.subscriber_id for each in taken]
    assert {each.attempts for each in retaken} == {2}
    assert again.claimed_by == "two"


def test_what_came_of_a_claim_is_written_with_the_next_claim() -> None:
    part, taken = claimed(_part(), "one", NOW)
    after, rest = moved_on(part, {each.subscriber_id: SENT for each in taken[:16]}, NOW, 0)
    assert (after.counts.sent, len(rest), after.version) == (16, 14, part.version + 1)
    done, none = moved_on(after, {each.subscriber_id: SENT for each in rest}, NOW, 0)
    assert (done.is_settled, none, done.next_at(NOW)) == (True, (), None)


def test_of_a_lost_claim_those_who_are_known_to_be_told_are_told_and_the_others_are_due() -> None:
    part, _ = claimed(_part(3), "one", NOW)
    found = found_sent(part, {"reader01", "somebody"})
    assert (found.counts.sent, found.version, found.is_claimed(NOW)) == (1, part.version + 1, False)
    assert [each.subscriber_id for each in found.due(NOW)] == ["reader00", "reader02"]


def test_who_was_claimed_and_not_tried_waits_as_before() -> None:
    part, _ = claimed(_part(2), "one", NOW)
    after, _ = moved_on(part, {"reader00": SENT}, NOW, 0, goes_on=False)
    assert after.deliveries[1] == Delivery(subscriber_id="reader01", tried_at=NOW)
    assert after.next_at(NOW) == NOW


@pytest.mark.parametrize(("way", "given_up"), [(Way.MAIL, timedelta(days=1)), (Way.CALLS, timedelta(days=3))])
def test_what_may_pass_is_tried_for_a_day_by_mail_and_for_three_by_calls(way: Way, given_up: timedelta) -> None:
    part, now = _part(1, way), NOW
    while not part.is_settled:
        now = part.next_at(now) or now
        part, _ = claimed(part, "one", now)
        part, _ = moved_on(part, {"reader00": Result(state=DeliveryState.WAITING)}, now, 1, goes_on=False)
    assert part.deliveries[0].state is DeliveryState.FAILED
    assert given_up - timedelta(hours=2) < now - NOW <= given_up


def test_pauses_double_with_jitter_up_to_two_hours() -> None:
    assert [pause_after(attempts, 1).total_seconds() for attempts in (1, 2, 3, 20)] == [10, 20, 40, 7200]
    assert pause_after(1, 0).total_seconds() == 5


def test_a_thread_tells_at_once_after_a_quiet_minute_and_gathers_within_one() -> None:
    thread = Thread(id=ORG_ID, org_id=ORG_ID, version=0).heard("a", NOW, announces=False)
    assert thread.seen == ("a",)
    for event in ("b", "c", "b", "a"):
        thread = thread.heard(event, NOW + timedelta(seconds=30), announces=False)
    assert thread.gathering == ("b", "c")
    assert thread.closed(NOW + timedelta(seconds=59)) is thread
    closed = thread.closed(NOW + timedelta(seconds=60))
    assert (closed.batch, closed.gathering) == (("b", "c"), ())
    assert closed.heard("c", NOW + timedelta(minutes=9), announces=False) is closed
    assert closed.heard("d", NOW + timedelta(minutes=9), announces=False).seen == ("a", "d")


def test_a_thread_knows_all_that_it_told_within_the_hour_however_much_that_is() -> None:
    thread, now, told = Thread(id=ORG_ID, org_id=ORG_ID, version=0), NOW, list[str]()
    for _ in range(115):
        now += timedelta(seconds=30)
        told.append(new_id(now))
        thread = thread.heard(told[-1], now, announces=False).closed(now)
    assert all(thread.heard(each, now, announces=False) is thread for each in told)
    later = now + timedelta(hours=3)
    assert len(thread.heard(new_id(later), later, announces=False).closed(later + timedelta(hours=1)).seen) == 1
