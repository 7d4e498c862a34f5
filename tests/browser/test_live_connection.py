"""How a page keeps up: gaps, lost connections, sleep, and life without WebSocket."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.pages import NOW, Document, a_frame, a_page, a_service
from tests.browser.site import Site
from tests.waiting import wait_until

API = a_service("API")
AN_ANSWER = "async () => void await (await fetch('/js/live.js', { cache: 'no-store' })).text()"
"""Asks the server for something, so that what was asked before is probably answered, too."""
NONE_CONNECTING = "(window.sockets ?? []).every((socket) => socket.readyState !== WebSocket.CONNECTING)"
COUNTING = """
  window.sockets = [];
  window.WebSocket = class extends WebSocket {
    unanswered = 1; // it opens and subscribes, or it pings
    constructor(url) {
      super(url);
      sockets.push(this);
      this.addEventListener("message", ({ data }) => { if (/pong|subscribed/.test(data)) this.unanswered = 0; });
      this.addEventListener("close", () => (this.unanswered = 0));
    }
    send(text) {
      this.unanswered = 1;
      super.send(text);
    }
  };
"""


def is_live(page: Page) -> None:
    expect(page.get_by_text("Live", exact=True)).to_be_visible()


def shows(page: Page, text: str) -> None:
    expect(page.get_by_role("region", name="Services")).to_contain_text(text)


def described(text: str) -> Document:
    return API | {"description": text}


def comes(page: Page, text: str, *, within: int) -> None:
    """Lets the page's clock run, no longer than `within` seconds of it, until the text is there."""
    for _ in range(2 * within):
        if page.get_by_text(text).count():
            return
        page.clock.run_for(500)
        page.evaluate(AN_ANSWER)
        wait_until(lambda: page.evaluate(NONE_CONNECTING))
    pytest.fail(f"{text!r} did not come within {within} seconds")


def all_answered(page: Page) -> None:
    """Waits until the page has had an answer to all it asked, as its clock outruns the network."""
    wait_until(lambda: bool(page.evaluate("sockets.every((socket) => socket.unanswered === 0)")))


@pytest.fixture
def document(site: Site) -> Document:
    """A published page with one service."""
    document = a_page(services=[API])
    site.publish(document)
    return document


@pytest.fixture
def page(visitor: Visitor, document: Document) -> Page:
    """That page, connected."""
    page = visitor.open(script=COUNTING)
    is_live(page)
    return page


def test_a_gap_is_closed_with_one_document(page: Page, site: Site, document: Document) -> None:
    site.publish(document | {"version": 12, "services": [described("Twelve")]})
    site.push(a_frame(document, "service_update", version=12, service=described("Twelve")))
    shows(page, "Twelve")
    assert site.requests["/api/status/demo-org?version=12"] == 1
    site.push(a_frame(document, "service_update", version=13, service=described("Thirteen")))
    shows(page, "Thirteen")


def test_frames_out_of_order_need_no_document(page: Page, site: Site, document: Document) -> None:
    frames = [
        a_frame(document, "service_update", version=version, service=described(f"Number {version}"))
        for version in (12, 11)
    ]
    site.push(*frames)
    shows(page, "Number 12")
    page.clock.run_for(2_000)
    assert not [each for each in site.requests if "version=" in each]


def test_a_frame_seen_twice_changes_nothing(page: Page, site: Site, document: Document) -> None:
    site.push(
        a_frame(document, "service_update", version=11, service=described("Eleven")),
        a_frame(document, "service_update", version=12, service=described("Twelve")),
        a_frame(document, "service_update", version=11, service=described("Eleven")),
    )
    shows(page, "Twelve")
    expect(page.get_by_text("Eleven")).to_have_count(0)


def test_a_frame_too_large_to_send_is_fetched(page: Page, site: Site, document: Document) -> None:
    site.publish(document | {"version": 11, "services": [described("Long")]})
    site.push(a_frame(document, "service_update", partial=True, service={"id": API["id"]}))
    shows(page, "Long")


def test_a_change_between_loading_and_subscribing_is_caught_up(
    visitor: Visitor, site: Site, document: Document
) -> None:
    stale = document
    site.publish(stale | {"version": 11, "services": [described("New")]})
    site.documents["/api/status/demo-org?version=11"] = site.documents["/api/status/demo-org"]
    site.first_answers["/api/status/demo-org"] = stale
    shows(visitor.open(), "New")


def test_a_lost_connection_comes_back_and_catches_up(
    page: Page, site: Site, document: Document, losing_network: None
) -> None:
    site.live_down = True
    site.drop_sockets()
    expect(page.get_by_text("Reconnecting…")).to_be_visible()
    site.publish(document | {"version": 11, "services": [described("Meanwhile")]})
    site.live_down = False
    comes(page, "Meanwhile", within=10)
    is_live(page)
    site.push(a_frame(document, "service_update", version=12, service=described("Afterwards")))
    shows(page, "Afterwards")


def test_without_websocket_the_document_is_polled_with_its_etag(
    visitor: Visitor, site: Site, document: Document, losing_network: None
) -> None:
    site.live_down = True
    page = visitor.open()
    expect(page.get_by_text("Connecting…")).to_be_visible()
    comes(page, "Polling", within=20)
    page.clock.run_for(20_000)
    wait_until(lambda: site.requests["/api/status/demo-org"] == 3)
    assert site.not_modified["/api/status/demo-org"] >= 1
    site.publish(document | {"version": 14, "services": [described("Polled")]})
    comes(page, "Polled", within=25)
    site.live_down = False
    comes(page, "Live", within=40)


def test_a_page_that_reaches_nothing_says_since_when(
    page: Page, site: Site, document: Document, losing_network: None
) -> None:
    site.live_down = site.documents_down = True
    site.drop_sockets()
    comes(page, "Offline since 15:05 CET", within=30)
    expect(page.get_by_text("You are reading what was known")).to_be_visible()
    shows(page, "Operational")
    site.live_down = site.documents_down = False
    site.publish(document | {"version": 20, "services": [described("Back")]})
    comes(page, "Back", within=40)
    comes(page, "Live", within=40)


def turns(page: Page, text: str, *, within: int) -> None:
    """Like `comes`, with a server that answers nothing: only the page's own clock runs on."""
    for _ in range(2 * within):
        page.clock.run_for(500)
        if page.get_by_text(text).count():
            return
    pytest.fail(f"{text!r} did not come within {within} seconds")


def test_a_connection_that_answers_no_more_is_noticed(page: Page, site: Site, losing_network: None) -> None:
    site.mute = True
    comes(page, "Reconnecting", within=15)
    site.mute = False
    comes(page, "Live", within=20)


def test_a_frozen_server_is_offline_within_20_seconds(page: Page, site: Site, losing_network: None) -> None:
    site.frozen = True
    turns(page, "Offline since 15:05 CET", within=20)
    expect(page.get_by_text("You are reading what was known")).to_be_visible()
    page.clock.run_for(60_000)
    expect(page.get_by_text("Offline since 15:05 CET")).to_be_visible()
    site.frozen = False
    comes(page, "Live", within=60)


def test_a_frozen_server_is_noticed_however_much_it_said_before(
    page: Page, site: Site, document: Document, losing_network: None
) -> None:
    page.clock.run_for(6_000)
    site.push(a_frame(document, "service_update", service=described("Eleven")))
    shows(page, "Eleven")
    site.frozen = True
    turns(page, "Offline since", within=20)


def test_a_quiet_connection_is_kept_by_pings(page: Page, site: Site) -> None:
    for _ in range(40):
        page.clock.run_for(4_000)
        all_answered(page)
    wait_until(lambda: pings(site) >= 10)
    is_live(page)
    assert site.requests["/live"] == 1


def test_frames_make_pings_needless(page: Page, site: Site, document: Document) -> None:
    for version in range(11, 21):
        page.clock.run_for(5_000)
        site.push(a_frame(document, "service_update", version=version, service=described(f"Number {version}")))
        shows(page, f"Number {version}")
    assert pings(site) == 0


HIDDEN = "Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.isAway ?? true });"
BACK = "window.isAway = false; document.dispatchEvent(new Event('visibilitychange'));"


def pings(site: Site) -> int:
    return [each["action"] for each in site.received].count("ping")


def a_while_unseen(page: Page) -> None:
    """Four and a half minutes, after which a page that nobody looks at pings."""
    page.clock.run_for(267_000)
    page.clock.run_for(4_000)
    all_answered(page)


@pytest.fixture
def unseen(visitor: Visitor, document: Document) -> Page:
    """That page in a tab behind others."""
    page = visitor.open(script=COUNTING + HIDDEN)
    is_live(page)
    return page


def test_a_page_that_nobody_looks_at_pings_as_seldom_as_the_connection_allows(unseen: Page, site: Site) -> None:
    for _ in range(4):
        a_while_unseen(unseen)
    assert pings(site) == 4
    is_live(unseen)
    assert site.requests["/live"] == 1


def test_a_page_that_is_looked_at_again_finds_out_at_once(unseen: Page, site: Site, losing_network: None) -> None:
    site.frozen = True
    unseen.clock.run_for(60_000)
    is_live(unseen)
    unseen.evaluate(BACK)
    turns(unseen, "Offline since", within=11)


def test_after_sleep_the_page_catches_up_at_once(page: Page, site: Site, document: Document) -> None:
    site.publish(document | {"version": 15, "services": [described("Overnight")]})
    page.clock.fast_forward("08:00:00")
    comes(page, "Overnight", within=3)


def test_coming_online_retries_at_once(page: Page, site: Site, losing_network: None) -> None:
    site.live_down = True
    site.drop_sockets()
    comes(page, "Polling", within=20)
    site.live_down = False
    page.evaluate("dispatchEvent(new Event('online'))")
    is_live(page)


def test_a_connection_is_renewed_before_two_hours_and_nobody_notices(
    unseen: Page, site: Site, document: Document
) -> None:
    page = unseen
    page.evaluate("""() => {
      window.seen = new Set();
      const note = () => seen.add(document.querySelector('.connection').textContent);
      new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    }""")
    for _ in range(22):
        a_while_unseen(page)
    while page.evaluate("sockets.length") == 1:
        page.clock.run_for(4_000)
        all_answered(page)
    wait_until(lambda: site.requests["/live"] == 2 and len(site.sockets) == 1)
    assert page.evaluate("Date.now()") < (NOW + timedelta(hours=2)).timestamp() * 1000
    site.push(a_frame(document, "service_update", service=described("Still here")))
    shows(page, "Still here")
    assert page.evaluate("[...seen]") == ["Live"]
