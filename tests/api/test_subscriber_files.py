"""Importing subscribers from a file and exporting them into one; and what is kept of one address."""

from http import HTTPStatus
from typing import Any

import pytest

from chalicelib.domain.organizations import Role
from chalicelib.mail.message import Message, PassingMailError
from chalicelib.store import erasure
from chalicelib.store import subscribers as store
from chalicelib.store.tables import SubscriberImports, Subscribers
from chalicelib.use_cases import subscribers as their_own
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.letters import Letters
from tests.queues import Queues
from tests.tenancy import Tenant, a_tenant, a_token

PATH = "/api/subscribers"
QUEUE = "import_subscribers"


@pytest.fixture(autouse=True)
def _still(clock: Clock, queues: Queues) -> None:
    """The clock stands still, and queues keep what they are sent."""


def _import(owner: Api, csv: str, consent: str = "given") -> Reply:
    return owner.post(f"{PATH}/import", {"csv": csv, "consent": consent})


def _flow(queues: Queues) -> list[int]:
    """Reads the queue until it is empty; how many messages that took."""
    taken = []
    while queues.sent.get(QUEUE):
        taken.append(len(queues.sent[QUEUE]))
        assert queues.flow(QUEUE) == []
    return taken


def _states(tenant: Tenant) -> dict[str, str]:
    return {each.address: each.state.value for each in store.of_organization(tenant.org_id)}


def _file(count: int) -> str:
    return "\n".join(["email", *(f"reader-{number}@example.com" for number in range(count))])


def test_a_file_is_imported_afterwards_and_tells_its_progress_by_line(
    owner: Api, tenant: Tenant, queues: Queues, letters: Letters, clock: Clock
) -> None:
    tenant.service("Checkout")
    tenant.subscriber("known@example.com")
    their_own.unsubscribe(tenant.subscriber_token(), clock.now)
    csv = "email,services\nnew@example.com,Checkout\nnobody,\nknown@example.com,\nada@example.com,\n"
    reply = _import(owner, csv)
    assert reply.status == HTTPStatus.ACCEPTED
    begun = reply.json()
    assert reply.headers["Location"] == f"{PATH}/import/{begun['id']}"
    assert (begun["state"], begun["total"], begun["done"], begun["failed"]) == ("running", 4, 1, 1)
    _flow(queues)
    after = owner.get(f"{PATH}/import/{begun['id']}").json()
    assert (after["state"], after["done"], after["added"], after["unchanged"], after["asked"]) == ("done", 4, 1, 1, 0)
    assert [each["line"] for each in after["errors"]] == [3, 5]
    assert "unsubscribed" in after["errors"][1]["message"]
    assert _states(tenant) == {"known@example.com": "active", "new@example.com": "active"}
    (new,) = [each for each in store.of_organization(tenant.org_id) if each.email == "new@example.com"]
    assert new.consent.by == tenant.actor
    assert letters.sent == []
    log = owner.get("/api/events").body
    assert "An import of 4 subscribers was begun, with their consent given" in log
    assert "new@example.com" not in log


def test_an_import_that_is_carried_out_twice_adds_nobody_twice(
    owner: Api, tenant: Tenant, queues: Queues, clock: Clock
) -> None:
    """A message may come again, also half-way."""
    made = _import(owner, _file(120)).json()
    message = queues.sent[QUEUE][0]
    rows = [row for row in SubscriberImports.query(tenant.org_id) if row.item != made["id"]]
    _flow(queues)
    for row in rows[:2]:
        row.save()
    queues.send(QUEUE, [message, message])
    _flow(queues)
    after = owner.get(f"{PATH}/import/{made['id']}").json()
    assert (after["state"], after["added"], after["errors"]) == ("done", 120, [])
    assert store.count(tenant.org_id, tenant.subscriber("one@example.com").created_at) == 121
    clock.passes(minutes=1)
    again = _import(owner, _file(120)).json()
    _flow(queues)
    assert owner.get(f"{PATH}/import/{again['id']}").json()["unchanged"] == 120


def test_those_who_are_asked_are_asked_at_a_bounded_rate(
    owner: Api, api: Api, tenant: Tenant, queues: Queues, letters: Letters
) -> None:
    tenant.subscriber("reader-3@example.com")
    made = _import(owner, _file(120), "ask").json()
    queues.flow(QUEUE)
    assert len(letters.sent) == 49
    assert queues.delays[-1] == 5
    assert owner.get(f"{PATH}/import/{made['id']}").json()["state"] == "running"
    _flow(queues)
    after = owner.get(f"{PATH}/import/{made['id']}").json()
    assert (after["state"], after["asked"], after["unchanged"]) == ("done", 119, 1)
    assert {each.to for each in letters.sent} >= {"reader-0@example.com", "reader-119@example.com"}
    assert letters.to("reader-3@example.com") == []
    assert store.count(tenant.org_id, tenant.subscriber("one@example.com").created_at) == 2
    assert api.post(f"/api/subscriptions/{letters.token('reader-7@example.com')}/confirm").status == HTTPStatus.OK
    assert _states(tenant)["reader-7@example.com"] == "active"


def test_mail_that_is_away_holds_an_import_up_and_asks_nobody_twice(
    owner: Api, queues: Queues, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _import(owner, _file(10), "ask").json()
    sent = letters.send

    def failing(message: Message) -> None:
        if len(letters.sent) >= 4:
            raise PassingMailError("The server is away.")
        sent(message)

    monkeypatch.setattr("chalicelib.mail.sending.PAUSES", ())
    with monkeypatch.context() as patched:
        patched.setattr(letters, "send", failing)
        for _ in range(3):
            assert len(queues.flow(QUEUE)) == 1
        assert owner.get(f"{PATH}/import/{made['id']}").json()["done"] == 4
    _flow(queues)
    assert sorted(each.to for each in letters.sent) == [f"reader-{number}@example.com" for number in range(10)]


def test_an_organization_whose_owners_have_proven_no_address_asks_fifty_a_day_and_adds_a_few_thousand(
    owner: Api, tenant: Tenant, queues: Queues, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.auth.mail_gate.is_verified", lambda _: False)
    monkeypatch.setattr("chalicelib.domain.mail_limits.GIVEN_TO_AN_UNVERIFIED_ONE", 100)
    made: list[dict[str, Any]] = []
    for consent in ("ask", "given", "given"):
        made.append(_import(owner, _file(60), consent).json())
        _flow(queues)
    asked, given, refused = (owner.get(f"{PATH}/import/{each['id']}").json() for each in made)
    assert (asked["asked"], asked["failed"], len(letters.sent)) == (50, 10, 50)
    assert (given["added"], given["failed"]) == (60, 0)
    assert (refused["unchanged"], refused["failed"]) == (0, 60)
    assert {"a day" in each["message"] for each in asked["errors"] + refused["errors"]} == {True}


@pytest.mark.parametrize(
    "body",
    [
        {"csv": "name\nAda", "consent": "given"},
        {"csv": "", "consent": "given"},
        {"csv": _file(5001), "consent": "given"},
        {"csv": "email\nada@example.com"},
        {"csv": "email\nada@example.com", "consent": "assumed"},
    ],
    ids=["no address", "empty", "too long", "no consent", "assumed"],
)
def test_what_is_no_such_file_imports_nobody(owner: Api, tenant: Tenant, queues: Queues, body: dict[str, Any]) -> None:
    assert owner.post(f"{PATH}/import", body).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert QUEUE not in queues.sent
    assert _states(tenant) == {}


def test_a_file_may_be_larger_than_other_requests(owner: Api) -> None:
    large = "\n".join(["email,services", *(f"{'a' * 60}-{number}@{'x' * 40}.example.com," for number in range(4000))])
    assert len(large) > 400_000
    assert _import(owner, large).status == HTTPStatus.ACCEPTED
    assert owner.post(PATH, {"channel": "email", "email": "x" * 300_000}).status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_what_is_exported_can_be_imported(owner: Api, api: Api, tenant: Tenant, queues: Queues) -> None:
    checkout, odd = tenant.service("Checkout", category="Core"), tenant.service("a, b")
    tenant.subscriber("ada@example.com", service_ids=(checkout.id, odd.id), categories=("Core",))
    tenant.subscriber("=cmd@example.com", which="start_and_end", time_zone="Europe/Zurich")
    owner.post(PATH, {"channel": "webhook", "url": "https://hooks.example.com/a"})
    reply = owner.get(f"{PATH}/export")
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "whsec_" not in reply.body
    assert "'=cmd@example.com" in reply.body
    before = {each.address: each.following for each in store.of_organization(tenant.org_id)}
    erasure.empty(tenant.org_id)
    Subscribers.describe_table()
    other = a_tenant("Elsewhere")
    theirs = api.as_(other.token)
    assert _import(theirs, reply.body).status == HTTPStatus.ACCEPTED
    _flow(queues)
    found = {each.address: each.following for each in store.of_organization(other.org_id)}
    assert found == {"=cmd@example.com": before["=cmd@example.com"]}


def test_what_is_exported_is_followed_again_whatever_its_parts_are_called(
    owner: Api, tenant: Tenant, queues: Queues
) -> None:
    formula, plain = tenant.service("=Sum", category="Core, EU"), tenant.service("-1; Cluster", category="=Calc")
    tenant.subscriber("ada@example.com", service_ids=(formula.id, plain.id))
    tenant.subscriber("bob@example.com", categories=("=Calc", "Core, EU"))
    tenant.subscriber("'+carl@example.com", incident_ids=(tenant.opens(formula).id, tenant.opens(plain).id))
    before = {each.address: each.following for each in store.of_organization(tenant.org_id)}
    file = owner.get(f"{PATH}/export").body
    for each in [*store.of_organization(tenant.org_id)]:
        assert owner.delete(f"{PATH}/{each.id}").status == HTTPStatus.NO_CONTENT
    made = _import(owner, file).json()
    _flow(queues)
    assert owner.get(f"{PATH}/import/{made['id']}").json()["errors"] == []
    assert {each.address: each.following for each in store.of_organization(tenant.org_id)} == before


def test_a_long_export_says_where_it_goes_on(owner: Api, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.api.subscriber_files.MAX_LINES", 2)
    emails = [f"reader-{number}@example.com" for number in range(5)]
    for email in emails:
        tenant.subscriber(email)
    target, found = f"{PATH}/export", list[str]()
    while target:
        reply = owner.get(target)
        found += [line.split(",")[0] for line in reply.body.splitlines()[1:]]
        target = reply.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert sorted(found) == emails
    assert owner.get("/api/events").body.count("The subscribers were exported") == 1


def test_an_admin_sees_and_erases_all_that_is_kept_of_an_address(owner: Api, tenant: Tenant, clock: Clock) -> None:
    tenant.subscriber()
    kept = owner.get(f"{PATH}/data?email=Ada%40Example.com").json()
    assert kept["subscriber"]["email"] == "ada@example.com"
    assert owner.post(f"{PATH}/erase", {"email": "ada@example.com"}).json() == {"erased": True}
    assert list(Subscribers.query(tenant.org_id)) == []
    their_own.unsubscribe(tenant.subscriber_token(), clock.now)
    kept = owner.get(f"{PATH}/data?email=ada%40example.com").json()
    assert (kept["subscriber"], kept["unsubscribed_at"]) == (None, "2026-01-05T12:00:00.000Z")
    assert owner.post(f"{PATH}/erase", {"email": "ada@example.com"}).json() == {"erased": True}
    assert list(Subscribers.query(tenant.org_id)) == []
    assert owner.post(f"{PATH}/erase", {"email": "ada@example.com"}).json() == {"erased": False}
    assert "ada@example.com" not in owner.get("/api/events?limit=100").body


def test_only_an_admin_takes_addresses_away(api: Api, tenant: Tenant) -> None:
    member = api.as_(a_token(tenant.joined_by(Role.MEMBER)))
    tenant.subscriber()
    for reply in (
        member.get(f"{PATH}/export"),
        member.get(f"{PATH}/data?email=ada%40example.com"),
        member.post(f"{PATH}/erase", {"email": "ada@example.com"}),
    ):
        assert reply.status == HTTPStatus.FORBIDDEN


def test_another_organization_finds_none_of_it(owner: Api, api: Api, tenant: Tenant, queues: Queues) -> None:
    stranger = api.as_(a_tenant("Elsewhere").token)
    made = _import(owner, _file(3)).json()
    _flow(queues)
    assert stranger.get(f"{PATH}/import/{made['id']}").status == HTTPStatus.NOT_FOUND
    assert len(stranger.get(f"{PATH}/export").body.splitlines()) == 1
    assert stranger.get(f"{PATH}/data?email=reader-1%40example.com").json()["subscriber"] is None
    assert stranger.post(f"{PATH}/erase", {"email": "reader-1@example.com"}).json() == {"erased": False}
    assert len(_states(tenant)) == 3


@pytest.mark.parametrize("consent", ["given", "ask"])
def test_who_is_erased_is_added_by_no_import_that_is_under_way(
    consent: str, owner: Api, tenant: Tenant, queues: Queues, letters: Letters
) -> None:
    stranger = a_tenant("Elsewhere")
    made = _import(owner, _file(3), consent).json()
    assert Api(stranger.token).post(f"{PATH}/erase", {"email": "reader-1@example.com"}).json() == {"erased": False}
    assert owner.post(f"{PATH}/erase", {"email": "Reader-1@example.com"}).json() == {"erased": True}
    _flow(queues)
    assert _states(tenant).keys() == {"reader-0@example.com", "reader-2@example.com"}
    after = owner.get(f"{PATH}/import/{made['id']}").json()
    assert (after["state"], after["errors"]) == ("done", [{"line": 3, "message": "was erased before it was imported"}])
    assert owner.post(f"{PATH}/erase", {"email": "reader-1@example.com"}).json() == {"erased": False}


def test_nothing_of_subscribers_outlives_the_organization(owner: Api, tenant: Tenant, queues: Queues) -> None:
    _import(owner, _file(3))
    _flow(queues)
    tenant.subscriber()
    owner.put("/api/notification-preferences", {"email": False})
    erasure.empty(tenant.org_id)
    for table in erasure.HELD:
        assert list(table.query(tenant.org_id)) == []
