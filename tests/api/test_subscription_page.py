"""The page behind a subscriber's link, read and used as a browser without scripts does."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from chalicelib.domain.subscribers import Channel, Consent, Following, Subscriber, SubscriberState
from chalicelib.domain.times import to_wire
from chalicelib.store import subscribers as store
from chalicelib.store.subscriber_tokens import token_of
from chalicelib.use_cases import subscribers as use_cases
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.factories import NOW
from tests.tenancy import Tenant

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
ALL = {"which": "all", "time_zone": "UTC"}


@pytest.fixture(autouse=True)
def _at_noon(clock: Clock) -> None:
    """The clock stands still."""


def pressed(api: Api, token: str, action: str, *fields: tuple[str, str]) -> Reply:
    """A form of the page, sent; where it led is looked at."""
    body = urlencode([("token", token), ("action", action), *fields])
    reply = api.post("/subscription", body, **FORM)
    assert reply.status == 303, reply.body
    led = api.get(reply.headers["Location"])
    assert led.headers["Content-Type"].startswith("text/html")
    return led


def seen(api: Api, token: str, also: str = "") -> str:
    reply = api.get(f"/subscription?token={token}{also}")
    assert (reply.status, reply.headers["Referrer-Policy"]) == (200, "no-referrer")
    return unescape(reply.body)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def now_of(tenant: Tenant, subscriber: Subscriber) -> Subscriber:
    found = store.find(tenant.org_id, subscriber.id)
    assert found
    return found


def test_looking_at_a_link_changes_nothing_and_confirming_is_a_button(api: Api, tenant: Tenant) -> None:
    address = {"email": "ada@example.com"}
    waiting, _ = use_cases.ask(tenant.org_id, "email", address, Following(), Consent(at=NOW), NOW)  # type: ignore[arg-type]
    token = token_of(tenant.org_id, waiting.id)
    for also in ("", "&unsubscribe=1", "&done=confirmed"):
        assert "ada@example.com" in seen(api, token, also)
    assert now_of(tenant, waiting) == waiting
    assert "Confirm your subscription" in seen(api, token)
    assert "You are subscribed" in pressed(api, token, "confirm").body
    assert now_of(tenant, waiting).state is SubscriberState.ACTIVE


def test_what_is_told_is_changed_without_scripts(api: Api, tenant: Tenant) -> None:
    service = tenant.service(name="<b>API</b> & more", category="Shop")
    subscriber = tenant.subscriber()
    token = token_of(tenant.org_id, subscriber.id)
    page = api.get(f"/subscription?token={token}").body
    assert "&lt;b&gt;API&lt;/b&gt; &amp; more" in page
    fields = [("categories", "Shop"), ("service_ids", service.id), ("which", "start_and_end")]
    page = pressed(api, token, "change", *fields, ("time_zone", "Europe/Zurich")).body
    assert "Your choice is saved" in page
    assert 'value="start_and_end" checked' in page
    assert f'value="{service.id}" checked' in page
    after = now_of(tenant, subscriber)
    assert (after.categories, after.service_ids, after.time_zone) == (("Shop",), (service.id,), "Europe/Zurich")
    pressed(api, token, "change", *ALL.items())
    assert now_of(tenant, subscriber).everything


def test_a_pause_ends_by_itself_or_by_hand(api: Api, tenant: Tenant) -> None:
    subscriber = tenant.subscriber()
    token = token_of(tenant.org_id, subscriber.id)
    assert "Paused until" in pressed(api, token, "pause", ("days", "7")).body
    assert now_of(tenant, subscriber).paused_until == NOW + timedelta(days=7)
    pressed(api, token, "resume")
    assert now_of(tenant, subscriber).state is SubscriberState.ACTIVE
    assert "Paused." in pressed(api, token, "pause", ("days", "0")).body


def test_what_a_stranger_asked_for_keeps_nobody_from_their_own_page(api: Api, tenant: Tenant) -> None:
    checkout, subscriber = tenant.service(), tenant.subscriber()
    token, wanted = token_of(tenant.org_id, subscriber.id), Following(service_ids=(checkout.id,))
    for _ in range(2):
        address = {"email": "ada@example.com"}
        use_cases.ask(tenant.org_id, Channel.EMAIL, address, wanted, Consent(at=NOW), NOW)
        page = seen(api, token)
        assert "Somebody asked to change what this subscription tells" in page
        for action in ("confirm", "change", "pause", "unsubscribe"):
            assert f'value="{action}"' in page or f"{action}=1" in page
        pressed(api, token, "change", ("which", "start_and_end"), ("time_zone", "UTC"))
        assert "Somebody asked" not in seen(api, token)
        assert now_of(tenant, subscriber).everything
        assert now_of(tenant, subscriber).requested is None


def test_unsubscribing_is_asked_and_says_where_it_was(api: Api, tenant: Tenant) -> None:
    subscriber = tenant.subscriber()
    token = token_of(tenant.org_id, subscriber.id)
    assert "Unsubscribe?" in seen(api, token, "&unsubscribe=1")
    page = pressed(api, token, "unsubscribe").body
    assert "You are unsubscribed" in page
    assert f'href="/status/{tenant.slug}"' in page
    assert "not good any more" in words(seen(api, token))
    for action in ("confirm", "unsubscribe", "pause"):
        assert "not good any more" in words(pressed(api, token, action).body)


def test_who_is_not_told_any_more_reads_why_and_can_begin_again(api: Api, tenant: Tenant) -> None:
    subscriber = tenant.subscriber()
    store.suppress(tenant.org_id, "ada@example.com", "The mailbox <does> not exist.")
    token = token_of(tenant.org_id, subscriber.id)
    assert "The mailbox &lt;does&gt; not exist." in api.get(f"/subscription?token={token}").body
    pressed(api, token, "confirm")
    assert now_of(tenant, subscriber).state is SubscriberState.ACTIVE


def test_links_that_are_no_good_and_forms_just_sent_are_pages_too(api: Api, tenant: Tenant) -> None:
    for token in ("", "x", "<script>", "a" * 200):
        assert "not good any more" in words(api.get(f"/subscription?{urlencode({'token': token})}").body)
    sent = api.get(f"/subscription?sent={tenant.slug}").body
    assert "look into your mail" in sent
    assert tenant.slug in sent
    assert "look into your mail" in api.get("/subscription?sent=nobody").body
    for body in ({"token": "x", "action": "delete"}, {"token": "x"}):
        assert api.post("/subscription", urlencode(body), **FORM).status == 422


def test_it_looks_like_the_page_and_tells_times_in_the_reader_s_zone(api: Api, owner: Api, tenant: Tenant) -> None:
    assert owner.put(f"/api/organizations/{tenant.org_id}", {"accent_color": "#7a1f5c"}).status == 200
    token = token_of(tenant.org_id, tenant.subscriber().id)
    pressed(api, token, "change", ("which", "all"), ("time_zone", "Asia/Tokyo"))
    page = pressed(api, token, "pause", ("days", "7")).body
    assert '<meta name="theme-color" content="#7a1f5c">' in page
    assert f'until <time datetime="{to_wire(NOW + timedelta(days=7))}">12 Jan 2026, 21:00 JST</time>' in page
    assert '/subscribe"><button' not in page, "it is what somebody has who subscribed already"
