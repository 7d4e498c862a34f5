"""Mail to people who did not ask for it: by whom, to whom, from where, and how much."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest

from chalicelib.auth.passwords import Cost
from chalicelib.domain import mail_limits
from chalicelib.domain.accounts import Account
from chalicelib.mail.message import Message
from chalicelib.store import accounts
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.tenancy import Tenant, a_token, a_user

INVITE = "/api/team/invite"
VICTIM = "victim@example.com"
Invite = Callable[..., Reply]


class Letters:
    """A carrier that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        """As carriers do."""
        self.sent.append(message)

    def to(self, address: str) -> list[Message]:
        """What went to one address."""
        return [each for each in self.sent if each.to == address]


@pytest.fixture(autouse=True)
def letters(monkeypatch: pytest.MonkeyPatch) -> Letters:
    """The mails."""
    letters = Letters()
    monkeypatch.setattr("chalicelib.mail.sending.carrier", lambda: letters)
    monkeypatch.setattr("chalicelib.auth.passwords.COST", Cost(2**4, 8, 1))
    return letters


@pytest.fixture
def noon(clock: Clock) -> Clock:
    """The clock at noon of this day, which tokens go by."""
    clock.now = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    return clock


@contextmanager
def _unchanged(tables: Engine) -> Iterator[None]:
    """Nothing that lasts is written."""
    before = tables.contents()
    yield
    assert tables.contents() == before


def _invites(api: Api, tenant: Tenant, email: str = VICTIM, **headers: str) -> Reply:
    return api.as_(tenant.token).post(INVITE, {"email": email}, **headers)


TELLING = {"chalicelib.notifications.channels.email"}
"""Mail to subscribers, who asked for it, and to the team has limits of its own, in chalicelib.notifications.limits."""


def test_nothing_but_the_gate_hands_mail_over_to_those_who_did_not_ask_for_it() -> None:
    grimp = pytest.importorskip(
        "grimp", reason="only the lint tools bring it, and the code is the same on every Python"
    )
    graph = grimp.build_graph("chalicelib", cache_dir=None)
    handing = graph.find_modules_that_directly_import("chalicelib.mail.sending")
    assert handing == {"chalicelib.auth.mail_gate", *TELLING}
    for module in graph.find_modules_that_directly_import("chalicelib.mail.carriers"):
        assert module == "chalicelib.mail.sending"
    for file in Path("chalicelib").rglob("*.py"):
        assert 'resolve_name("chalicelib.mail' not in file.read_text()


def test_one_address_gets_three_invitations_a_day_from_all_organizations(
    api: Api, found_tenant: Callable[..., Tenant], letters: Letters, noon: Clock, tables: Engine
) -> None:
    tenants = [found_tenant(f"Org {n}", slug=f"org-{n}") for n in range(4)]
    assert [_invites(api, each).status for each in tenants[:3]] == [201] * 3
    with _unchanged(tables):
        refused = _invites(api, tenants[3])
    assert refused.status == HTTPStatus.TOO_MANY_REQUESTS
    assert 0 < int(refused.headers["Retry-After"]) <= 24 * 3600
    assert api.as_(tenants[3].token).get("/api/team/invitations").json()["items"] == []
    assert len(letters.to(VICTIM)) == 3
    assert _invites(api, tenants[3], "somebody-else@example.com").status == HTTPStatus.CREATED


@pytest.mark.parametrize("other", ["Victim@Example.com", "victim+1@example.com", "VICTIM+news@example.com"])
def test_another_spelling_of_an_address_is_the_same_mailbox(api: Api, tenant: Tenant, noon: Clock, other: str) -> None:
    assert mail_limits.mailbox_of(other) == mail_limits.mailbox_of(VICTIM)
    for tag in ("a", "b", "c"):
        assert _invites(api, tenant, f"victim+{tag}@example.com").status == HTTPStatus.CREATED
    assert _invites(api, tenant, other).status == HTTPStatus.TOO_MANY_REQUESTS


def test_gmail_reads_dots_as_nothing() -> None:
    assert mail_limits.mailbox_of("v.ic.tim+x@googlemail.com") == mail_limits.mailbox_of("victim@gmail.com")
    assert mail_limits.mailbox_of("v.ictim@example.com") != mail_limits.mailbox_of(VICTIM)


def test_sending_an_invitation_again_counts_and_a_refused_one_keeps_its_link(
    api: Api, tenant: Tenant, noon: Clock, tables: Engine
) -> None:
    sent = _invites(api, tenant).json()
    again = f"/api/team/invitations/{sent['id']}/resend"
    owner = api.as_(tenant.token)
    token = [owner.post(again).json()["token"] for _ in range(2)][-1]
    with _unchanged(tables):
        assert owner.post(again).status == HTTPStatus.TOO_MANY_REQUESTS
    assert api.get(f"/api/team/invitations/{token}").status == HTTPStatus.OK


def test_the_limit_is_over_with_the_day(api: Api, found_tenant: Callable[..., Tenant], noon: Clock) -> None:
    for number in range(3):
        _invites(api, found_tenant(slug=f"org-{number}"))
    last = found_tenant(slug="last")
    wait = int(_invites(api, last).headers["Retry-After"])
    noon.passes(seconds=wait)
    assert _invites(api, last).status == HTTPStatus.CREATED


def test_a_new_sender_has_ten_invitations_sent_a_day_whatever_their_organizations(
    api: Api, found_tenant: Callable[..., Tenant], letters: Letters, noon: Clock
) -> None:
    owner = a_user()
    first, second = (found_tenant(slug=f"org-{n}", owner=owner, now=noon.now) for n in range(2))
    statuses = [
        _invites(api, (first, second)[n % 2], f"p{n}@example.com", **_chosen((first, second)[n % 2])).status
        for n in range(12)
    ]
    assert statuses == [201] * 10 + [429] * 2
    assert len(letters.sent) == 10


def _chosen(tenant: Tenant) -> dict[str, str]:
    return {"X_Organization_Id": tenant.org_id}


def test_a_new_organization_has_ten_however_many_its_admins(
    api: Api, found_tenant: Callable[..., Tenant], noon: Clock
) -> None:
    tenant = found_tenant(now=noon.now)
    accounts.add(_account(tenant, noon.now - timedelta(days=300)))
    assert [_invites(api, tenant, f"p{n}@example.com").status for n in range(11)] == [201] * 10 + [429]


def _account(tenant: Tenant, created_at: datetime, *, email_verified: bool = True) -> Account:
    return Account(
        user_id=tenant.owner.id,
        email=tenant.owner.email,
        name=tenant.owner.name,
        created_at=created_at,
        email_verified=email_verified,
    )


def test_an_established_sender_has_a_hundred(
    api: Api, found_tenant: Callable[..., Tenant], noon: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_limits, "INVITATIONS_OF_ONE", 12)
    tenant = found_tenant(now=noon.now - timedelta(days=8))
    accounts.add(_account(tenant, noon.now - timedelta(days=8)))
    assert [_invites(api, tenant, f"p{n}@example.com").status for n in range(13)] == [201] * 12 + [429]


def test_one_network_has_a_bounded_number_whoever_asks(
    found_tenant: Callable[..., Tenant], noon: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_limits, "INVITATIONS_FROM_ONE_NETWORK", 4)
    tenants = [found_tenant(slug=f"org-{n}") for n in range(6)]
    same = [Api(address=f"2001:db8:0:1::{n}") for n in range(5)]
    statuses = [
        _invites(api, each, f"{each.slug}@example.com").status for api, each in zip(same, tenants, strict=False)
    ]
    assert statuses == [201] * 4 + [429]
    assert _invites(Api(address="2001:db8:0:2::1"), tenants[5], "x@example.com").status == HTTPStatus.CREATED


def test_who_has_not_verified_their_address_invites_nobody(
    api: Api, tenant: Tenant, letters: Letters, noon: Clock, tables: Engine
) -> None:
    accounts.add(_account(tenant, noon.now, email_verified=False))
    with _unchanged(tables):
        refused = _invites(api, tenant)
    assert refused.status == HTTPStatus.FORBIDDEN
    assert "Verify your email address" in refused.json()["detail"]
    assert letters.sent == []
    accounts.change(tenant.owner.id, email_verified=True)
    assert api.as_(a_token(tenant.owner)).post(INVITE, {"email": VICTIM}).status == HTTPStatus.CREATED


def test_an_invitation_that_is_refused_for_another_reason_counts_nothing(api: Api, tenant: Tenant, noon: Clock) -> None:
    assert _invites(api, tenant).status == HTTPStatus.CREATED
    assert [_invites(api, tenant).status for _ in range(5)] == [409] * 5
    invitation = api.as_(tenant.token).get("/api/team/invitations").json()["items"][0]["id"]
    assert api.as_(tenant.token).post(f"/api/team/invitations/{invitation}/resend").status == HTTPStatus.OK


def test_an_invitation_says_no_address_that_somebody_called_themselves(
    api: Api, found_tenant: Callable[..., Tenant], letters: Letters, noon: Clock
) -> None:
    eve = a_user("Eve")
    eve = eve.model_copy(update={"name": "Win at www.evil.example"})
    _invites(api, found_tenant("https://evil.example/prize", slug="prize", owner=eve))
    (mail,) = letters.to(VICTIM)
    assert mail.subject == "Join an organization on Allclear"
    assert "evil" not in mail.text + mail.html


def test_a_sign_up_sends_strangers_no_words_of_its_own(api: Api, letters: Letters, noon: Clock) -> None:
    form = {"email": VICTIM, "password": "correct horse battery", "name": "Buy at evil.example"}
    assert api.post("/api/auth/sign-up", form).status == HTTPStatus.CREATED
    (mail,) = letters.to(VICTIM)
    assert "evil" not in mail.subject + mail.text + mail.html


def test_sign_ups_from_one_network_write_to_a_bounded_number_of_strangers(
    letters: Letters, noon: Clock, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.auth.mail_gate.settings", _Limited)
    for number in range(5):
        form = {"email": f"p{number}@example.com", "password": "correct horse battery", "name": "Eve"}
        assert Api(address=f"2001:db8::{number + 1}").post("/api/auth/sign-up", form).status == HTTPStatus.CREATED
    assert len(letters.sent) == 3


class _Limited:
    mail_limit_network = 3


def test_an_owner_who_never_proved_the_address_is_sent_few_notices(
    api: Api, tenant: Tenant, letters: Letters, noon: Clock
) -> None:
    accounts.add(_account(tenant, noon.now, email_verified=False))
    owner = api.as_(tenant.token)
    for number in range(5):
        assert owner.post("/api/api-keys", {"name": f"k{number}", "scope": "read"}).status == HTTPStatus.CREATED
    assert len(letters.sent) == 3
    accounts.change(tenant.owner.id, email_verified=True)
    assert owner.post("/api/api-keys", {"name": "l", "scope": "read"}).status == HTTPStatus.CREATED
    assert len(letters.sent) == 4


def test_who_never_proved_the_address_has_few_mails_sent_about_their_password(
    api: Api, letters: Letters, clock: Clock
) -> None:
    clock.now = datetime.now(UTC)
    form = {"email": VICTIM, "password": "correct horse battery", "name": "Eve"}
    eve = api.as_(api.post("/api/auth/sign-up", form).json()["access_token"])
    old, new = form["password"], "another horse battery"
    for _ in range(5):
        body = {"current_password": old, "new_password": new}
        assert eve.post("/api/auth/change-password", body).status == HTTPStatus.NO_CONTENT
        old, new = new, old
    assert len([each for each in letters.sent if "was changed" in each.subject]) == 3


def test_one_address_gets_a_bounded_number_of_notices_and_nothing_fails_for_it(
    api: Api, tenant: Tenant, letters: Letters, noon: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_limits, "NOTICES_A_DAY", 2)
    owner = api.as_(tenant.token)
    statuses = [owner.post("/api/api-keys", {"name": f"k{n}", "scope": "read"}).status for n in range(4)]
    assert statuses == [201] * 4
    assert len(letters.sent) == 2


def test_no_address_is_stored_with_the_counts(api: Api, tenant: Tenant, noon: Clock, tables: Engine) -> None:
    tables.requests.clear()
    _invites(api, tenant)
    counted = str([request for request in tables.requests if "counters" in str(request)])
    assert "mails#invitation" in counted
    assert VICTIM not in counted
    assert "127.0.0.1" not in counted
