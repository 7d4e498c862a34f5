"""A value that cannot be what it is given for is refused by name, wherever it is given; and nothing has changed."""

from typing import Any

import pytest

from chalicelib.api.registry import REGISTRY, Endpoint
from chalicelib.auth.passwords import Cost
from tests.api.registered import BODIES, name_of, path_of
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.tenancy import Tenant

WITH_BODY = [each for each in REGISTRY if each.body]
COUNTED = "tests-counters"
"""How often somebody asked is counted, also where the answer is no."""

UNFIT: dict[str, dict[str, Any]] = {
    "an unknown field": {"no_such_field": 1},
    "a field of the server's": {"id": "01kg0000000000000000000000"},
    "another organization": {"org_id": "01kg0000000000000000000000"},
    "a dunder": {"__class__": {}},
}


def everything(tables: Engine) -> Any:
    """All items but the counters."""
    return {name: items for name, items in tables.contents().items() if name != COUNTED}


def assert_problem(answer: Reply, *statuses: int) -> None:
    """It is refused, in the shape of every refusal."""
    assert answer.status in statuses, answer
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "request_id"} <= set(problem)
    assert problem["status"] == answer.status
    assert problem["detail"]
    assert "Traceback" not in answer.body
    assert "pydantic" not in answer.body.lower()
    if answer.status == 422:
        assert all(set(error) == {"loc", "msg"} for error in problem["errors"])
        assert all(error["loc"][0] != "body" for error in problem["errors"] if error["loc"][1:]), "named alone"


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.auth.passwords.COST", Cost(2**4, 8, 1))


def sent(api: Api, tenant: Tenant, endpoint: Endpoint, body: object, **headers: str) -> Reply:
    """The owner sends this to an endpoint, about things that are there."""
    ids = {"org_id": tenant.org_id, "slug": tenant.slug, "number": "0"}
    return api.as_(tenant.token).send(endpoint.method, path_of(endpoint, ids), body, **headers)


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=name_of)
def test_a_field_that_nobody_asked_for_is_refused_and_named(
    api: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint
) -> None:
    before = everything(tables)
    assert endpoint.body
    for extra in UNFIT.values():
        answer = sent(api, tenant, endpoint, BODIES.get(endpoint.body.__name__, {}) | extra)
        assert_problem(answer, 422)
        assert list(extra) in [error["loc"] for error in answer.json()["errors"]]
    assert everything(tables) == before


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=name_of)
def test_a_field_of_another_type_is_refused(api: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint) -> None:
    before = everything(tables)
    assert endpoint.body
    wrong: tuple[Any, ...] = ({"a": {}}, [[]], 1.5, float("nan"), "\x00", "x" * 30_000, "\u202eevil")
    for field, declared in endpoint.body.model_fields.items():
        for value in wrong if declared.annotation is not Any else ():
            if "password" in field and isinstance(value, str):
                continue
            if (endpoint.body.__name__, field, value) == ("UploadedFile", "data", "x" * 30_000):
                continue  # it is Base64
            answer = sent(api, tenant, endpoint, BODIES.get(endpoint.body.__name__, {}) | {field: value})
            assert_problem(answer, 401 if field == "email" else 422, 422)
    assert everything(tables) == before


NAMES: dict[str, Any] = {
    "too long": "x" * 101,
    "very long": "x" * 10_000,
    "longer once composed": "\ufb2c" * 100,
    "empty": "",
    "blank": " \t ",
    "invisible": "\u200b\u2060",
    "a line break": "a\nb",
    "a carriage return": "a\rb",
    "nul": "a\x00b",
    "escape": "a\x1b[31mb",
    "delete": "a\x7fb",
    "a C1 control": "a\x9bb",
    "a line separator": "a\u2028b",
    "right to left": "a\u202eb",
    "an isolate": "a\u2066b",
    "null": None,
    "a number": 5,
    "true": True,
    "a list": ["x"],
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_that_is_none_is_refused_wherever_one_is_asked_for(
    api: Api, tenant: Tenant, tables: Engine, name: object
) -> None:
    service = tenant.service()
    before = everything(tables)
    owner = api.as_(tenant.token)
    assert_problem(owner.post("/api/services", {"name": name}), 422)
    assert_problem(owner.post("/api/organizations", {"name": name}), 422)
    if name is not None:
        assert_problem(owner.put(f"/api/services/{service.id}", {"name": name}), 422)
    assert everything(tables) == before


@pytest.mark.parametrize("word", ["up", "", "OPERATIONAL", None, 1, ["operational"], "operational "])
def test_a_status_that_is_none_is_refused(api: Api, tenant: Tenant, tables: Engine, word: object) -> None:
    service, incident, item = tenant.service(), tenant.opens(), tenant.schedules()
    before = everything(tables)
    owner = api.as_(tenant.token)
    for path in (f"services/{service.id}", f"incidents/{incident.id}", f"maintenance/{item.id}"):
        assert_problem(owner.put(f"/api/{path}/status", {"status": word}), 422)
    assert everything(tables) == before


@pytest.mark.parametrize(
    "moment",
    ["tomorrow", "2090-01-05", "2090-01-05T12:00:00", "2090-13-05T12:00:00Z", "12:00", 4_000_000_000, "4000000000", ""],
)
def test_a_time_that_is_none_is_refused(api: Api, tenant: Tenant, tables: Engine, moment: object) -> None:
    before = everything(tables)
    draft = {"title": "X", "scheduled_start": "2090-01-01T00:00:00Z", "scheduled_end": moment}
    assert_problem(api.as_(tenant.token).post("/api/maintenance", draft), 422)
    assert everything(tables) == before


@pytest.mark.parametrize("position", [-1, 1_000_001, 1.5, "first", 10**30, float("nan"), float("inf")])
def test_a_position_that_is_none_is_refused(api: Api, tenant: Tenant, tables: Engine, position: object) -> None:
    before = everything(tables)
    assert_problem(api.as_(tenant.token).post("/api/services", {"name": "X", "position": position}), 422)
    assert everything(tables) == before


def test_a_website_that_is_no_address_is_refused_in_plain_words(api: Api, tenant: Tenant, tables: Engine) -> None:
    before = everything(tables)
    for odd in ("javascript:alert(1)", "not an address", "ftp://example.com", "//example.com", "http://", "data:,x"):
        answer = api.as_(tenant.token).put(f"/api/organizations/{tenant.org_id}", {"website_url": odd})
        assert_problem(answer, 422)
        assert "\n" not in answer.json()["errors"][0]["msg"]
    assert everything(tables) == before


def test_services_of_another_organization_cannot_be_named(
    api: Api, tenant: Tenant, found_tenant: Any, tables: Engine
) -> None:
    theirs = found_tenant("Other Corp").service()
    incident, item = tenant.opens(), tenant.schedules()
    before = everything(tables)
    owner, ids = api.as_(tenant.token), {"service_ids": [theirs.id]}
    times = {"scheduled_start": "2090-01-01T00:00:00Z", "scheduled_end": "2090-01-02T00:00:00Z"}
    for answer in (
        owner.post("/api/incidents", {"title": "X", **ids}),
        owner.put(f"/api/incidents/{incident.id}", ids),
        owner.post("/api/maintenance", {"title": "X", **times, **ids}),
        owner.put(f"/api/maintenance/{item.id}", ids),
    ):
        assert_problem(answer, 422)
        assert answer.json()["errors"][0]["loc"] == ["service_ids", 0]
    assert everything(tables) == before
