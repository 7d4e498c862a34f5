"""Subscribers as stored: unique by address, found again, and read in the order in which they are told."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from chalicelib.domain.ids import new_id
from chalicelib.domain.subscribers import (
    PENDING_FOR,
    Channel,
    Consent,
    Following,
    PushSubscription,
    Subscriber,
    SubscriberState,
    Which,
    confirmed,
    subscribed,
)
from chalicelib.store import subscriber_claims
from chalicelib.store import subscribers as store
from chalicelib.store.subscriber_tokens import holder_of, token_of
from chalicelib.store.tables import Subscribers
from chalicelib.store.transactions import LostRaceError
from tests.engine import Engine
from tests.factories import NOW, ORG_ID

OTHER_ORG = "01kg000000000000000000000c"
BROWSER = PushSubscription.model_validate(
    {"endpoint": "https://push.example.com/a", "keys": {"p256dh": "B" * 87, "auth": "a" * 22}}
)


@dataclass(frozen=True)
class About:
    """Something that is told."""

    service_ids: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    incident_id: str | None = None
    place: str = "start"


def _active(email: str = "", org_id: str = ORG_ID, channel: Channel = Channel.EMAIL, **fields: object) -> Subscriber:
    address = {"email": email} if channel is Channel.EMAIL else {"url": f"https://example.com/{email}"}
    following = Following.model_validate(
        {name: fields.pop(name) for name in list(fields) if name in Following.model_fields}
    )
    waiting = subscribed(org_id, channel, address, following, Consent(at=NOW), **fields)
    store.commit(subscriber_claims.claiming(waiting, None), store.saving(waiting))
    found = confirmed(waiting, NOW)
    store.commit(
        subscriber_claims.claiming(found, subscriber_claims.claim(org_id, channel, found.address)), store.saving(found)
    )
    return found


@pytest.fixture(autouse=True)
def _tables(tables: Engine) -> None:
    """DynamoDB."""


def test_a_subscriber_is_read_as_it_was_stored() -> None:
    wanted = Following(categories=("Core",), which=Which.START_AND_END, time_zone="Europe/Zurich")
    waiting = subscribed(ORG_ID, Channel.EMAIL, {"email": "ada@example.com"}, wanted, Consent(at=NOW), requested=wanted)
    browser = subscribed(ORG_ID, Channel.WEB_PUSH, {"subscription": BROWSER}, Following(), Consent(at=NOW))
    store.commit(store.saving(waiting), store.saving(browser))
    assert store.find(ORG_ID, waiting.id) == waiting
    assert store.find(ORG_ID, browser.id) == browser
    assert waiting.expires_at == NOW + PENDING_FOR
    assert {each.id for each in store.some(ORG_ID, [waiting.id, browser.id, new_id(NOW)])} == {waiting.id, browser.id}


def test_an_address_has_one_subscriber_for_each_channel_of_an_organization() -> None:
    ada = _active("ada@example.com")
    again = subscribed(ORG_ID, Channel.EMAIL, {"email": "ada@example.com"}, Following(), Consent(at=NOW))
    with pytest.raises(LostRaceError):
        store.commit(subscriber_claims.claiming(again, None), store.saving(again))
    assert store.holding(ORG_ID, Channel.EMAIL, "ada@example.com") == ada
    assert store.holding(OTHER_ORG, Channel.EMAIL, "ada@example.com") is None
    elsewhere = _active("ada@example.com", OTHER_ORG)
    assert {each.id for each in store.by_address("ada@example.com")} == {ada.id, elsewhere.id}


def test_those_who_are_told_come_in_parts_and_in_order() -> None:
    mailed = [_active(f"reader-{number}@example.com") for number in range(5)]
    hook = _active("hook", channel=Channel.WEBHOOK)
    _active("ada@example.com", OTHER_ORG)
    waiting = subscribed(ORG_ID, Channel.EMAIL, {"email": "new@example.com"}, Following(), Consent(at=NOW))
    store.commit(store.saving(waiting))
    ids = sorted(each.id for each in mailed)
    assert [each.id for each in store.after(ORG_ID, [Channel.EMAIL], limit=3)] == ids[:3]
    assert [each.id for each in store.after(ORG_ID, [Channel.EMAIL], ids[2], limit=3)] == ids[3:]
    assert [each.id for each in store.after(ORG_ID, list(Channel))] == sorted([*ids, hook.id])
    assert store.after(ORG_ID, [Channel.SLACK]) == []
    assert store.count(ORG_ID, NOW) == 6


def test_who_is_told_is_counted_by_what_they_chose() -> None:
    service = new_id(NOW)
    for number in range(3):
        _active(f"reader-{number}@example.com")
    _active("one@example.com", service_ids=(service,))
    _active("two@example.com", categories=("Core",))
    asleep = _active("three@example.com", service_ids=(service,))
    store.changed(asleep, lambda found: found.revised(state="paused", paused_until=NOW + timedelta(hours=1)))
    assert store.count(ORG_ID, NOW) == 5
    assert store.count(ORG_ID, NOW, About()) == 3
    assert store.count(ORG_ID, NOW, About(service_ids=(service,))) == 4
    assert store.count(ORG_ID, NOW + timedelta(hours=2), About((service,), ("Core",))) == 6


def test_a_suppressed_or_paused_subscriber_is_not_among_those_who_are_told() -> None:
    ada, bob = _active("ada@example.com"), _active("bob@example.com")
    suppressed = store.suppress(ORG_ID, "ada@example.com", "The address does not exist.")
    assert suppressed is not None
    assert suppressed.suppressed_because == "The address does not exist."
    store.set_state(bob, SubscriberState.PAUSED)
    assert store.after(ORG_ID, [Channel.EMAIL]) == []
    assert store.suppress(OTHER_ORG, "ada@example.com", "It is not theirs.") is None
    assert not store.find(ORG_ID, ada.id).is_told(NOW)  # type: ignore[union-attr] # it is there


def test_the_first_of_several_failures_is_remembered_until_something_arrives() -> None:
    hook = _active("hook", channel=Channel.WEBHOOK)
    store.failed_since(hook, NOW)
    store.failed_since(hook, NOW + timedelta(days=1))
    assert store.find(ORG_ID, hook.id).failing_since == NOW  # type: ignore[union-attr] # it is there
    after = store.failed_since(hook, None)
    assert after is not None
    assert after.failing_since is None


def test_that_somebody_unsubscribed_outlives_their_address() -> None:
    ada = _active("ada@example.com")
    store.commit(store.removing(ada), subscriber_claims.releasing(ada, "2026-01-05T12:00:00.000Z"))
    assert store.find(ORG_ID, ada.id) is None
    assert store.holding(ORG_ID, Channel.EMAIL, "ada@example.com") is None
    rows = list(Subscribers.query(ORG_ID))
    assert [row.email for row in rows] == [None]
    found = subscriber_claims.claim(ORG_ID, Channel.EMAIL, "ada@example.com")
    assert found is not None
    assert found.unsubscribed_at
    subscriber_claims.forget_address(ORG_ID, Channel.EMAIL, "ada@example.com")
    assert not list(Subscribers.query(ORG_ID))


def test_what_another_writer_removed_is_not_written_back() -> None:
    ada = _active("ada@example.com")
    store.commit(store.removing(ada), subscriber_claims.releasing(ada, None))
    assert store.set_state(ada, SubscriberState.PAUSED) is None
    assert subscriber_claims.claim(ORG_ID, Channel.EMAIL, "ada@example.com") is None


def test_a_token_opens_its_own_subscription_and_no_other() -> None:
    subscriber_id = new_id(NOW)
    token = token_of(ORG_ID, subscriber_id)
    assert holder_of(token) == (ORG_ID, subscriber_id)
    assert len(token) == 64
    for made_up in (token[:-1] + ("A" if token[-1] != "A" else "B"), token[:-4], "", "ä", token + "AAAA", "A" * 64):
        assert holder_of(made_up) is None


def test_a_row_of_a_newer_release_is_told_nothing() -> None:
    ada = _active("ada@example.com")
    Subscribers(ORG_ID, ada.id).update([Subscribers.channel.set("carrier_pigeon")])
    found = store.find(ORG_ID, ada.id)
    assert found is not None
    assert found.state is SubscriberState.SUPPRESSED


def test_a_plain_subscriber_is_read_in_a_batch_as_it_is_read_alone() -> None:
    everybody = [
        _active("ada@example.com"),
        _active("bob@example.com", categories=("Shop",)),
        _active("hook", channel=Channel.WEBHOOK),
    ]
    found = {each.id: each for each in store.some(ORG_ID, [each.id for each in everybody])}
    assert found == {each.id: store.find(ORG_ID, each.id) for each in everybody}


@pytest.mark.parametrize("which", Which)
def test_those_who_want_it_are_the_same_whether_read_whole_or_not(which: Which) -> None:
    followers = [
        _active("a@example.com", which=which),
        _active("b@example.com", categories=("Shop",), which=which),
        _active("c@example.com", categories=("Mail",)),
        _active("d@example.com", state=SubscriberState.PAUSED, paused_until=NOW + timedelta(hours=1)),
        _active("e@example.com", service_ids=(new_id(NOW),), which=which),
        _active("f@example.com", incident_ids=(followed := new_id(NOW),), which=which),
        _active("g@example.com", incident_ids=(new_id(NOW),)),
    ]
    for place in ("start", "middle"):
        told = About(categories=("Shop",), incident_id=followed, place=place)
        wanted = sorted(
            each.id
            for each in store.some(ORG_ID, [each.id for each in followers])
            if each.is_told(NOW) and each.wants(told)
        )
        assert list(store.wanting(ORG_ID, [Channel.EMAIL], told, NOW)) == wanted


def test_many_are_read_together_whoever_stands_between_them() -> None:
    everybody = [_active(f"reader{number:02}@example.com") for number in range(40)]
    ids = sorted(each.id for each in everybody)
    for wanted in (ids[:12], ids[::3], [*ids[:11], ids[-1]], ids[:3]):
        assert sorted(each.id for each in store.some(ORG_ID, wanted)) == wanted
    assert store.some(ORG_ID, []) == []
