"""Idempotency-Key: the same POST again gets the first answer, and is not done twice."""

from collections.abc import Callable
from http import HTTPStatus

import pytest

from chalicelib.api import idempotency
from chalicelib.domain.errors import TooManyError, UnavailableError
from chalicelib.store import replays
from chalicelib.use_cases import services
from tests.conftest import Clock
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.tenancy import Tenant

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
BODY = {"name": "Checkout"}


@pytest.fixture
def ada(api: Api, tenant: Tenant) -> Api:
    """The owner."""
    return api.as_(tenant.token)


def _post(caller: Api, body: object = BODY, key: str = KEY) -> Reply:
    return caller.post("/api/services", body, Idempotency_Key=key)


def test_the_same_request_again_gets_the_first_answer_and_is_not_done_twice(ada: Api) -> None:
    first, second = _post(ada), _post(ada)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert (second.status, second.body) == (first.status, first.body)
    assert {name: second.headers[name] for name in ("Location", "ETag")} == {
        name: first.headers[name] for name in ("Location", "ETag")
    }
    assert len(ada.get("/api/services").json()["items"]) == 1


def test_another_request_with_the_same_key_is_refused(ada: Api) -> None:
    _post(ada)
    for other in (
        _post(ada, {"name": "Other"}),
        ada.post("/api/incidents", BODY | {"title": "x"}, Idempotency_Key=KEY),
    ):
        assert other.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert len(ada.get("/api/services").json()["items"]) == 1


def test_another_key_is_another_request(ada: Api) -> None:
    assert _post(ada).json()["id"] != _post(ada, key="another").json()["id"]


def test_a_key_is_its_callers_own(api: Api, ada: Api, found_tenant: Callable[..., Tenant]) -> None:
    other = api.as_(found_tenant(name="Other", slug="other").token)
    assert _post(ada).json()["id"] != _post(other).json()["id"]


def test_a_refusal_is_replayed_too(ada: Api) -> None:
    body = {"title": "x", "service_ids": ["01kg00000000000000000000zz"]}
    first = ada.post("/api/incidents", body, Idempotency_Key=KEY)
    second = ada.post("/api/incidents", body, Idempotency_Key=KEY)
    assert HTTPStatus.BAD_REQUEST <= first.status < HTTPStatus.INTERNAL_SERVER_ERROR
    assert (second.status, second.body) == (first.status, first.body)


def test_who_comes_again_with_the_version_that_is_current_is_heard(ada: Api) -> None:
    path = f"/api/incidents/{ada.post('/api/incidents', {'title': 'x'}).json()['id']}/updates"
    stale = ada.post(path, {"text": "Soon."}, Idempotency_Key=KEY, If_Match='"7"')
    assert stale.status == HTTPStatus.PRECONDITION_FAILED
    assert ada.post(path, {"text": "Soon."}, Idempotency_Key=KEY, If_Match=stale.headers["ETag"]).status == 201


def test_who_comes_again_after_the_wait_is_heard(ada: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise TooManyError("not now", 1)

    with monkeypatch.context() as busy:
        busy.setattr(services, "add", refuse)
        assert _post(ada).status == HTTPStatus.TOO_MANY_REQUESTS
    assert _post(ada).status == HTTPStatus.CREATED


def test_a_body_that_is_no_request_leaves_the_key_free(ada: Api) -> None:
    assert _post(ada, {"nam": "Checkout"}).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _post(ada).status == HTTPStatus.CREATED


@pytest.mark.parametrize("fault", [UnavailableError("away"), RuntimeError("ours")])
def test_a_failure_of_ours_leaves_the_key_free(ada: Api, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def fail(*_: object) -> None:
        raise fault

    with monkeypatch.context() as broken:
        broken.setattr(services, "add", fail)
        assert _post(ada).status >= HTTPStatus.INTERNAL_SERVER_ERROR
    assert _post(ada).status == HTTPStatus.CREATED


def test_the_same_request_meanwhile_is_told_to_wait(ada: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Reply] = []
    add = services.add

    def add_slowly(*given: object) -> object:
        seen.append(_post(ada))
        return add(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "add", add_slowly)
    assert _post(ada).status == HTTPStatus.CREATED
    assert [each.status for each in seen] == [HTTPStatus.CONFLICT]
    assert seen[0].headers["Retry-After"] == "1"


def test_what_a_dead_process_left_behind_does_not_block_for_long(
    ada: Api, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(idempotency, "_kept", lambda first, secret, response: response)
    assert _post(ada).status == HTTPStatus.CREATED
    monkeypatch.undo()
    monkeypatch.setattr("chalicelib.clock.now", lambda: clock.now)
    assert _post(ada).status == HTTPStatus.CONFLICT
    clock.passes(seconds=replays.CLAIM.total_seconds() + 1)
    assert _post(ada).status == HTTPStatus.CREATED


@pytest.mark.parametrize("key", ["", "a b", "ü", "x" * 256])
def test_a_key_must_be_one_visible_word(ada: Api, key: str) -> None:
    assert _post(ada, key=key).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_key_on_a_put_changes_nothing(ada: Api) -> None:
    path = f"/api/services/{_post(ada).json()['id']}"
    versions = [ada.put(path, {"position": n}, Idempotency_Key=KEY).json()["version"] for n in (1, 2)]
    assert versions == [2, 3]


def test_a_stored_answer_shows_no_token_to_who_reads_the_table(api: Api, tables: Engine) -> None:
    form = {"email": "ada@northwind.example", "password": "correct horse battery", "name": "Ada"}
    first = api.post("/api/auth/sign-up", form, Idempotency_Key=KEY)
    second = api.post("/api/auth/sign-up", form, Idempotency_Key=KEY)
    assert (second.status, second.json(), second.cookie) == (201, first.json(), first.cookie)
    stored = str(tables.contents())
    assert first.json()["access_token"] not in stored
    assert KEY not in stored


def test_a_replay_for_a_cookie_needs_the_same_cookie(api: Api, tables: Engine) -> None:
    form = {"email": "ada@northwind.example", "password": "correct horse battery", "name": "Ada"}
    cookie = api.post("/api/auth/sign-up", form).cookie
    assert api.post("/api/auth/refresh", Cookie=cookie, Idempotency_Key=KEY).status == HTTPStatus.OK
    assert api.post("/api/auth/refresh", Idempotency_Key=KEY).status == HTTPStatus.UNPROCESSABLE_ENTITY
