"""/admin: for the operator, and nothing at all for everyone else."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

import pytest

from chalicelib.auth import operator
from chalicelib.config import settings
from chalicelib.queues.message import Message
from tests.edges import Api, Stream
from tests.engine import Engine
from tests.queues import Queues
from tests.tenancy import Tenant

TOKEN = "an-operator-token-of-tests-and-of-nothing-else"
PATHS = [
    ("POST", "/admin/init-database"),
    ("GET", "/admin/debug/organizations"),
    ("GET", "/admin/publications"),
    ("POST", "/admin/publications/01jh0000000000000000000000/release"),
]


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets OPERATOR_TOKEN."""

    def configure(token: str) -> None:
        known = replace(settings(), operator_token=token)
        monkeypatch.setattr(operator, "settings", lambda: known)

    configure(TOKEN)
    return configure


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN])
def test_to_everyone_else_there_is_nothing(
    api: Api, configured: Callable[[str], None], method: str, path: str, authorization: str
) -> None:
    answer = api.send(method, path, Authorization=authorization)
    assert answer.status == HTTPStatus.NOT_FOUND
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_an_owner_is_no_operator(api: Api, tenant: Tenant, configured: object, method: str, path: str) -> None:
    assert api.as_(tenant.token).send(method, path).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("token", ["", "too-short"])
@pytest.mark.parametrize(("method", "path"), PATHS)
def test_without_a_good_token_configured_there_is_no_operator(
    api: Api, configured: Callable[[str], None], method: str, path: str, token: str
) -> None:
    configured(token)
    for sent in (token, TOKEN):
        assert api.send(method, path, Authorization=f"Bearer {sent}").status == HTTPStatus.NOT_FOUND


def test_the_database_is_prepared_as_often_as_one_likes(api: Api, configured: object) -> None:
    for _ in range(2):
        answer = api.as_(TOKEN).post("/admin/init-database")
        assert (answer.status, answer.json()) == (200, {"created": []})


def test_organizations_are_counted_page_by_page(
    api: Api, tables: Engine, configured: object, found_tenant: Callable[..., Tenant]
) -> None:
    for number in range(3):
        made = found_tenant(slug=f"tenant-{number}")
        made.opens(made.service())
    operator_api, seen, cursor = api.as_(TOKEN), [], ""
    for _ in range(4):
        page = operator_api.get(f"/admin/debug/organizations?limit=1{cursor}").json()
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    tables.scans.clear()  # the one place that may
    assert sorted(each["slug"] for each in seen) == ["tenant-0", "tenant-1", "tenant-2"]
    assert {(each["members"], each["services"], each["incidents"]) for each in seen} == {(1, 1, 1)}


def test_who_is_set_aside_can_be_seen_and_released(
    api: Api, tenant: Tenant, stream: Stream, queues: Queues, configured: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator_api = api.as_(TOKEN)
    assert operator_api.get("/admin/publications").json() == {"items": [], "next_cursor": None}
    tenant.service()
    with monkeypatch.context() as broken:
        broken.setattr("chalicelib.publish.snapshot.page_now", None)
        stream.flow()
    stream.engine.scans.clear()
    (item,) = operator_api.get("/admin/publications").json()["items"]
    assert (item["org_id"], item["tries"], item["error"], item["events"]) == (tenant.org_id, 1, "TypeError", 2)
    queues.sent.clear()
    released = operator_api.post(f"/admin/publications/{tenant.org_id}/release")
    assert (released.status, released.json()["org_id"]) == (200, tenant.org_id)
    assert (queues.sent, queues.delays[-1]) == ({"publish_again": [Message(tenant.org_id)]}, 0)
    assert queues.flow("publish_again") == []
    assert operator_api.get("/admin/publications").json()["items"] == []
    assert operator_api.post(f"/admin/publications/{tenant.org_id}/release").status == HTTPStatus.NOT_FOUND
    stream.engine.scans.clear()
