"""Whoever signs out, or is signed out, is out: the access token ends with its session."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

import pytest

from chalicelib.api.registry import Endpoint
from chalicelib.auth import passwords
from chalicelib.auth.live_sessions import BELIEVED_FOR
from chalicelib.auth.passwords import Cost
from chalicelib.store import account_tokens, accounts, sessions
from chalicelib.store.account_tokens import Purpose
from tests.api.registered import SIGNED_IN, called, name_of
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.tenancy import Tenant

ADA = {"email": "ada@example.com", "password": "correct horse battery", "name": "Ada"}
AT_ONCE = [each for each in SIGNED_IN if each.ends_with_session]
SOON = [each for each in SIGNED_IN if not each.ends_with_session]


@pytest.fixture(autouse=True)
def now(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock at the real time, by which tokens expire; and passwords that are cheap to guess."""
    monkeypatch.setattr("chalicelib.auth.passwords.COST", Cost(2**4, 8, 1))
    clock.now = datetime.now(UTC)
    return clock


def ended_by_another_process(tenant: Tenant) -> None:
    """The owner signs out, and this process does not hear of it."""
    sessions.end(tenant.owner.id, tenant.owner.id)


def works(api: Api, signed_in: Reply) -> bool:
    """Whether the access token in an answer is good for the work of every day."""
    answer = api.as_(signed_in.json()["access_token"]).get("/api/services")
    assert answer.status in {HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED}  # she is in no organization
    return answer.status == HTTPStatus.FORBIDDEN


def test_account_team_keys_and_organization_end_at_once_and_the_rest_within_seconds() -> None:
    daily = {each.path.split("/")[2] for each in SOON}
    work = {"services", "incidents", "maintenance", "templates", "preview", "reports", "notifications", "subscribers"}
    work |= {"sources", "automation", "events"}
    assert daily == {*work, "hosts", "metrics", "monitors", "providers", "organizations"}
    assert [name_of(each) for each in SOON if "organizations" in each.path] == ["GET /api/organizations/current"]


@pytest.mark.parametrize("endpoint", AT_ONCE, ids=name_of)
def test_a_session_that_ended_anywhere_opens_nothing_that_matters(
    owner: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint
) -> None:
    assert owner.get("/api/services").status == HTTPStatus.OK
    ended_by_another_process(tenant)
    before = tables.contents()
    answer = called(owner, endpoint, {"org_id": tenant.org_id})
    assert (answer.status, "signed out" in answer.json()["detail"]) == (HTTPStatus.UNAUTHORIZED, True)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert tables.contents() == before


@pytest.mark.parametrize("endpoint", SOON, ids=name_of)
def test_a_session_that_ended_elsewhere_opens_nothing_at_all_seconds_later(
    owner: Api, tenant: Tenant, now: Clock, endpoint: Endpoint
) -> None:
    assert owner.get("/api/services").status == HTTPStatus.OK
    ended_by_another_process(tenant)
    now.now += BELIEVED_FOR
    assert called(owner, endpoint, {}).status == HTTPStatus.UNAUTHORIZED


def test_a_session_that_goes_on_costs_the_daily_work_a_read_every_few_seconds(
    owner: Api, tenant: Tenant, tables: Engine, now: Clock
) -> None:
    def reads() -> int:
        tables.requests.clear()
        assert owner.get("/api/services", X_Organization_Id=tenant.org_id).status == HTTPStatus.OK
        return [name for name, _ in tables.requests].count("GetItem")

    first, second = reads(), reads()
    now.now += BELIEVED_FOR
    assert (first, second, reads()) == (second + 1, 1, first)


SIGNING_OUT: dict[str, Callable[[Api, Reply], Reply]] = {
    "signing out": lambda api, ada: api.post("/api/auth/sign-out", cookie=ada.cookie),
    "ending the session": lambda api, ada: api.as_(ada.json()["access_token"]).delete(
        f"/api/auth/sessions/{ada.cookie.split('.')[1]}"
    ),
}


@pytest.mark.parametrize("sign_out", SIGNING_OUT.values(), ids=SIGNING_OUT)
def test_a_token_is_over_with_its_session_and_no_other_is(api: Api, sign_out: Callable[[Api, Reply], Reply]) -> None:
    here = api.post("/api/auth/sign-up", ADA)
    elsewhere = api.post("/api/auth/sign-in", {"email": ADA["email"], "password": ADA["password"]})
    assert works(api, here)
    assert sign_out(api, here).status == HTTPStatus.NO_CONTENT
    assert not works(api, here)
    assert works(api, elsewhere)


def test_a_stolen_refresh_token_that_is_noticed_ends_the_access_tokens_too(api: Api) -> None:
    first = api.post("/api/auth/sign-up", ADA)
    second = api.post("/api/auth/refresh", cookie=first.cookie)
    third = api.post("/api/auth/refresh", cookie=second.cookie)
    assert works(api, third)
    assert api.post("/api/auth/refresh", cookie=first.cookie).status == HTTPStatus.UNAUTHORIZED
    assert not works(api, third)


def test_changing_the_password_ends_the_tokens_of_all_other_browsers(api: Api) -> None:
    here = api.post("/api/auth/sign-up", ADA)
    elsewhere = api.post("/api/auth/sign-in", {"email": ADA["email"], "password": ADA["password"]})
    assert works(api, elsewhere)
    change = {"current_password": ADA["password"], "new_password": "a better horse battery"}
    assert api.as_(here.json()["access_token"]).post("/api/auth/change-password", change).status == 204
    assert works(api, here)
    assert not works(api, elsewhere)


def test_a_reset_password_ends_the_tokens_of_every_browser(api: Api) -> None:
    ada = api.post("/api/auth/sign-up", ADA)
    assert works(api, ada)
    token = account_tokens.issue(
        ada.json()["user"]["id"], Purpose.RESET_PASSWORD, _password_hash(), datetime.now(UTC) + BELIEVED_FOR
    )
    body = {"token": token, "password": "a better horse battery"}
    assert api.post("/api/auth/reset-password", body).status == HTTPStatus.NO_CONTENT
    assert not works(api, ada)


def test_signing_in_with_the_old_password_while_it_is_being_reset_begins_no_session(api: Api, tables: Engine) -> None:
    ada = api.post("/api/auth/sign-up", ADA).json()["user"]["id"]

    def reset() -> None:
        accounts.change(ada, password_hash=passwords.hashed("a better horse battery"))
        sessions.end_all(ada)

    tables.before("PutItem", reset)
    late = api.post("/api/auth/sign-in", {"email": ADA["email"], "password": ADA["password"]})
    assert late.status == HTTPStatus.UNAUTHORIZED
    assert sessions.of_user(ada, datetime.now(UTC)) == []


def _password_hash() -> str:
    ada = accounts.by_email(ADA["email"])
    assert ada is not None
    return ada.password_hash
