"""A visitor asks to be told: in a dialog with every way, by the browser itself, and without any script."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import northwind
from tests.browser.conftest import Visitor
from tests.browser.site import Site
from tests.browser.test_page_quality import violations
from tests.waiting import wait_until

PAGE = "/status/northwind"
SUBSCRIBERS = "**/api/status/northwind/subscribers"
KEY = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM"
PUSHED = {"endpoint": "https://push.example/abc", "keys": {"p256dh": KEY, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}}
BROWSER_THAT_IS_TOLD = f"""
  if ('PushManager' in window)
    PushManager.prototype.subscribe = async function (options) {{
      window.asked = [options.userVisibleOnly, options.applicationServerKey];
      return {{ toJSON: () => ({json.dumps({**PUSHED, "expirationTime": None})}) }};
    }};
"""
"""No test reaches the push service of a browser's maker."""


@pytest.fixture(autouse=True)
def push_key(site: Site) -> None:
    """What the page asks for before it offers to be told by the browser."""
    site.documents["/api/push/public-key"] = {"public_key": KEY}


def answering(page: Page, *answers: tuple[int, object]) -> list[Any]:
    """What is sent to subscribe, each with one of the answers; the last one is given from then on."""
    sent: list[Any] = []

    def answer(route: Route) -> None:
        status, body = answers[min(len(sent), len(answers) - 1)]
        sent.append(route.request.post_data_json)
        route.fulfill(status=status, json=body)

    page.route(SUBSCRIBERS, answer)
    return sent


def pressed(page: Page, name: str = "Subscribe") -> None:
    expect(page.get_by_text("Times are in your time zone")).to_be_visible()
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_visitor_subscribes_in_a_dialog_by_keyboard(visitor: Visitor, site: Site, losing_network: None) -> None:
    document = northwind.incident()
    site.publish(document)
    page = visitor.open(PAGE)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    assert not [path for path in site.requests if "subscribe" in path], "nobody asked for it yet"
    refused = {"errors": [{"loc": ["email"], "msg": "is no address"}]}
    sent = answering(page, (422, refused), (429, {}), (202, {}))
    page.get_by_role("button", name="Subscribe").press("Enter")
    dialog = page.get_by_role("dialog", name="Get updates from Northwind Pay")
    dialog.get_by_label("Email address").fill("ada@")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Enter an email address")).to_be_visible()
    expect(dialog.get_by_label("Email address")).to_be_focused()
    assert sent == []
    dialog.get_by_role("radio", name="Only some services").check()
    dialog.get_by_label("Email address").fill(" ada@example.com ")
    dialog.get_by_role("button", name="Subscribe").click()
    expect(dialog.get_by_text("Choose at least one, or everything")).to_be_visible()
    dialog.get_by_role("checkbox", name="Payments", exact=True).check()
    expect(dialog.get_by_role("checkbox", name="Card payments")).to_be_disabled()
    dialog.get_by_role("checkbox", name="REST API").check()
    dialog.get_by_role("radio", name="Only when something begins").check()
    for said in ("Is no address", "asked for too often"):
        dialog.get_by_role("button", name="Subscribe").click()
        expect(dialog.get_by_text(said)).to_be_visible()
    dialog.get_by_role("button", name="Subscribe").click()
    expect(dialog.get_by_role("heading", name="One more step")).to_be_focused()
    expect(dialog.get_by_text("We have sent a mail to ada@example.com")).to_be_visible()
    (api,) = (each["id"] for each in document["services"] if each["name"] == "REST API")
    following = {"categories": ["Payments"], "service_ids": [api], "which": "start_and_end"}
    assert sent[-1] == {"channel": "email", "email": "ada@example.com", "time_zone": "Europe/Berlin", **following}
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Subscribe")).to_be_focused()


def test_what_was_typed_outlives_a_slip_of_escape(visitor: Visitor, site: Site) -> None:
    site.publish(northwind.operational())
    page = visitor.open(PAGE)
    pressed(page, "Subscribe")
    page.get_by_label("Email address").fill("ada@example.com")
    assert page.get_by_label("Email address").evaluate("field => field.spellcheck") is False
    page.get_by_role("radio", name="Only when something begins").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    pressed(page, "Subscribe")
    expect(page.get_by_label("Email address")).to_have_value("ada@example.com")
    expect(page.get_by_role("radio", name="Only when something begins")).to_be_checked()


def test_an_incident_is_followed_from_its_page_by_a_chat(visitor: Visitor, site: Site) -> None:
    document = northwind.incident()
    site.publish(document)
    incident = document["active_incidents"][0]["id"]
    page = visitor.open(f"{PAGE}/incidents/{incident}")
    sent = answering(page, (202, {}))
    pressed(page, "Follow this incident")
    dialog = page.get_by_role("dialog", name="Follow this incident")
    expect(dialog.get_by_role("radio", name="This incident only")).to_be_checked()
    dialog.get_by_role("radio", name="Slack").check()
    dialog.get_by_label("Address of the incoming webhook in Slack").fill("https://hooks.slack.com/services/T/B/x")
    dialog.get_by_role("button", name="Follow").click()
    expect(dialog.get_by_text("Slack gets a first message now")).to_be_visible()
    assert sent[0]["incident_id"] == incident
    assert (sent[0]["channel"], sent[0]["url"]) == ("slack", "https://hooks.slack.com/services/T/B/x")
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_browser_is_told_by_its_worker_also_when_the_page_is_closed(visitor: Visitor, site: Site) -> None:
    site.publish(northwind.incident())
    page = visitor.open(PAGE, BROWSER_THAT_IS_TOLD, permissions=["notifications"])
    sent = answering(page, (202, {}))
    pressed(page)
    page.get_by_role("radio", name="This browser").check()
    page.get_by_role("dialog").get_by_role("button", name="Subscribe").click()
    expect(page.get_by_text("This browser tells you from now on")).to_be_visible()
    assert page.evaluate("window.asked") == [True, KEY]
    assert (sent[0]["channel"], sent[0]["subscription"]) == ("web_push", PUSHED)
    elsewhere = page.context.new_page()
    elsewhere.goto("/openapi.json")
    page.close()
    told = {"title": "Investigating: Card payments", "body": "We look.", "url": f"{PAGE}/history", "tag": "a"}
    own = {"body": "We look.", "tag": "a", "renotify": True}
    found = shown(elsewhere, site.url, told, told | {"url": "https://elsewhere.example/"}, {})
    assert found[0] == [told["title"], own | {"data": {"url": f"{site.url}{PAGE}/history"}}]
    assert found[1] == [told["title"], own | {"data": {"url": f"{site.url}{PAGE}/"}}], "pages of our own alone"
    assert found[2][0] == "Something changed on a status page"


def shown(page: Page, origin: str, *messages: dict[str, str]) -> list[Any]:
    """What the worker has shown for messages that come as the push service of the browser's maker delivers them.

    A browser without windows shows no notifications; that it is asked to is all that can be seen.
    """
    (worker,) = page.context.service_workers
    worker.evaluate(
        """() => {
          self.told = [];
          self.registration.showNotification = async (...given) => void self.told.push(given);
        }"""
    )
    registrations: list[dict[str, Any]] = []
    devtools = page.context.new_cdp_session(page)
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    wait_until(lambda: page.evaluate("1") and registrations)
    assert [each["scopeURL"] for each in registrations] == [f"{origin}{PAGE}/"]
    for message in messages:
        pushed = {"origin": origin, "registrationId": registrations[0]["registrationId"], "data": json.dumps(message)}
        devtools.send("ServiceWorker.deliverPushMessage", pushed)
    wait_until(lambda: worker.evaluate("self.told.length") == len(messages))
    found: list[Any] = worker.evaluate("JSON.parse(JSON.stringify(self.told))")
    return found


def test_without_scripts_a_plain_form_subscribes_and_follows(visitor: Visitor, site: Site) -> None:
    document = northwind.incident()
    site.publish(document)
    page = visitor.open(PAGE, java_script_enabled=False)
    posted: list[Any] = []

    def taken(route: Route) -> None:
        posted.append(parse_qs(route.request.post_data or ""))
        route.fulfill(content_type="text/html", body="<title>Taken</title>")

    page.route(SUBSCRIBERS, taken)
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_label("Email address").fill("ada@example.com")
    page.get_by_role("checkbox", name="Developers").check()
    for service in ("Card payments", "Payouts"):
        page.get_by_role("checkbox", name=service).check()
    page.get_by_role("main").get_by_role("button", name="Subscribe").click()
    expect(page).to_have_title("Taken")
    ids = {each["name"]: each["id"] for each in document["services"]}
    chosen = {"categories": ["Developers"], "service_ids": [ids["Card payments"], ids["Payouts"]]}
    assert posted == [{"channel": ["email"], "email": ["ada@example.com"], "which": ["all"], **chosen}]
    incident = document["active_incidents"][0]["id"]
    page.goto(f"{PAGE}/incidents/{incident}")
    page.get_by_role("button", name="Follow this incident").first.click()
    page.get_by_label("Email address").fill("ada@example.com")
    page.get_by_role("button", name="Follow this incident").last.click()
    expect(page).to_have_title("Taken")
    assert posted[1:] == [{"channel": ["email"], "email": ["ada@example.com"], "incident_id": [incident]}]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_dialog_can_be_read_by_everybody(visitor: Visitor, site: Site, width: int) -> None:
    site.publish(northwind.incident())
    for scheme in ("light", "dark"):
        page = visitor.open(PAGE, color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 640})
        pressed(page)
        dialog = page.get_by_role("dialog")
        for way in ("Email", "This browser", "Teams", "Feeds and calendar"):
            dialog.get_by_role("radio", name=way).check()
            assert violations(page) == [], (way, scheme)
        dialog.get_by_role("radio", name="Webhook").check()
        dialog.get_by_role("radio", name="Only some services").check()
        dialog.get_by_role("button", name="Subscribe").click()
        expect(dialog.get_by_text("Choose at least one")).to_be_visible()
        assert violations(page) == [], scheme
        assert page.evaluate("document.querySelector('dialog').scrollWidth <= document.documentElement.clientWidth")
        page.goto(f"{PAGE}/subscribe")
        expect(page.get_by_role("radio", name="Email")).to_be_visible()
        assert violations(page) == [], scheme
