"""Who may call what of v1: the roles of our own API, for every path and every kind of caller."""

from dataclasses import dataclass

import pytest

import app  # noqa: F401 - declares the endpoints
from chalicelib.api.registry import Endpoint
from chalicelib.api.statuspage.declared import ENDPOINTS
from chalicelib.domain.api_keys import Scope
from chalicelib.domain.metrics import MetricDraft
from chalicelib.domain.organizations import Role
from chalicelib.domain.postmortems import PostmortemEdit
from chalicelib.use_cases import metrics, postmortems
from tests.api.registered import name_of, path_of
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.factories import NOW
from tests.queues import Queues
from tests.statuspage.conftest import a_key
from tests.tenancy import Tenant, a_tenant, a_token

BODIES = {
    "ComponentBody": {"component": {"name": "X"}},
    "FollowingBody": {"component_ids": []},
    "GroupBody": {"component_group": {"name": "X"}},
    "IncidentBody": {"incident": {"name": "X"}},
    "DataBody": {"data": {"timestamp": 1, "value": 1}},
    "ManyBody": {"data": {}},
    "MetricBody": {"metric": {"name": "X"}},
    "PageBody": {"page": {"name": "X"}},
    "PostmortemBody": {"postmortem": {"body_draft": "X"}},
    "SubscriberBody": {"subscriber": {"email": "eve@example.com", "skip_confirmation_notification": True}},
    "SubscribersBody": {"subscribers": "all"},
    "TemplateBody": {"template": {"name": "X"}},
    "UpdateBody": {"incident_update": {"body": "X"}},
}
OF_SCOPE = {Scope.READ: Role.VIEWER, Scope.WRITE: Role.MEMBER, Scope.ADMIN: Role.ADMIN}


@dataclass(frozen=True)
class World:
    """A page with one of everything."""

    tenant: Tenant
    stranger: Tenant
    ids: dict[str, str]


def _world(tables: Engine) -> World:
    tables.wipe()
    tenant = a_tenant()
    checkout = tenant.service(category="Shop")
    incident = tenant.opens(checkout)
    postmortems.write(tenant.org_id, incident.id, PostmortemEdit(text="X"), tenant.actor, NOW)
    ids = {
        "page_id": tenant.org_id,
        "component_id": checkout.id,
        "incident_id": incident.id,
        "incidents/update_id": incident.updates[0].id,
        "metric_id": metrics.add(tenant.org_id, MetricDraft(name="X"), tenant.actor, NOW).id,
        "provider_id": tenant.org_id,
        "subscriber_id": tenant.subscriber("bob@example.com").id,
    }
    return World(tenant, a_tenant("Elsewhere"), ids)


def _called(api: Api, endpoint: Endpoint, ids: dict[str, str]) -> Reply:
    body = BODIES[endpoint.body.__name__] if endpoint.body else None
    return api.send(endpoint.method, path_of(endpoint, ids), body)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
def test_a_path_asks_for_its_role_of_keys_and_of_people(
    api: Api, tables: Engine, queues: Queues, endpoint: Endpoint
) -> None:
    role, world = endpoint.role, _world(tables)
    assert role is not None
    keys = {of: a_key(world.tenant, scope) for scope, of in OF_SCOPE.items()}
    people = {of: a_token(world.tenant.joined_by(of)) for of in (Role.VIEWER, Role.MEMBER, Role.ADMIN)}
    stranger = a_key(world.stranger, Scope.ADMIN)
    before = _without_counters(tables)
    for token, of in [*((key, of) for of, key in keys.items()), *((token, of) for of, token in people.items())]:
        if not of.includes(role):
            refused = _called(api.as_(token), endpoint, world.ids)
            assert (refused.status, "This needs the role" in refused.body) == (403, True)
    assert _called(api, endpoint, world.ids).status == 401
    if "{page_id}" in endpoint.path:
        assert _called(api.as_(stranger), endpoint, world.ids).status == 404
    assert _without_counters(tables) == before
    assert _called(api.as_(keys[role]), endpoint, world.ids).status not in {401, 403, 500}


WITH_ID = [each for each in ENDPOINTS if each.path.count("{") > 1]


@pytest.mark.parametrize("endpoint", WITH_ID, ids=name_of)
def test_what_belongs_to_another_page_is_not_on_ones_own(
    api: Api, tables: Engine, queues: Queues, endpoint: Endpoint
) -> None:
    world = _world(tables)
    key = a_key(world.stranger, Scope.ADMIN)
    before = _without_counters(tables)
    reply = _called(api.as_(key), endpoint, {**world.ids, "page_id": world.stranger.org_id})
    assert (reply.status, reply.json()) == (404, {"error": "Not found"})
    assert _without_counters(tables) == before


def _without_counters(tables: Engine) -> dict[str, object]:
    counted = {"tests-counters", "tests-api_keys"}
    return {name: items for name, items in tables.contents().items() if name not in counted}


def test_on_a_page_s_own_host_there_is_no_other_page(client: Api, page: str) -> None:
    a_tenant("other")
    assert client.send("GET", page, X_Allclear_Page="northwind").status == 200
    assert client.send("GET", page, X_Allclear_Page="other").status == 404
    assert client.send("GET", page, X_Allclear_Page="nobody").status == 404
