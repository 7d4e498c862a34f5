"""A request that cannot be read, or is no request of ours: a clear answer, and nothing changed."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.api.registry import Endpoint
from tests.api.registered import BODIES, ROLE_BOUND, ids_of, name_of, path_of
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.factories import DOWN
from tests.tenancy import Tenant

WITH_BODY = [each for each in ROLE_BOUND if each.body]
PROBLEM = {"type", "title", "status", "detail", "request_id"}
NOT_JSON = [
    "",
    "{",
    '{"name": ',
    "name=x",
    "\x00",
    "{'a': 1}",
    '{"a": 1,}',
    "\ufeff{}",
    "[" * 100_000,
    '{"a":' * 20_000,
]
NOT_AN_OBJECT = ["[]", "[{}]", "null", "7", '"x"', "true"]


def _refused(answer: Reply, *statuses: int) -> Any:
    problem = answer.json()
    assert answer.status in statuses, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(problem) - {"errors"} == PROBLEM
    assert (problem["status"], problem["request_id"]) == (answer.status, "request-1")
    assert "Traceback" not in answer.body
    return problem


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=name_of)
def test_a_body_that_is_not_its_form_is_refused(owner: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint) -> None:
    path = path_of(endpoint, ids_of(tenant))
    before = tables.contents()
    for body in NOT_JSON if not endpoint.bodiless else filter(None, NOT_JSON):
        _refused(owner.send(endpoint.method, path, body), 400)
    for body in NOT_AN_OBJECT:
        _refused(owner.send(endpoint.method, path, body), 422)
    assert tables.contents() == before


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=name_of)
def test_a_body_of_another_kind_or_size_is_refused(
    owner: Api, tenant: Tenant, tables: Engine, endpoint: Endpoint
) -> None:
    path = path_of(endpoint, ids_of(tenant))
    form = BODIES[endpoint.body.__name__] if endpoint.body else {}
    before = tables.contents()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", ""):
        _refused(owner.send(endpoint.method, path, form, Content_Type=kind), 415)
    _refused(owner.send(endpoint.method, path, json.dumps(form) + " " * endpoint.most_bytes), 413)
    assert tables.contents() == before


def test_seven_megabytes_are_refused(owner: Api) -> None:
    _refused(owner.post("/api/services", json.dumps({"name": "x" * 7_000_000})), 413)


def test_a_body_may_be_as_large_as_the_limit(owner: Api) -> None:
    form = json.dumps({"name": "X"})
    assert owner.post("/api/services", form.ljust(256 * 1024)).status == 201


@pytest.mark.parametrize("kind", ["Application/JSON", "application/json; charset=utf-8", "application/json;charset=x"])
def test_json_is_json_however_it_is_spelled(owner: Api, kind: str) -> None:
    assert owner.post("/api/services", {"name": "X"}, Content_Type=kind).status == 201


@pytest.mark.parametrize(
    "body",
    [
        '{"name": "x", "position": NaN}',
        '{"name": "x", "position": Infinity}',
        '{"name": "x", "position": 1e400}',
        '{"name": "x", "position": true}',
        '{"name": "x", "position": "5"}',
        '{"name": NaN}',
        '{"name": "\\ud800"}',
        '{"name": "\\u0000"}',
        '{"name": "x", "version": 7}',
        '{"name": "x", "description": "\\u001b[31m"}',
    ],
)
def test_what_only_raw_json_can_say_is_refused(owner: Api, tenant: Tenant, tables: Engine, body: str) -> None:
    before = tables.contents()
    _refused(owner.post("/api/services", body), 400, 422)
    assert tables.contents() == before


def test_of_a_field_given_twice_the_last_counts(owner: Api) -> None:
    """As JSON parsers do; so that what was validated is what is stored."""
    assert owner.post("/api/services", '{"name": "a\\u0000", "name": "B"}').json()["name"] == "B"
    assert owner.post("/api/services", '{"name": "B", "name": "a\\u0000"}').status == 422


def test_every_field_that_is_wrong_is_named(owner: Api) -> None:
    problem = _refused(owner.post("/api/services", {"name": "", "status": "x", "colour": 1}), 422)
    assert sorted(str(error["loc"]) for error in problem["errors"]) == ["['colour']", "['name']", "['status']"]


@pytest.mark.parametrize(
    "body",
    [
        {"title": "x", "service_ids": ["nope"]},
        {"title": "x", "service_ids": ["01kg000000000000000000000z"]},
        {"title": "x", "service_ids": "01kg000000000000000000000z"},
        {"title": "x", "service_ids": ["01kg000000000000000000000z"] * 101},
        {"title": "x", "service_status": "under_maintenance"},
        {"title": "x", "service_status": {"nope": "operational"}},
        {"title": "x", "service_status": {"01kg000000000000000000000z": "operational"}},
        {"title": "x", "impact": "huge"},
        {"title": "x", "status": "scheduled"},
        {"title": "x" * 201},
        {"title": "x", "description": "x" * 5001},
    ],
    ids=lambda body: json.dumps(body)[:60],
)
def test_an_incident_that_makes_no_sense_is_not_opened(
    owner: Api, tenant: Tenant, tables: Engine, body: dict[str, Any]
) -> None:
    tenant.service()
    before = tables.contents()
    _refused(owner.post("/api/incidents", body), 422)
    assert tables.contents() == before


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limit=", "limit=1e9", "cursor=x", "colour=red"])
@pytest.mark.parametrize("path", ["/api/services", "/api/incidents", "/api/maintenance"])
def test_a_query_that_makes_no_sense_is_refused(owner: Api, path: str, query: str) -> None:
    _refused(owner.get(f"{path}?{query}"), 422)


def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(
    owner: Api, tenant: Tenant, tables: Engine
) -> None:
    checkout = tenant.service()
    tables.fails("TransactWriteItems", "ThrottlingException")
    answer = owner.put(f"/api/services/{checkout.id}/status", {"status": "major_outage"})
    _refused(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert tenant.status_of(checkout) is not DOWN


def test_a_fault_of_ours_is_a_500_that_shows_nothing_of_it(
    owner: Api, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("chalicelib.api.services.store.of_organization", fail)
    answer = owner.get("/api/services")
    assert answer.status == 500
    assert "secret" not in answer.body
    assert "ZeroDivision" not in answer.body


def test_data_of_ours_that_is_broken_is_our_fault_and_not_the_callers(
    owner: Api, tenant: Tenant, tables: Engine
) -> None:
    checkout = tenant.service()
    tables.break_row("services", tenant.org_id)
    assert owner.get(f"/api/services/{checkout.id}").status == 500


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["name", "title", "status", "service_ids", "service_status", "text", "position", "scheduled_start"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["/api/services", "/api/incidents", "/api/maintenance", "/api/organizations"]),
    ANY_JSON | st.dictionaries(st.sampled_from(FIELDS), ANY_JSON, max_size=4),
)
def test_no_json_whatsoever_is_a_fault_of_ours(owner: Api, path: str, body: object) -> None:
    text = json.dumps(body)
    assert owner.post(path, text).status < 500
