"""What the dashboard is told that a role may do is what the API asks that role for."""

import pytest

import app  # noqa: F401 - its import fills the registry
from chalicelib.api.registry import REGISTRY, Endpoint
from chalicelib.domain.roles import NEEDED, Permission, Role

BY_RESOURCE = {
    "services": Permission.RUN,
    "incidents": Permission.RUN,
    "maintenance": Permission.RUN,
    "templates": Permission.RUN,
    "metrics": Permission.RUN,
    "monitors": Permission.RUN,
    "providers": Permission.RUN,
    "preview": Permission.RUN,
    "subscribers": Permission.RUN,
    "hosts": Permission.CHANGE_SETTINGS,
    "team": Permission.MANAGE_TEAM,
    "api-keys": Permission.MANAGE_KEYS,
    "organizations": Permission.CHANGE_SETTINGS,
    "events": Permission.READ_LOG,
    "sources": Permission.CHANGE_SETTINGS,
    "automation": Permission.RUN,
    "imports": Permission.CHANGE_SETTINGS,
    "exports": Permission.CHANGE_SETTINGS,
}
OTHERS = {
    "GET /api/subscribers/export": Permission.CHANGE_SETTINGS,
    "GET /api/subscribers/data": Permission.CHANGE_SETTINGS,
    "POST /api/subscribers/erase": Permission.CHANGE_SETTINGS,
    "GET /api/sources": Permission.RUN,
    "GET /api/sources/{source_id}": Permission.RUN,
    "POST /api/sources/{source_id}/dry-run": Permission.RUN,
    "GET /api/sources/{source_id}/alerts": Permission.RUN,
    "GET /api/sources/{source_id}/firing": Permission.RUN,
    "POST /api/sources/{source_id}/firing/{firing_id}/end": Permission.RUN,
    "GET /api/sources/{source_id}/alerts/{alert_id}": Permission.RUN,
    "POST /api/services/{service_id}/mail-address": Permission.CHANGE_SETTINGS,
    "POST /api/events/{event_id}/undo": Permission.RUN,
    "PUT /api/services/{service_id}/history": Permission.CHANGE_SETTINGS,
    "DELETE /api/organizations/{org_id}": Permission.DELETE_ORGANIZATION,
    "POST /api/organizations/{org_id}/restore": Permission.DELETE_ORGANIZATION,
}
ABOVE_VIEWER = [each for each in REGISTRY if each.role not in {None, Role.VIEWER}]


@pytest.mark.parametrize("endpoint", ABOVE_VIEWER, ids=lambda each: f"{each.method} {each.path}")
def test_the_dashboard_offers_what_the_api_allows(endpoint: Endpoint) -> None:
    resource = endpoint.path.split("/")[2]
    permission = OTHERS.get(f"{endpoint.method} {endpoint.path}", BY_RESOURCE[resource])
    assert endpoint.role is NEEDED[permission]
