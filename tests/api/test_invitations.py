"""Invitations: mailed, good once, for a week, and for the invited address alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest

from chalicelib.domain.organizations import Role
from chalicelib.mail.carriers import Outbox
from chalicelib.store import accounts, members
from chalicelib.store.tables import Invitations
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.tenancy import Tenant, a_tenant, a_token, a_user

INVITATIONS = "/api/team/invitations"
BOB = "bob@example.com"


@dataclass(frozen=True)
class Mailbox:
    """Mails that were sent, oldest first."""

    folder: Path

    def mails(self, to: str) -> list[EmailMessage]:
        """To one address."""
        files = sorted(self.folder.glob("*.eml"))
        found = [message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default) for file in files]
        return [mail for mail in found if mail["to"] == to]

    def token(self, to: str) -> str:
        """The one in the newest mail to an address."""
        body = self.mails(to)[-1].get_body(("plain",))
        assert body
        match = re.search(r"https://status\.example\.com/accept-invitation#token=(\S+)", body.get_content())
        assert match
        return match[1]


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Mailbox:
    """Where mail goes in this test."""
    sender = Address("Allclear", addr_spec="no-reply@status.example.com")
    monkeypatch.setattr("chalicelib.mail.sending.carrier", lambda: Outbox(tmp_path, sender))
    return Mailbox(tmp_path)


@pytest.fixture
def as_bob(api: Api) -> Api:
    """Somebody with the invited address, who never verified it."""
    return api.as_(a_token(a_user("Bob").model_copy(update={"email": "Bob@Example.com"})))


@pytest.fixture
def invite(owner: Api, mailbox: Mailbox) -> Callable[..., Reply]:
    """The owner invites Bob."""
    return lambda role="member", email=BOB: owner.post("/api/team/invite", {"email": email, "role": role})


Invite = Callable[..., Reply]


def test_an_invitation_is_mailed_and_accepted_once(
    api: Api, as_bob: Api, tenant: Tenant, mailbox: Mailbox, invite: Invite
) -> None:
    sent = invite()
    assert sent.status == 201
    assert sent.json()["mail_sent"] is True
    token = mailbox.token(BOB)
    seen = api.get(f"{INVITATIONS}/{token}").json()
    assert (seen["email"], seen["role"], seen["organization_name"]) == (BOB, "member", "Northwind")
    assert set(seen) == {"email", "role", "organization_name", "expires_at"}
    joined = as_bob.post(f"{INVITATIONS}/{token}/accept")
    assert joined.json()["role"] == "member"
    assert joined.headers["X-Organization-Id"] == joined.json()["organization_id"] == tenant.org_id
    assert as_bob.post("/api/services", {"name": "X"}).status == 201
    assert as_bob.post(f"{INVITATIONS}/{token}/accept").status == 404
    assert api.get(f"{INVITATIONS}/{token}").status == 404


def test_the_mail_says_who_invites_to_what_in_text_and_html(tenant: Tenant, mailbox: Mailbox, invite: Invite) -> None:
    invite("admin")
    mail = mailbox.mails(BOB)[0]
    assert mail["subject"] == "Join Northwind on Allclear"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body
        words = re.sub(r"</?bdi[^>]*>|[\u2068\u2069]", "", body.get_content())
        assert "Ada invites you to work on the status page of Northwind, as an admin." in words


def test_the_token_the_inviter_sees_proves_no_mailbox(as_bob: Api, mailbox: Mailbox, invite: Invite) -> None:
    token = invite().json()["token"]
    assert mailbox.token(BOB).startswith(token)
    for shown in (token, f"{token}.", f"{token}.{'a' * 43}"):
        refused = as_bob.post(f"{INVITATIONS}/{shown}/accept")
        assert refused.status == 403
        assert "Verify your email address" in refused.json()["detail"]
    assert as_bob.post(f"{INVITATIONS}/{mailbox.token(BOB)}/accept").status == 200


def test_of_two_who_invite_the_same_address_at_once_one_does(
    owner: Api, tables: Engine, mailbox: Mailbox, invite: Invite
) -> None:
    first: list[Reply] = []
    tables.before("TransactWriteItems", lambda: first.append(invite()))
    assert (invite().status, first[0].status) == (409, 201)
    assert len(mailbox.mails(BOB)) == 1
    assert len(owner.get(INVITATIONS).json()["items"]) == 1


def test_an_address_can_be_invited_again_once_the_invitation_is_over(
    owner: Api, mailbox: Mailbox, invite: Invite
) -> None:
    revoked = invite().json()["id"]
    assert owner.delete(f"{INVITATIONS}/{revoked}").status == 204
    assert invite().status == 201
    [row] = Invitations.query(owner_org(owner))
    row.update(actions=[Invitations.expires_at.set("2020-01-01T00:00:00.000Z")])
    assert invite().status == 201
    assert len(owner.get(INVITATIONS).json()["items"]) == 1


def owner_org(owner: Api) -> str:
    """Where the owner owns."""
    return str(owner.get("/api/organizations/current").json()["id"])


def test_only_the_invited_address_is_let_in(api: Api, mailbox: Mailbox, invite: Invite) -> None:
    invite()
    eve = api.as_(a_token(a_user("Eve")))
    assert eve.post(f"{INVITATIONS}/{mailbox.token(BOB)}/accept").status == 403
    assert eve.get("/api/services").status == 403


def test_an_invitation_ends_after_a_week(api: Api, as_bob: Api, clock: Clock, tenant: Tenant) -> None:
    """The token is still in the table: DynamoDB's TTL takes its time."""
    from chalicelib.domain.invitations import InvitationDraft  # noqa: PLC0415
    from chalicelib.store import invitations as stored_invitations  # noqa: PLC0415
    from chalicelib.use_cases import invitations  # noqa: PLC0415

    by = members.get(tenant.org_id, tenant.owner.id)
    _, token = invitations.invite(tenant.org_id, InvitationDraft(email=BOB), by, clock.now)
    clock.passes(days=7, seconds=-1)
    assert api.get(f"{INVITATIONS}/{token.secret}").status == 200
    clock.passes(seconds=1)
    assert api.get(f"{INVITATIONS}/{token.secret}").status == 404
    assert stored_invitations.open_ones(tenant.org_id, clock.now) == []


def test_sending_it_again_ends_the_link_before(owner: Api, api: Api, mailbox: Mailbox, invite: Invite) -> None:
    sent = invite().json()
    first = mailbox.token(BOB)
    again = owner.post(f"{INVITATIONS}/{sent['id']}/resend")
    assert again.json()["id"] == sent["id"]
    assert api.get(f"{INVITATIONS}/{first}").status == 404
    assert api.get(f"{INVITATIONS}/{mailbox.token(BOB)}").status == 200
    assert len(owner.get(INVITATIONS).json()["items"]) == 1


def test_a_revoked_invitation_opens_nothing(
    owner: Api, api: Api, as_bob: Api, mailbox: Mailbox, invite: Invite
) -> None:
    invitation_id = invite().json()["id"]
    assert owner.delete(f"{INVITATIONS}/{invitation_id}").status == 204
    assert api.get(f"{INVITATIONS}/{mailbox.token(BOB)}").status == 404
    assert as_bob.post(f"{INVITATIONS}/{mailbox.token(BOB)}/accept").status == 404
    assert owner.get(INVITATIONS).json()["items"] == []
    assert owner.delete(f"{INVITATIONS}/{invitation_id}").status == 404


def test_two_who_accept_at_once_are_one_member(tables: Engine, as_bob: Api, mailbox: Mailbox, invite: Invite) -> None:
    invite()
    accept = f"{INVITATIONS}/{mailbox.token(BOB)}/accept"
    answers: list[int] = []
    tables.before("TransactWriteItems", lambda: answers.append(as_bob.post(accept).status))
    answers.append(as_bob.post(accept).status)
    assert answers == [200, 404]


def test_revoking_wins_over_accepting_a_moment_later(
    tables: Engine, owner: Api, as_bob: Api, mailbox: Mailbox, invite: Invite
) -> None:
    invitation_id = invite().json()["id"]
    tables.before("TransactWriteItems", lambda: owner.delete(f"{INVITATIONS}/{invitation_id}"))
    assert as_bob.post(f"{INVITATIONS}/{mailbox.token(BOB)}/accept").status == 404
    assert as_bob.get("/api/services").status == 403


def test_whoever_is_a_member_already_is_told_so(
    owner: Api, api: Api, tenant: Tenant, mailbox: Mailbox, invite: Invite
) -> None:
    bob = tenant.joined_by(Role.VIEWER)
    assert invite(email=bob.email).status == 409
    invite()
    twin = api.as_(a_token(bob.model_copy(update={"email": BOB})))
    assert twin.post(f"{INVITATIONS}/{mailbox.token(BOB)}/accept").status == 409
    assert members.get(tenant.org_id, bob.id).role is Role.VIEWER


def test_an_address_is_invited_once_at_a_time(invite: Invite) -> None:
    assert [invite().status, invite(email=BOB.upper()).status] == [201, 409]


def test_only_an_owner_invites_and_revokes_owners(owner: Api, api: Api, tenant: Tenant, invite: Invite) -> None:
    admin = api.as_(a_token(tenant.joined_by(Role.ADMIN)))
    assert admin.post("/api/team/invite", {"email": "x@example.com", "role": "owner"}).status == 403
    invitation_id = invite("owner").json()["id"]
    assert admin.post(f"{INVITATIONS}/{invitation_id}/resend").status == 403
    assert admin.delete(f"{INVITATIONS}/{invitation_id}").status == 403


@pytest.mark.parametrize(
    "token", ["x", "a" * 43, "a" * 44, "a" * 3000, "%0a" + "a" * 42, "../" + "a" * 40, "a" * 42 + "é"]
)
def test_a_guessed_token_is_not_there(api: Api, as_bob: Api, invite: Invite, token: str) -> None:
    invite()
    path = f"{INVITATIONS}/{token.replace('/', '%2f')}"
    assert api.get(path).status == 404
    assert as_bob.post(f"{path}/accept").status == 404


def test_an_invitation_of_another_organization_is_not_there(owner: Api, api: Api, invite: Invite) -> None:
    invitation_id = invite().json()["id"]
    other = api.as_(a_tenant("Other").token)
    assert other.delete(f"{INVITATIONS}/{invitation_id}").status == 404
    assert other.post(f"{INVITATIONS}/{invitation_id}/resend").status == 404
    assert other.get(INVITATIONS).json()["items"] == []


def test_there_is_a_limit_to_open_invitations(monkeypatch: pytest.MonkeyPatch, invite: Invite) -> None:
    monkeypatch.setattr("chalicelib.use_cases.invitations.MAX_OPEN", 2)
    assert [invite(email=f"{n}@example.com").status for n in range(3)] == [201, 201, 409]


def test_there_is_a_limit_to_the_mails_of_a_day(
    monkeypatch: pytest.MonkeyPatch, owner: Api, mailbox: Mailbox, invite: Invite, clock: Clock
) -> None:
    monkeypatch.setattr("chalicelib.domain.mail_limits.INVITATIONS_OF_A_NEW_ONE", 2)
    path = f"{INVITATIONS}/{invite().json()['id']}/resend"
    assert owner.post(path).status == 200
    refused = owner.post(path)
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) <= 24 * 60 * 60
    assert len(mailbox.mails(BOB)) == 2


def test_a_mail_that_cannot_go_out_fails_no_invitation(
    monkeypatch: pytest.MonkeyPatch, owner: Api, invite: Invite
) -> None:
    unreachable = Outbox(Path("/dev/null/outbox"), Address("", addr_spec="a@example.com"))
    monkeypatch.setattr("chalicelib.mail.sending.carrier", lambda: unreachable)
    assert (invite().status, len(owner.get(INVITATIONS).json()["items"])) == (201, 1)


def test_nothing_stored_opens_an_invitation(tables: Engine, mailbox: Mailbox, invite: Invite) -> None:
    token = invite().json()["token"]
    stored = str(tables.contents())
    assert token not in stored
    assert mailbox.token(BOB).partition(".")[2] not in stored


def test_owners_are_told_who_joined_unless_they_do_not_want_it(
    owner: Api, as_bob: Api, tenant: Tenant, mailbox: Mailbox, invite: Invite
) -> None:
    invite()
    as_bob.post(f"{INVITATIONS}/{mailbox.token(BOB)}/accept")
    told = mailbox.mails(tenant.owner.email)
    assert [mail["subject"] for mail in told] == ["Bob joined Northwind"]
    owner.put(f"/api/organizations/{tenant.org_id}", {"notifications": {"member_joined": False}})
    invite(email="cleo@example.com")
    cleo = Api(a_token(a_user("Cleo").model_copy(update={"email": "cleo@example.com"})))
    assert cleo.post(f"{INVITATIONS}/{mailbox.token('cleo@example.com')}/accept").status == 200
    assert len(mailbox.mails(tenant.owner.email)) == 1


def _signs_up(api: Api, token: str, email: str = BOB) -> Reply:
    form = {"email": email, "password": "correct horse battery", "name": "Bob", "invitation_token": token}
    return api.post("/api/auth/sign-up", form)


def test_who_signs_up_with_the_mailed_token_is_verified_and_in_at_once(
    api: Api, tenant: Tenant, mailbox: Mailbox, invite: Invite
) -> None:
    invite()
    token = mailbox.token(BOB)
    signed_up = _signs_up(api, token)
    assert signed_up.status == 201
    assert signed_up.json()["organization_id"] == tenant.org_id
    bob = api.as_(signed_up.json()["access_token"])
    assert bob.get("/api/auth/me").json()["email_verified"] is True
    assert bob.get("/api/team/members/me").json()["role"] == "member"
    assert [mail["subject"] for mail in mailbox.mails(BOB)] == ["Join Northwind on Allclear"]
    assert api.get(f"{INVITATIONS}/{token}").status == 404


def test_the_token_that_the_inviter_sees_verifies_no_new_account(api: Api, mailbox: Mailbox, invite: Invite) -> None:
    signed_up = _signs_up(api, invite().json()["token"])
    assert signed_up.status == 201
    assert "organization_id" not in signed_up.json()
    bob = api.as_(signed_up.json()["access_token"])
    assert bob.get("/api/auth/me").json()["email_verified"] is False
    assert bob.get("/api/services").status == 403
    assert len(mailbox.mails(BOB)) == 2


def test_an_invitation_of_another_address_or_one_that_is_over_makes_no_account(
    api: Api, owner: Api, mailbox: Mailbox, invite: Invite, tables: Engine
) -> None:
    sent = invite().json()
    token = mailbox.token(BOB)
    before = tables.contents()
    assert _signs_up(api, token, "eve@example.com").status == 422
    assert _signs_up(api, "x").status == 422
    assert tables.contents() == before
    owner.delete(f"{INVITATIONS}/{sent['id']}")
    assert _signs_up(api, token).status == 422
    assert len(mailbox.mails("eve@example.com")) == 0


def test_a_session_from_before_the_address_was_verified_accepts_by_the_short_token(
    api: Api, mailbox: Mailbox, invite: Invite
) -> None:
    signed_up = api.post("/api/auth/sign-up", {"email": BOB, "password": "correct horse battery", "name": "Bob"})
    bob = api.as_(signed_up.json()["access_token"])
    token = invite().json()["token"]
    assert bob.post(f"{INVITATIONS}/{token}/accept").status == 403
    accounts.change(signed_up.json()["user"]["id"], email_verified=True)
    assert bob.get("/api/auth/me").json()["email_verified"] is True
    assert bob.post(f"{INVITATIONS}/{token}/accept").status == 200
