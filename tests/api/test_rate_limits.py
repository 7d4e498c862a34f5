"""How many calls a minute: counted per caller, told on every answer, and shared between instances."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

import pytest

from chalicelib.api import limits
from chalicelib.auth.passwords import Cost
from chalicelib.config import settings
from chalicelib.store.tables import Counters
from tests.conftest import Clock
from tests.edges import Api
from tests.engine import Engine
from tests.tenancy import Tenant

AUTH = "/api/auth/refresh"


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets limits, and forgets what was counted."""

    def limit(**quotas: int) -> None:
        known = replace(settings(), **{f"rate_limit_{name}": quota for name, quota in quotas.items()})  # type: ignore[arg-type]
        monkeypatch.setattr(limits, "settings", lambda: known)
        limits.forget()

    limit()
    return limit


def test_every_answer_says_what_is_left(api: Api, tenant: Tenant, limited: Callable[..., None], clock: Clock) -> None:
    limited(reads=10)
    clock.passes(seconds=20)
    answer = api.as_(tenant.token).get("/api/services")
    assert answer.headers["RateLimit-Policy"] == '"reads";q=10;w=60'
    assert answer.headers["RateLimit"] == '"reads";r=9;t=40'


def test_one_call_too_many_is_429_and_says_when_to_come_back(
    api: Api, tenant: Tenant, limited: Callable[..., None], clock: Clock
) -> None:
    limited(writes=2)
    ada = api.as_(tenant.token)
    assert [ada.post("/api/services", {"name": f"S{n}"}).status for n in range(3)] == [201, 201, 429]
    refused = ada.post("/api/services", {"name": "Another"})
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Retry-After"] == "60"
    assert refused.headers["RateLimit"] == '"writes";r=0;t=60'
    assert len(ada.get("/api/services").json()["items"]) == 2
    clock.passes(seconds=60)
    assert ada.post("/api/services", {"name": "Another"}).status == HTTPStatus.CREATED


def test_whoever_guesses_at_tokens_is_slowed_down_and_no_one_else(
    api: Api, tenant: Tenant, limited: Callable[..., None], clock: Clock
) -> None:
    limited(reads=3)
    for guess, path, refusal in (("x.y.z", "/api/services", 401), ("guess", "/admin/debug/organizations", 404)):
        limits.forget()
        answers = [api.as_(guess).get(path) for _ in range(4)]
        assert [answer.status for answer in answers] == [refusal] * 3 + [429]
        assert answers[0].headers["RateLimit"].startswith('"public";r=2;')
        assert int(answers[3].headers["Retry-After"]) > 0
    assert api.as_(tenant.token).get("/api/services").status == HTTPStatus.OK


def test_one_caller_does_not_use_up_anothers_minute(
    api: Api, found_tenant: Callable[..., Tenant], limited: Callable[..., None]
) -> None:
    limited(writes=1)
    for each in (found_tenant(), found_tenant(name="Another", slug="another")):
        assert api.as_(each.token).post("/api/services", {"name": "S"}).status == HTTPStatus.CREATED


def test_fifty_changes_at_once_are_an_ordinary_day(api: Api, tenant: Tenant, limited: Callable[..., None]) -> None:
    limited(writes=1200)
    ada = api.as_(tenant.token)
    assert {ada.post("/api/services", {"name": f"S{n}"}).status for n in range(50)} == {201}


def test_instances_share_what_they_counted(
    api: Api, tenant: Tenant, limited: Callable[..., None], clock: Clock
) -> None:
    limited(auth=3)
    statuses = []
    for _ in range(5):
        limits.forget()  # as many instances as calls
        statuses.append(api.post(AUTH).status)
    assert statuses == [401, 401, 401, 429, 429]


def test_one_who_changes_little_costs_no_counter(
    api: Api, tenant: Tenant, engine: Engine, limited: Callable[..., None]
) -> None:
    limited(writes=1200)
    engine.requests.clear()
    api.as_(tenant.token).post("/api/services", {"name": "S"})
    tables = [str(request) for request in engine.requests if Counters.Meta.table_name in str(request)]
    assert tables == []


def test_no_address_is_stored(api: Api, tables: Engine, limited: Callable[..., None]) -> None:
    limited(auth=10)
    api.post(AUTH)
    assert "127.0.0.1" not in str(tables.contents())


def test_a_limit_of_zero_is_none(api: Api, tenant: Tenant, limited: Callable[..., None]) -> None:
    limited(reads=0)
    answer = api.as_(tenant.token).get("/api/services")
    assert answer.status == HTTPStatus.OK
    assert "RateLimit" not in answer.headers


def test_counting_survives_the_loss_of_the_table(
    api: Api, tables: Engine, monkeypatch: pytest.MonkeyPatch, limited: Callable[..., None], clock: Clock
) -> None:
    from chalicelib.domain.errors import UnavailableError  # noqa: PLC0415 - after the environment

    def away(*_: object) -> int:
        raise UnavailableError("away")

    limited(auth=2)
    monkeypatch.setattr("chalicelib.store.counters.add", away)
    assert [api.post(AUTH).status for _ in range(3)] == [401, 401, 429]


def _signs_in(api: Api, email: str, password: str = "a wrong password") -> int:
    return api.post("/api/auth/sign-in", {"email": email, "password": password}).status


def test_who_hammers_at_one_account_does_not_use_up_the_minute_of_their_office(
    api: Api, tables: Engine, limited: Callable[..., None], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.auth.passwords.COST", Cost(2**4, 8, 1))
    limited(auth=8)
    form = {"email": "grace@example.com", "password": "correct horse battery", "name": "Grace"}
    assert api.post("/api/auth/sign-up", form).status == HTTPStatus.CREATED
    hammered = [_signs_in(api, "ada@example.com") for _ in range(60)]
    assert hammered[:2] == [401, 401]
    assert set(hammered[2:]) == {429}
    assert _signs_in(api, form["email"], form["password"]) == HTTPStatus.OK


def test_one_address_tries_a_bounded_number_of_accounts_a_minute(
    api: Api, tables: Engine, limited: Callable[..., None], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.auth.passwords.COST", Cost(2**4, 8, 1))
    limited(auth=2)
    sprayed = [_signs_in(api, f"p{number}@example.com") for number in range(12)]
    assert sprayed == [401] * 10 + [429] * 2


def test_no_email_address_is_stored_with_what_was_counted(
    api: Api, tables: Engine, limited: Callable[..., None]
) -> None:
    limited(auth=8)
    _signs_in(api, "ada@example.com")
    assert "ada@example.com" not in str([each for each in tables.requests if "counters" in str(each)])
