"""How a visitor subscribes, confirms, changes and unsubscribes; nothing that they are answered says who else did."""

from collections.abc import Callable
from email.headerregistry import Address
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.config import settings
from chalicelib.domain.subscribers import Channel, Subscriber
from chalicelib.mail.message import Message, PassingMailError, to_mime
from chalicelib.notifications.channel import SENT, Outcome, Recipient, Rendered
from chalicelib.store import subscribers as store
from chalicelib.store.tables import Subscribers
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.letters import Letters
from tests.queues import Queues
from tests.tenancy import Tenant

ADA = {"channel": "email", "email": "ada@example.com"}
BROWSER = {"endpoint": "https://push.example.com/a", "keys": {"p256dh": "B" * 87, "auth": "a" * 22}}
Ask = Callable[..., Reply]


@pytest.fixture(autouse=True)
def _at_noon(clock: Clock) -> None:
    """The clock stands still."""


@pytest.fixture
def ask(api: Api, tenant: Tenant, queues: Queues, letters: Letters) -> Ask:
    """A visitor asks on the page, and what waits in the queue is done."""

    def asking(body: dict[str, Any] = ADA, address: str = "192.0.2.1", **more: Any) -> Reply:
        visitor = Api(address=address)
        reply = visitor.post(f"/api/status/{tenant.slug}/subscribers", {**body, **more})
        assert queues.flow("subscribe") == []
        return reply

    return asking


def _all(tenant: Tenant) -> list[Subscriber]:
    return list(store.of_organization(tenant.org_id))


def _confirm(api: Api, letters: Letters, address: str = "ada@example.com") -> str:
    token = letters.token(address)
    assert api.post(f"/api/subscriptions/{token}/confirm").status == HTTPStatus.OK
    return token


def test_an_address_is_told_once_its_reader_has_confirmed(api: Api, tenant: Tenant, ask: Ask, letters: Letters) -> None:
    assert ask().status == HTTPStatus.ACCEPTED
    (mail,) = letters.to("ada@example.com")
    assert "Northwind" in mail.subject
    assert "></bdi>" not in mail.html, "nothing is said of an address that the organization has not given"
    assert [each.state for each in _all(tenant)] == ["pending"]
    assert store.after(tenant.org_id, [Channel.EMAIL]) == []
    token = _confirm(api, letters)
    assert [each.email for each in store.after(tenant.org_id, [Channel.EMAIL])] == ["ada@example.com"]
    seen = api.get(f"/api/subscriptions/{token}").json()
    assert seen["organization"] == {"name": "Northwind", "slug": tenant.slug}
    assert (seen["state"], seen["email"], seen["which"]) == ("active", "ada@example.com", "all")
    assert api.post(f"/api/subscriptions/{token}/confirm").json() == seen


def test_the_mail_that_asks_says_whom_it_is_from(
    api: Api, owner: Api, tenant: Tenant, ask: Ask, letters: Letters
) -> None:
    sender = {"name": "Northwind Status", "postal_address": "1 Long Street\nLondon"}
    assert owner.put(f"/api/organizations/{tenant.org_id}", {"sender": sender}).status == HTTPStatus.OK
    ask()
    _confirm(api, letters)
    ask()
    for mail in letters.to("ada@example.com"):
        mime = to_mime(mail, Address("Allclear", "no-reply", "allclear.example"))
        assert str(mime["From"]) == "Northwind Status <no-reply@allclear.example>"
        assert "1 Long Street, London" in mail.text
        assert "1 Long Street, London" in mail.html
    misleading = {"name": "Your bank: +44 20 7946 0000", "postal_address": "http://elsewhere.example"}
    owner.put(f"/api/organizations/{tenant.org_id}", {"sender": misleading})
    ask({"channel": "email", "email": "bob@example.com"})
    (mail,) = letters.to("bob@example.com")
    assert mail.from_name == ""
    assert "elsewhere" not in mail.text


def test_a_visitor_is_answered_the_same_whatever_is_known_of_the_address(
    api: Api, tenant: Tenant, ask: Ask, letters: Letters
) -> None:
    answers = [ask()]
    answers.append(ask())
    token = _confirm(api, letters)
    answers.append(ask())
    answers.append(ask())  # one more than an address may get in a day
    api.post(f"/api/subscriptions/{token}/unsubscribe")
    answers.append(ask({"channel": "email", "email": "ada@nowhere.example"}))
    assert {(each.status, each.body) for each in answers} == {(HTTPStatus.ACCEPTED, answers[0].body)}
    assert len({tuple(sorted(each.headers)) for each in answers}) == 1


def test_nobody_has_looked_for_the_address_when_the_answer_is_given(
    api: Api, tenant: Tenant, queues: Queues, letters: Letters, tables: Engine
) -> None:
    """So that its time cannot tell either."""
    before = tables.contents()
    api.post(f"/api/status/{tenant.slug}/subscribers", ADA)
    after = tables.contents()
    assert {name for name in after if after[name] != before[name]} <= {"tests-counters"}
    assert len(queues.sent["subscribe"]) == 1
    assert "ada@example.com" not in repr(queues.sent["subscribe"][0])


def test_what_a_stranger_asks_for_changes_nothing_before_its_owner_confirms(
    api: Api, tenant: Tenant, ask: Ask, letters: Letters
) -> None:
    checkout = tenant.service()
    ask()
    token = _confirm(api, letters)
    ask(service_ids=[checkout.id], which="start_and_end")
    assert _all(tenant)[0].everything
    mail = letters.to("ada@example.com")[-1]
    assert "Checkout" in mail.text
    assert api.get(f"/api/subscriptions/{token}").json()["change_requested"] is True
    _confirm(api, letters)
    after = api.get(f"/api/subscriptions/{token}").json()
    assert (after["service_ids"], after["which"], after["change_requested"]) == (
        [checkout.id],
        "start_and_end",
        False,
    )


def test_who_is_told_nothing_any_more_is_not_said_to_be_told(
    api: Api, tenant: Tenant, ask: Ask, letters: Letters
) -> None:
    ask()
    _confirm(api, letters)
    store.suppress(tenant.org_id, "ada@example.com", "Mail to this address comes back.")
    ask()
    assert "gets them already" not in letters.to("ada@example.com")[-1].text
    assert [each.state for each in _all(tenant)] == ["suppressed"]
    _confirm(api, letters)
    assert [each.state for each in _all(tenant)] == ["active"]


def test_an_incident_is_followed_beside_what_else_is(api: Api, tenant: Tenant, ask: Ask, letters: Letters) -> None:
    checkout = tenant.service(category="Core")
    first, second = tenant.opens(checkout), tenant.opens(checkout)
    ask(categories=["Core"])
    ask(incident_id=first.id)
    token = _confirm(api, letters)
    ask(incident_id=second.id)
    _confirm(api, letters)
    seen = api.get(f"/api/subscriptions/{token}").json()
    assert (seen["categories"], seen["incident_ids"], seen["incident_id"]) == (
        ["Core"],
        [first.id, second.id],
        second.id,
    )
    third = tenant.opens(checkout)
    seen = api.put(f"/api/subscriptions/{token}", {"incident_id": third.id, "categories": []}).json()
    assert (seen["categories"], seen["incident_ids"]) == ([], [first.id, second.id, third.id])


def test_whoever_has_the_link_changes_pauses_and_ends_the_subscription(
    api: Api, tenant: Tenant, ask: Ask, letters: Letters, clock: Clock
) -> None:
    checkout = tenant.service()
    ask()
    path = f"/api/subscriptions/{_confirm(api, letters)}"
    changed = api.put(path, {"service_ids": [checkout.id], "time_zone": "Europe/Zurich"})
    assert (changed.json()["service_ids"], changed.json()["time_zone"]) == ([checkout.id], "Europe/Zurich")
    assert api.put(path, {"service_ids": []}).json()["service_ids"] == []
    until = "2026-01-06T12:00:00.000Z"
    paused = api.put(path, {"state": "paused", "paused_until": until}).json()
    assert (paused["state"], paused["paused_until"]) == ("paused", until)
    assert not _all(tenant)[0].is_told(clock.now)
    clock.passes(days=1)
    assert _all(tenant)[0].is_told(clock.now)
    assert api.put(path, {"state": "active"}).json()["paused_until"] is None
    assert api.delete(path).status == HTTPStatus.NO_CONTENT
    assert api.delete(path).status == HTTPStatus.NO_CONTENT
    assert api.get(path).status == HTTPStatus.NOT_FOUND
    assert _all(tenant) == []


def test_a_pause_that_has_ended_is_none_any_more_to_whoever_looks(
    api: Api, owner: Api, tenant: Tenant, ask: Ask, letters: Letters, clock: Clock
) -> None:
    ask()
    path = f"/api/subscriptions/{_confirm(api, letters)}"
    api.put(path, {"state": "paused", "paused_until": "2026-01-06T12:00:00.000Z"})
    assert owner.get("/api/subscribers?state=paused").json()["items"][0]["paused_until"] == "2026-01-06T12:00:00.000Z"
    clock.passes(days=1)
    assert (api.get(path).json()["state"], api.get(path).json()["paused_until"]) == ("active", None)
    (shown,) = owner.get("/api/subscribers?state=active").json()["items"]
    assert owner.get(f"/api/subscribers/{shown['id']}").json() == shown
    assert ",active," in owner.get("/api/subscribers/export").body
    assert api.put(path, {"which": "start_and_end"}).json()["state"] == "active"


def test_what_was_deleted_meanwhile_may_stay_chosen_and_what_never_was_there_is_not_chosen(
    api: Api, owner: Api, tenant: Tenant, ask: Ask, letters: Letters
) -> None:
    checkout, search = tenant.service(category="Core"), tenant.service("Search")
    incident = tenant.opens(checkout)
    ask(service_ids=[checkout.id, search.id], categories=["Core"], incident_id=incident.id)
    path = f"/api/subscriptions/{_confirm(api, letters)}"
    owner.delete(f"/api/incidents/{incident.id}")
    owner.delete(f"/api/services/{checkout.id}")
    seen = api.get(path).json()
    chosen = {name: seen[name] for name in ("service_ids", "categories", "incident_ids")}
    assert api.put(path, {**chosen, "which": "start_and_end"}).status == HTTPStatus.OK
    (found,) = owner.get("/api/subscribers").json()["items"]
    assert owner.send("PATCH", f"/api/subscribers/{found['id']}", chosen).status == HTTPStatus.OK
    refused = api.put(path, {"incident_ids": [incident.id, "01kg000000000000000000000a"]})
    assert refused.json()["errors"][0]["loc"] == ["incident_ids", 1]
    assert api.put(path, {"service_ids": []}).status == HTTPStatus.OK
    assert api.put(path, {"service_ids": [checkout.id]}).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_change_by_a_stale_etag_is_refused(api: Api, ask: Ask, letters: Letters) -> None:
    ask()
    path = f"/api/subscriptions/{_confirm(api, letters)}"
    etag = api.get(path).headers["ETag"]
    assert api.put(path, {"which": "start_and_end"}, If_Match=etag).status == HTTPStatus.OK
    late = api.put(path, {"state": "paused"}, If_Match=etag)
    now = api.get(path)
    assert (late.status, late.headers["ETag"]) == (HTTPStatus.PRECONDITION_FAILED, now.headers["ETag"])
    assert now.json()["state"] == "active"


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({"service_ids": ["01kg000000000000000000000a"]}, ["service_ids", 0]),
        ({"categories": ["Nothing"]}, ["categories", 0]),
        ({"time_zone": "Mars/Olympus"}, ["time_zone"]),
        ({"which": "some"}, ["which"]),
        ({"state": "pending"}, ["state"]),
        ({"paused_until": "2026-01-06T12:00:00Z"}, ["paused_until"]),
        ({"state": "paused", "paused_until": "2026-01-05T12:00:00Z"}, ["paused_until"]),
        ({"email": "eve@example.com"}, ["email"]),
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(
    api: Api, tenant: Tenant, ask: Ask, letters: Letters, body: dict[str, Any], loc: list[Any]
) -> None:
    ask()
    token = _confirm(api, letters)
    before = _all(tenant)
    reply = api.put(f"/api/subscriptions/{token}", body)
    assert reply.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert reply.json()["errors"][0]["loc"] == loc
    assert _all(tenant) == before


def test_a_mail_program_unsubscribes_with_one_click_and_by_opening_a_link_nobody_does(
    api: Api, tenant: Tenant, ask: Ask, letters: Letters
) -> None:
    ask()
    token = _confirm(api, letters)
    path = f"/api/subscriptions/{token}/unsubscribe"
    opened = api.get(path)
    assert opened.status == HTTPStatus.SEE_OTHER
    assert opened.headers["Location"] == f"https://status.example.com/subscription?token={token}&unsubscribe=1"
    assert [each.state for each in _all(tenant)] == ["active"]
    one_click = {"Content_Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        assert api.post(path, "List-Unsubscribe=One-Click", **one_click).status == HTTPStatus.NO_CONTENT
    assert _all(tenant) == []
    assert api.post(f"/api/subscriptions/{token}/confirm").status == HTTPStatus.NOT_FOUND
    ask()
    _confirm(api, letters)
    assert [each.state for each in _all(tenant)] == ["active"]


def test_a_token_that_is_nobodys_opens_nothing(api: Api, tenant: Tenant) -> None:
    for token in ("x", "A" * 64, "%00"):
        led = api.get(f"/api/subscriptions/{token}/unsubscribe")
        assert led.status == HTTPStatus.SEE_OTHER, "whoever follows an old mail's link reads that it is over"
        path = led.headers["Location"].removeprefix(settings().public_url)
        assert "This link is not good any more" in api.get(path).body
        for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/confirm"), ("POST", "/unsubscribe")):
            body: dict[str, Any] | None = {} if method == "PUT" else None
            assert api.send(method, f"/api/subscriptions/{token}{path}", body).status == HTTPStatus.NOT_FOUND


def test_what_is_not_confirmed_in_time_is_over(
    api: Api, tenant: Tenant, ask: Ask, letters: Letters, clock: Clock
) -> None:
    ask()
    token = letters.token("ada@example.com")
    clock.passes(days=7)
    assert api.post(f"/api/subscriptions/{token}/confirm").status == HTTPStatus.NOT_FOUND
    assert Subscribers.get(tenant.org_id, _all(tenant)[0].id).expires_at == clock.now
    ask()
    _confirm(api, letters)
    assert "active" in [each.state for each in _all(tenant)]


def test_an_address_is_asked_three_times_a_day_whoever_asks_and_on_whatever_page(
    api: Api, ask: Ask, letters: Letters, queues: Queues, found_tenant: Callable[..., Tenant], clock: Clock
) -> None:
    elsewhere = found_tenant("Elsewhere")
    for number in range(3):
        ask(address=f"192.0.2.{number}")
        Api(address=f"198.51.100.{number}").post(f"/api/status/{elsewhere.slug}/subscribers", ADA)
        queues.flow("subscribe")
    assert len(letters.to("ada@example.com")) == 3
    ask({"channel": "email", "email": "ada+again@example.com"})
    assert letters.to("ada+again@example.com") == []
    clock.passes(days=1)
    ask()
    assert len(letters.to("ada@example.com")) == 4


def test_one_network_has_ten_addresses_asked_an_hour(ask: Ask, letters: Letters, clock: Clock) -> None:
    for number in range(11):
        ask({"channel": "email", "email": f"reader-{number}@example.com"})
    assert len(letters.sent) == 10
    ask({"channel": "email", "email": "elsewhere@example.com"}, address="192.0.2.200")
    assert len(letters.sent) == 11
    clock.passes(hours=1)
    ask({"channel": "email", "email": "later@example.com"})
    assert len(letters.sent) == 12


def test_a_page_whose_owners_have_proven_no_address_asks_fifty_a_day(
    tenant: Tenant, ask: Ask, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.auth.mail_gate.is_verified", lambda _: False)
    for number in range(51):
        ask({"channel": "email", "email": f"reader-{number}@example.com"}, address=f"192.0.2.{number}")
    assert len(letters.sent) == 50
    assert len(_all(tenant)) == 50


def test_a_mail_that_does_not_go_out_now_is_tried_again_and_counts_once(
    api: Api, tenant: Tenant, queues: Queues, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(message: Message, *, kind: str) -> bool:
        raise PassingMailError("The server is away.")

    api.post(f"/api/status/{tenant.slug}/subscribers", ADA)
    with monkeypatch.context() as patched:
        patched.setattr("chalicelib.mail.sending.hand_over", away)
        for _ in range(4):
            assert len(queues.flow("subscribe")) == 1
    assert queues.flow("subscribe") == []
    assert len(letters.sent) == 1
    assert len(_all(tenant)) == 1


def test_a_browser_is_taken_as_it_describes_itself(tenant: Tenant, ask: Ask) -> None:
    """`PushSubscription.toJSON()` has an `expirationTime`, which is null or a number."""
    for ends in (None, 1767614400000):
        assert (
            ask({"channel": "web_push", "subscription": {**BROWSER, "expirationTime": ends}}).status
            == HTTPStatus.ACCEPTED
        )
    assert [each.address for each in _all(tenant)] == ["https://push.example.com/a"]


def test_a_browser_is_told_at_once_because_its_reader_was_asked_by_it(tenant: Tenant, ask: Ask) -> None:
    ask({"channel": "web_push", "subscription": BROWSER})
    (browser,) = _all(tenant)
    assert (browser.state, browser.address) == ("active", "https://push.example.com/a")
    ask({"channel": "web_push", "subscription": BROWSER}, which="start_and_end")
    assert [each.which for each in _all(tenant)] == ["start_and_end"]


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({"channel": "email"}, ["email"]),
        ({"channel": "email", "email": "nobody"}, ["email"]),
        ({"channel": "email", "email": "ada@example.com\nBcc: eve@example.com"}, ["email"]),
        ({"channel": "email", "email": "ada@example.com", "url": "https://example.com"}, ["url"]),
        ({"channel": "webhook", "email": "ada@example.com"}, ["email"]),
        ({"channel": "webhook", "url": "http://example.com/hook"}, ["url"]),
        ({"channel": "webhook", "url": "https://169.254.169.254/latest"}, ["url"]),
        ({"channel": "slack", "url": "https://10.0.0.1/hook"}, ["url"]),
        ({"channel": "web_push", "subscription": {**BROWSER, "endpoint": "https://[::1]/"}},
         ["subscription", "endpoint"]),
        ({"channel": "sms", "email": "ada@example.com"}, ["channel"]),
        ({**ADA, "service_ids": ["01kg000000000000000000000a"]}, ["service_ids", 0]),
        ({**ADA, "incident_id": "01kg000000000000000000000a"}, ["incident_id"]),
        ({**ADA, "role": "owner"}, ["role"]),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_asks_nobody(
    tenant: Tenant, ask: Ask, letters: Letters, body: dict[str, Any], loc: list[Any]
) -> None:
    reply = ask(body)
    assert reply.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert reply.json()["errors"][0]["loc"] == loc
    assert letters.sent == []
    assert _all(tenant) == []


def test_a_plain_form_subscribes_without_scripts(api: Api, tenant: Tenant, queues: Queues, letters: Letters) -> None:
    checkout, search = tenant.service(), tenant.service("Search")
    path, form = f"/api/status/{tenant.slug}/subscribers", {"Content_Type": "application/x-www-form-urlencoded"}
    fields = [("channel", "email"), ("email", "ada@example.com"), ("which", "all"), ("incident_id", "")]
    fields += [("service_ids", checkout.id), ("service_ids", search.id)]
    reply = api.post(path, urlencode(fields), **form)
    assert reply.status == HTTPStatus.SEE_OTHER
    assert reply.headers["Location"] == f"/subscription?sent={tenant.slug}"
    queues.flow("subscribe")
    assert [set(each.service_ids) for each in _all(tenant)] == [{checkout.id, search.id}]
    refused = api.post(path, "channel=email&email=<b>", **form)
    assert refused.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert refused.headers["Content-Type"].startswith("text/html")
    assert "<p>Email must be an email address" in refused.body
    assert "<b>" not in refused.body
    assert (
        api.post("/api/status/nobody/subscribers", "channel=email", **form)
        .headers["Content-Type"]
        .startswith("text/html")
    )


def test_there_is_nothing_to_subscribe_to_where_there_is_no_page(api: Api, tenant: Tenant) -> None:
    assert api.post("/api/status/nobody/subscribers", ADA).status == HTTPStatus.NOT_FOUND


def test_a_name_that_lures_is_in_no_mail(tenant: Tenant, ask: Ask, letters: Letters) -> None:
    lure = tenant.service("www.evil.example", category="Call +1 555 0100 200")
    ask(service_ids=[lure.id], categories=["Call +1 555 0100 200"])
    (mail,) = letters.sent
    assert "evil" not in mail.text + mail.html
    assert "555 0100" not in mail.text + mail.html


class Endpoint:
    """An endpoint as a sender meets it: it answers what is left of `outcomes`, the last one for ever."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = [*outcomes]
        self.told: list[tuple[Recipient, Rendered]] = []

    def __call__(self, recipient: Recipient, message: Rendered) -> Outcome:
        """As `chalicelib.notifications.channel.Send` says."""
        self.told.append((recipient, message))
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]


HOOK = {"channel": "webhook", "url": "https://hooks.example.com/a"}


def test_a_webhook_is_told_once_it_has_taken_a_first_message(
    api: Api, tenant: Tenant, queues: Queues, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = Endpoint(Outcome(sent=False, why="It answered 503."), SENT)
    monkeypatch.setattr("chalicelib.notifications.opt_ins.channel_of", lambda _: endpoint)
    api.post(f"/api/status/{tenant.slug}/subscribers", HOOK)
    assert len(queues.flow("subscribe")) == 1
    assert [each.state for each in _all(tenant)] == ["pending"]
    assert queues.flow("subscribe") == []
    assert [each.state for each in _all(tenant)] == ["active"]
    (recipient, first), (_, second) = endpoint.told
    assert first.told.kind == "subscribed"
    assert first.delivery_id == second.delivery_id
    assert recipient.subscriber.signing_secrets[0].startswith("whsec_")
    assert recipient.links is not None
    api.post(f"/api/status/{tenant.slug}/subscribers", HOOK)
    queues.flow("subscribe")
    assert len(endpoint.told) == 2


def test_an_endpoint_that_was_given_up_is_told_again_once_it_takes_a_first_message(
    tenant: Tenant, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = Endpoint(SENT, Outcome(sent=False, permanent=True, gone=True, why="It answered 410."), SENT)
    monkeypatch.setattr("chalicelib.notifications.opt_ins.channel_of", lambda _: endpoint)
    ask(HOOK)
    (hook,) = _all(tenant)
    store.set_state(hook, hook.state.__class__.SUPPRESSED, "Nothing could be delivered for 3 days.")
    ask(HOOK)
    assert [each.state for each in _all(tenant)] == ["suppressed"]
    ask(HOOK)
    assert [(each.state, each.suppressed_because) for each in _all(tenant)] == [("active", None)]


def test_an_endpoint_that_refuses_the_first_message_is_not_subscribed(
    tenant: Tenant, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = Endpoint(Outcome(sent=False, permanent=True, why="It answered 404."))
    monkeypatch.setattr("chalicelib.notifications.opt_ins.channel_of", lambda _: endpoint)
    ask(HOOK)
    assert [each.state for each in _all(tenant)] == ["pending"]
    for _ in range(4):
        ask(HOOK)
    assert len(endpoint.told) == 3
