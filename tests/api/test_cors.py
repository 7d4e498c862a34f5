"""Which pages of other origins may read what."""

from dataclasses import replace

import pytest

from chalicelib.api import cors
from chalicelib.api.registry import REGISTRY
from chalicelib.config import settings
from tests.edges import Api
from tests.tenancy import Tenant

OURS, OPS, STRANGER = "https://status.example.com", "https://ops.example.com", "https://stranger.example"


@pytest.fixture(autouse=True)
def _origins(monkeypatch: pytest.MonkeyPatch) -> None:
    known = replace(settings(), public_url=OURS, allowed_origins=f"{OPS}, https://other.example/")
    monkeypatch.setattr(cors, "settings", lambda: known)
    cors.trusted_origins.cache_clear()


def test_any_page_may_read_what_is_public(api: Api, tenant: Tenant) -> None:
    answer = api.get(f"/api/status/{tenant.slug}", Origin=STRANGER)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("origin", [OURS, OPS, "https://other.example"])
def test_trusted_pages_may_act_as_their_user(api: Api, tenant: Tenant, origin: str) -> None:
    answer = api.as_(tenant.token).get("/api/services", Origin=origin)
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize("origin", [STRANGER, "null", f"{OPS}.evil.example", "http://ops.example.com"])
def test_other_pages_may_not(api: Api, tenant: Tenant, origin: str) -> None:
    answer = api.as_(tenant.token).get("/api/services", Origin=origin)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize(("target", "status"), [("/api/services", 401), ("/api/auth/refresh", 401)])
def test_errors_can_be_read_by_who_may_read_answers(api: Api, target: str, status: int) -> None:
    method = "POST" if "auth" in target else "GET"
    answer = api.send(method, target, Origin=OPS)
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] == OPS


def test_every_path_answers_a_preflight(api: Api) -> None:
    for endpoint in REGISTRY:
        path = endpoint.path.replace("{", "").replace("}", "")
        answer = api.send("OPTIONS", path, Origin=OPS, Access_Control_Request_Method=endpoint.method)
        assert answer.status == 204
        assert endpoint.method in answer.headers["Access-Control-Allow-Methods"]
        assert "Idempotency-Key" in answer.headers["Access-Control-Allow-Headers"]


def test_a_strangers_preflight_is_not_granted(api: Api) -> None:
    answer = api.send("OPTIONS", "/api/services", Origin=STRANGER, Access_Control_Request_Method="POST")
    assert answer.status == 204
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_a_preflight_for_a_method_there_is_not_is_not_granted(api: Api) -> None:
    answer = api.send("OPTIONS", "/api/services", Origin=OPS, Access_Control_Request_Method="PATCH")
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
