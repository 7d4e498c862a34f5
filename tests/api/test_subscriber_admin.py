"""What the team does about subscribers: lists, adds, changes, removes and tries them, and asks who will be told."""

from http import HTTPStatus
from typing import Any

import pytest

from chalicelib.domain.organizations import Role
from chalicelib.domain.subscribers import Channel
from chalicelib.store import subscribers as store
from chalicelib.use_cases import subscribers as their_own
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.letters import Letters
from tests.queues import Queues
from tests.tenancy import Tenant, a_tenant, a_token

PATH = "/api/subscribers"
ADA = {"channel": "email", "email": "ada@example.com"}
HOOK = {"channel": "webhook", "url": "https://hooks.example.com/a"}


@pytest.fixture(autouse=True)
def _still(clock: Clock, queues: Queues) -> None:
    """The clock stands still, and queues keep what they are sent."""


def _emails(reply: Reply) -> list[Any]:
    return [each["email"] for each in reply.json()["items"]]


def _logged(owner: Api) -> str:
    return owner.get("/api/events?limit=100").body


def test_whom_the_team_adds_with_their_consent_is_told_at_once(owner: Api, tenant: Tenant) -> None:
    service = tenant.service(category="Core")
    reply = owner.post(PATH, {**ADA, "categories": ["Core"], "service_ids": [service.id], "which": "start_and_end"})
    assert reply.status == HTTPStatus.CREATED
    made = reply.json()
    assert reply.headers["Location"] == f"{PATH}/{made['id']}"
    assert (made["state"], made["signing_secret"]) == ("active", None)
    assert made["consent"]["by"]["name"] == tenant.owner.name
    assert [each.email for each in store.after(tenant.org_id, [Channel.EMAIL])] == ["ada@example.com"]
    assert owner.post(PATH, ADA).status == HTTPStatus.CONFLICT
    log = _logged(owner)
    assert "A subscriber by email was added" in log
    assert "ada@example.com" not in log


def test_whom_the_team_has_asked_is_told_once_they_confirm(
    owner: Api, api: Api, tenant: Tenant, queues: Queues, letters: Letters
) -> None:
    made = owner.post(PATH, {**ADA, "consent": "ask"}).json()
    assert made["state"] == "pending"
    assert queues.flow("subscribe") == []
    assert api.post(f"/api/subscriptions/{letters.token('ada@example.com')}/confirm").status == HTTPStatus.OK
    after = owner.get(f"{PATH}/{made['id']}").json()
    assert (after["state"], after["consent"]["by"]) == ("active", None)


def test_nobody_who_unsubscribed_is_added_again_without_being_asked(
    owner: Api, api: Api, tenant: Tenant, queues: Queues, letters: Letters, clock: Clock
) -> None:
    their_own.unsubscribe(tenant.subscriber_token(), clock.now)
    refused = owner.post(PATH, ADA)
    assert refused.status == HTTPStatus.CONFLICT
    assert "unsubscribed" in refused.json()["detail"]
    assert owner.post(PATH, {**ADA, "consent": "ask"}).status == HTTPStatus.CREATED
    assert owner.post(PATH, ADA).status == HTTPStatus.CONFLICT
    queues.flow("subscribe")
    clock.passes(days=8)
    assert owner.post(PATH, ADA).status == HTTPStatus.CONFLICT
    owner.post(PATH, {**ADA, "consent": "ask"})
    queues.flow("subscribe")
    assert api.post(f"/api/subscriptions/{letters.token('ada@example.com')}/confirm").status == HTTPStatus.OK


def test_a_secret_is_shown_once_and_two_are_valid_after_a_rotation(owner: Api, tenant: Tenant) -> None:
    made = owner.post(PATH, HOOK).json()
    first = made["signing_secret"]
    assert first.startswith("whsec_")
    assert first not in owner.get(PATH).body + owner.get(f"{PATH}/{made['id']}").body
    secrets = [first]
    for _ in range(2):
        reply = owner.post(f"{PATH}/{made['id']}/signing-secret")
        assert reply.status == HTTPStatus.CREATED
        secrets.insert(0, reply.json()["signing_secret"])
        found = store.find(tenant.org_id, made["id"])
        assert found is not None
        assert list(found.signing_secrets) == secrets[:2]
    mail = owner.post(PATH, ADA).json()
    assert owner.post(f"{PATH}/{mail['id']}/signing-secret").status == HTTPStatus.CONFLICT
    assert not any(each in _logged(owner) for each in secrets)


def test_subscribers_are_listed_newest_first_searched_and_filtered(owner: Api, tenant: Tenant, clock: Clock) -> None:
    for number in range(5):
        tenant.subscriber(f"reader-{number}@example.com", now=clock.passes(minutes=1))
    clock.passes(minutes=1)
    owner.post(PATH, HOOK)
    assert _emails(owner.get(PATH))[:3] == [None, "reader-4@example.com", "reader-3@example.com"]
    first = owner.get(f"{PATH}?limit=2&channel=email")
    assert _emails(first) == ["reader-4@example.com", "reader-3@example.com"]
    rest = owner.get(f"{PATH}?limit=4&channel=email&cursor={first.json()['next_cursor']}")
    assert _emails(rest) == ["reader-2@example.com", "reader-1@example.com", "reader-0@example.com"]
    assert rest.json()["next_cursor"] is None
    assert 'rel="next"' in first.headers["Link"]
    assert "channel=email" in first.headers["Link"]
    assert _emails(owner.get(f"{PATH}?q=READER-3")) == ["reader-3@example.com"]
    assert _emails(owner.get(f"{PATH}?q=Reader-3%40Example.com")) == ["reader-3@example.com"]
    assert _emails(owner.get(f"{PATH}?q=r-3%40example.com")) == ["reader-3@example.com"]
    assert _emails(owner.get(f"{PATH}?state=paused")) == []
    assert owner.get(f"{PATH}?state=gone").status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_search_that_looked_at_many_says_where_it_goes_on(
    owner: Api, tenant: Tenant, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.api.subscribers.LOOKED_AT", 2)
    for number in range(5):
        tenant.subscriber(f"reader-{number}@example.com", now=clock.passes(minutes=1))
    found: list[Any] = []
    cursor, pages = "", 0
    while cursor is not None:
        page = owner.get(f"{PATH}?q=reader-0" + (f"&cursor={cursor}" if cursor else ""))
        found += _emails(page)
        cursor, pages = page.json()["next_cursor"], pages + 1
    assert (found, pages) == (["reader-0@example.com"], 3)


def test_a_viewer_sees_no_whole_address_and_changes_nothing(api: Api, owner: Api, tenant: Tenant) -> None:
    viewer = api.as_(a_token(tenant.joined_by(Role.VIEWER)))
    found = tenant.subscriber()
    hook = owner.post(PATH, HOOK).json()
    seen = viewer.get(PATH).body
    assert "ada@" not in seen
    assert "hooks.example.com/a" not in seen
    assert "a\\u2026@example.com" in seen or "a\u2026@example.com" in seen
    assert viewer.get(f"{PATH}/{found.id}").json()["email"] == "a\u2026@example.com"
    assert viewer.get(f"{PATH}?q=ada").status == HTTPStatus.UNPROCESSABLE_ENTITY
    for reply in (
        viewer.post(PATH, {**ADA, "email": "eve@example.com"}),
        viewer.send("PATCH", f"{PATH}/{found.id}", {"state": "paused"}),
        viewer.delete(f"{PATH}/{hook['id']}"),
        viewer.post(f"{PATH}/{hook['id']}/signing-secret"),
        viewer.post(f"{PATH}/{hook['id']}/test"),
    ):
        assert reply.status == HTTPStatus.FORBIDDEN


def test_a_subscriber_is_changed_paused_and_removed(owner: Api, tenant: Tenant) -> None:
    found = tenant.subscriber()
    path = f"{PATH}/{found.id}"
    changed = owner.send("PATCH", path, {"which": "start_and_end", "state": "paused"}, If_Match=f'"{found.version}"')
    assert (changed.json()["which"], changed.json()["state"]) == ("start_and_end", "paused")
    stale = owner.send("PATCH", path, {"state": "active"}, If_Match=f'"{found.version}"')
    assert stale.status == HTTPStatus.PRECONDITION_FAILED
    assert owner.send("PATCH", path, {"email": "eve@example.com"}).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert owner.delete(path).status == HTTPStatus.NO_CONTENT
    assert owner.get(path).status == HTTPStatus.NOT_FOUND
    assert owner.post(PATH, ADA).status == HTTPStatus.CREATED
    logged = {each["type"] for each in owner.get("/api/events").json()["items"]}
    assert {"subscriber.created", "subscriber.deleted", "subscriber.updated"} <= logged


def test_mail_that_came_back_is_not_begun_again_by_the_team_and_an_endpoint_is(owner: Api, tenant: Tenant) -> None:
    found, hook = tenant.subscriber(), owner.post(PATH, HOOK).json()
    store.suppress(tenant.org_id, "ada@example.com", "The address does not exist.")
    endpoint = store.find(tenant.org_id, hook["id"])
    assert endpoint is not None
    store.set_state(endpoint, endpoint.state.__class__.SUPPRESSED, "It failed for 3 days.")
    assert owner.send("PATCH", f"{PATH}/{found.id}", {"state": "active"}).status == HTTPStatus.CONFLICT
    again = owner.send("PATCH", f"{PATH}/{hook['id']}", {"state": "active"}).json()
    assert (again["state"], again["suppressed_because"]) == ("active", None)


def test_mail_that_came_back_is_not_begun_again_by_way_of_a_pause_or_by_adding_the_address_anew(
    owner: Api, tenant: Tenant
) -> None:
    found = tenant.subscriber()
    store.suppress(tenant.org_id, "ada@example.com", "Its owner reported a mail as unwanted.")
    for pause in ({"state": "paused"}, {"state": "paused", "paused_until": "2026-01-06T12:00:00Z"}):
        assert owner.send("PATCH", f"{PATH}/{found.id}", pause).status == HTTPStatus.CONFLICT
    assert owner.send("PATCH", f"{PATH}/{found.id}", {"which": "start_and_end"}).status == HTTPStatus.OK
    assert owner.delete(f"{PATH}/{found.id}").status == HTTPStatus.NO_CONTENT
    refused = owner.post(PATH, {"channel": "email", "email": "ada@example.com"})
    assert refused.status == HTTPStatus.CONFLICT
    assert "mail to it came back" in refused.json()["detail"]
    assert owner.get(PATH).json()["items"] == []


def test_before_posting_one_sees_how_many_will_be_told(owner: Api, tenant: Tenant) -> None:
    checkout, search = tenant.service(category="Core"), tenant.service("Search")
    incident = tenant.opens(checkout)
    tenant.subscriber("all@example.com")
    tenant.subscriber("core@example.com", categories=("Core",))
    tenant.subscriber("search@example.com", service_ids=(search.id,))
    tenant.subscriber("incident@example.com", incident_ids=(incident.id,))
    count = f"{PATH}/count"
    assert owner.get(count).json() == {"count": 1, "total": 4}
    assert owner.get(f"{count}?service_ids={checkout.id}").json()["count"] == 2
    assert owner.get(f"{count}?service_ids={checkout.id},{search.id}").json()["count"] == 3
    assert owner.get(f"{count}?incident_id={incident.id}").json()["count"] == 3
    tenant.subscriber("brief@example.com", which="start_and_end")
    tenant.subscriber("brief-core@example.com", which="start_and_end", categories=("Core",))
    about = f"{count}?incident_id={incident.id}"
    assert [owner.get(f"{about}&place={place}").json()["count"] for place in ("start", "middle", "end")] == [5, 3, 5]
    assert owner.get(f"{about}&place=elsewhere").status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert owner.get(f"{count}?service_ids=x").status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert owner.get(f"{count}?incident_id={'0' * 26}").status == HTTPStatus.NOT_FOUND


def test_a_test_message_goes_to_one_who_is_told(owner: Api, tenant: Tenant) -> None:
    found = tenant.subscriber()
    reply = owner.post(f"{PATH}/{found.id}/test")
    assert reply.status == HTTPStatus.ACCEPTED
    assert reply.json()["notification_id"]
    owner.send("PATCH", f"{PATH}/{found.id}", {"state": "paused"})
    assert owner.post(f"{PATH}/{found.id}/test").status == HTTPStatus.CONFLICT


def test_another_organization_finds_none_of_it(api: Api, tenant: Tenant) -> None:
    stranger, found = api.as_(a_tenant("Elsewhere").token), tenant.subscriber()
    assert stranger.get(PATH).json()["items"] == []
    assert stranger.get(f"{PATH}?q=ada%40example.com").json()["items"] == []
    assert stranger.get(f"{PATH}/count").json() == {"count": 0, "total": 0}
    for method, below in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/signing-secret"), ("POST", "/test")):
        body = {"which": "all"} if method == "PATCH" else None
        assert stranger.send(method, f"{PATH}/{found.id}{below}", body).status == HTTPStatus.NOT_FOUND
    assert store.find(tenant.org_id, found.id) == found


def test_an_organization_whose_owners_have_proven_no_address_adds_only_so_many_unasked(
    owner: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.auth.mail_gate.is_verified", lambda _: False)
    monkeypatch.setattr("chalicelib.domain.mail_limits.GIVEN_TO_AN_UNVERIFIED_ONE", 3)
    statuses = [owner.post(PATH, {**ADA, "email": f"reader-{number}@example.com"}).status for number in range(4)]
    assert statuses == [*[HTTPStatus.CREATED] * 3, HTTPStatus.TOO_MANY_REQUESTS]
