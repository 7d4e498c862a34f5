"""Who may call what: one table, checked for every path and every kind of caller."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.api.registry import REGISTRY, Endpoint
from chalicelib.clock import now
from chalicelib.domain.accounts import User
from chalicelib.domain.api_keys import ApiKeyDraft, Scope
from chalicelib.domain.deletion import DeletionRequest
from chalicelib.domain.invitations import InvitationDraft
from chalicelib.domain.organizations import Role
from chalicelib.domain.postmortems import PostmortemEdit
from chalicelib.history import filling
from chalicelib.store import members, organizations
from chalicelib.use_cases import api_keys, invitations, organization_deletion, postmortems
from tests.api.registered import a_host, a_notification, called, ids_of_automation, name_of
from tests.edges import Api, Reply
from tests.engine import Engine
from tests.factories import NOW
from tests.queues import Queues
from tests.tenancy import Tenant, a_tenant, a_token

PUBLIC = "everyone, also without a token"
PERSON = "whoever is signed in, but no API key"
READ = "viewers and up, and API keys"
WRITE = "members and up, and API keys that do not only read"
VIEWER, ADMIN, OWNER = "viewers and up, but no API key", "admins and up, but no API key", "owners"
MANAGE = "admins and up, and API keys that are admins"
OPERATOR = "whoever has the operator's token; for all others it is not there"

TABLE: Mapping[str, str] = {
    "GET /api": PUBLIC,
    "GET /health": PUBLIC,
    "GET /api/status/{slug}": PUBLIC,
    "GET /api/status/{slug}/services": PUBLIC,
    "GET /api/status/{slug}/incidents": PUBLIC,
    "GET /api/status/{slug}/incidents/{incident_id}": PUBLIC,
    "GET /api/status/{slug}/maintenance": PUBLIC,
    "GET /api/status/{slug}/maintenance/{maintenance_id}": PUBLIC,
    "GET /api/status/{slug}/timeline": PUBLIC,
    "GET /api/status/{slug}/uptime": PUBLIC,
    "GET /api/status/{slug}/uptime/bars": PUBLIC,
    "GET /api/status/{slug}/uptime/{month}": PUBLIC,
    "GET /api/status/{slug}/metrics": PUBLIC,
    "GET /api/status/{slug}/providers": PUBLIC,
    "GET /api/status/{slug}/metrics/{range}": PUBLIC,
    "GET /api/metrics": READ,
    "POST /api/metrics": WRITE,
    "GET /api/metrics/{metric_id}": READ,
    "PUT /api/metrics/{metric_id}": WRITE,
    "DELETE /api/metrics/{metric_id}": WRITE,
    "GET /api/metrics/{metric_id}/points": READ,
    "POST /api/metrics/{metric_id}/points": WRITE,
    "DELETE /api/metrics/{metric_id}/points": WRITE,
    "GET /api/push/public-key": PUBLIC,
    "POST /api/status/{slug}/subscribers": PUBLIC,
    "GET /api/heartbeats/{monitor_id}/{secret}": PUBLIC,
    "POST /api/heartbeats/{monitor_id}/{secret}": PUBLIC,
    "GET /api/subscriptions/{token}": PUBLIC,
    "PUT /api/subscriptions/{token}": PUBLIC,
    "DELETE /api/subscriptions/{token}": PUBLIC,
    "POST /api/subscriptions/{token}/confirm": PUBLIC,
    "POST /api/subscriptions/{token}/unsubscribe": PUBLIC,
    "GET /api/subscriptions/{token}/unsubscribe": PUBLIC,
    "GET /api/sources": WRITE,
    "POST /api/sources": MANAGE,
    "GET /api/sources/{source_id}": WRITE,
    "PUT /api/sources/{source_id}": MANAGE,
    "PATCH /api/sources/{source_id}": MANAGE,
    "DELETE /api/sources/{source_id}": MANAGE,
    "POST /api/sources/{source_id}/rotate": MANAGE,
    "POST /api/sources/{source_id}/test": MANAGE,
    "POST /api/sources/{source_id}/dry-run": WRITE,
    "GET /api/sources/{source_id}/alerts": WRITE,
    "GET /api/sources/{source_id}/firing": WRITE,
    "POST /api/sources/{source_id}/firing/{firing_id}/end": WRITE,
    "GET /api/sources/{source_id}/alerts/{alert_id}": WRITE,
    "POST /api/alerts/{source_id}/{token}": PUBLIC,
    "POST /api/services/{service_id}/mail-address": MANAGE,
    "GET /api/automation": READ,
    "PUT /api/automation": WRITE,
    "GET /api/automation/changes": WRITE,
    "POST /api/events/{event_id}/undo": WRITE,
    "GET /api/subscribers": READ,
    "POST /api/subscribers": WRITE,
    "GET /api/subscribers/count": READ,
    "GET /api/subscribers/{subscriber_id}": READ,
    "PATCH /api/subscribers/{subscriber_id}": WRITE,
    "DELETE /api/subscribers/{subscriber_id}": WRITE,
    "POST /api/subscribers/{subscriber_id}/signing-secret": WRITE,
    "POST /api/subscribers/{subscriber_id}/test": WRITE,
    "POST /api/subscribers/import": WRITE,
    "GET /api/subscribers/import/{import_id}": WRITE,
    "GET /api/subscribers/export": MANAGE,
    "GET /api/subscribers/data": MANAGE,
    "POST /api/subscribers/erase": MANAGE,
    "GET /api/imports": MANAGE,
    "POST /api/imports": MANAGE,
    "GET /api/imports/{page_import_id}": MANAGE,
    "PUT /api/imports/{page_import_id}/files/{number}": MANAGE,
    "POST /api/imports/{page_import_id}/read": MANAGE,
    "POST /api/imports/{page_import_id}/start": MANAGE,
    "POST /api/imports/{page_import_id}/stop": MANAGE,
    "GET /api/exports": MANAGE,
    "POST /api/exports": MANAGE,
    "GET /api/exports/{export_id}": MANAGE,
    "GET /api/exports/{export_id}/archive": PUBLIC,
    "GET /api/notification-preferences": VIEWER,
    "PUT /api/notification-preferences": VIEWER,
    "GET /subscription": PUBLIC,
    "POST /subscription": PUBLIC,
    "GET /api/services": READ,
    "POST /api/services": WRITE,
    "GET /api/services/{service_id}": READ,
    "PUT /api/services/{service_id}": WRITE,
    "DELETE /api/services/{service_id}": WRITE,
    "PUT /api/services/{service_id}/status": WRITE,
    "PUT /api/services/status": WRITE,
    "PUT /api/services/category": WRITE,
    "GET /api/services/{service_id}/history": READ,
    "PUT /api/services/{service_id}/history": MANAGE,
    "GET /api/reports/uptime": READ,
    "GET /api/notifications": READ,
    "GET /api/notifications/{notification_id}": READ,
    "GET /api/incidents": READ,
    "POST /api/incidents": WRITE,
    "GET /api/incidents/{incident_id}": READ,
    "PUT /api/incidents/{incident_id}": WRITE,
    "DELETE /api/incidents/{incident_id}": WRITE,
    "PUT /api/incidents/{incident_id}/status": WRITE,
    "POST /api/incidents/{incident_id}/updates": WRITE,
    "PUT /api/incidents/{incident_id}/updates/{update_id}": WRITE,
    "DELETE /api/incidents/{incident_id}/updates/{update_id}": WRITE,
    "POST /api/incidents/{incident_id}/updates/{update_id}/restore": WRITE,
    "GET /api/maintenance": READ,
    "POST /api/maintenance": WRITE,
    "GET /api/maintenance/{maintenance_id}": READ,
    "PUT /api/maintenance/{maintenance_id}": WRITE,
    "DELETE /api/maintenance/{maintenance_id}": WRITE,
    "PUT /api/maintenance/{maintenance_id}/status": WRITE,
    "POST /api/incidents/{incident_id}/publish": WRITE,
    "PUT /api/incidents/{incident_id}/draft": WRITE,
    "POST /api/maintenance/{maintenance_id}/publish": WRITE,
    "PUT /api/maintenance/{maintenance_id}/draft": WRITE,
    "GET /api/incidents/{incident_id}/postmortem": READ,
    "PUT /api/incidents/{incident_id}/postmortem": WRITE,
    "DELETE /api/incidents/{incident_id}/postmortem": WRITE,
    "GET /api/maintenance/series": READ,
    "GET /api/maintenance/series/{series_id}": READ,
    "PUT /api/maintenance/series/{series_id}": WRITE,
    "DELETE /api/maintenance/series/{series_id}": WRITE,
    "POST /api/preview": WRITE,
    "POST /api/providers": WRITE,
    "PUT /api/services/{service_id}/follows": WRITE,
    "DELETE /api/services/{service_id}/follows": WRITE,
    "GET /api/monitors": READ,
    "POST /api/monitors": WRITE,
    "GET /api/monitors/regions": READ,
    "GET /api/monitors/{monitor_id}": READ,
    "PUT /api/monitors/{monitor_id}": WRITE,
    "DELETE /api/monitors/{monitor_id}": WRITE,
    "POST /api/monitors/{monitor_id}/pause": WRITE,
    "POST /api/monitors/{monitor_id}/resume": WRITE,
    "POST /api/monitors/{monitor_id}/check": WRITE,
    "POST /api/monitors/{monitor_id}/address": WRITE,
    "GET /api/monitors/{monitor_id}/results": READ,
    "GET /api/templates": READ,
    "POST /api/templates": WRITE,
    "GET /api/templates/{template_id}": READ,
    "PUT /api/templates/{template_id}": WRITE,
    "DELETE /api/templates/{template_id}": WRITE,
    "PUT /api/maintenance/{maintenance_id}/updates/{update_id}": WRITE,
    "DELETE /api/maintenance/{maintenance_id}/updates/{update_id}": WRITE,
    "POST /api/maintenance/{maintenance_id}/updates/{update_id}/restore": WRITE,
    "GET /api/hosts": READ,
    "POST /api/hosts": MANAGE,
    "GET /api/hosts/{host}": READ,
    "DELETE /api/hosts/{host}": MANAGE,
    "POST /api/hosts/{host}/check": MANAGE,
    "GET /api/organizations": PERSON,
    "POST /api/organizations": PERSON,
    "GET /api/organizations/current": READ,
    "GET /api/organizations/check-user/{user_id}": PERSON,
    "PUT /api/organizations/{org_id}": MANAGE,
    "DELETE /api/organizations/{org_id}": OWNER,
    "POST /api/organizations/{org_id}/restore": OWNER,
    "GET /api/team/members": VIEWER,
    "GET /api/team/members/me": VIEWER,
    "PUT /api/team/members/{member_id}": ADMIN,
    "DELETE /api/team/members/{member_id}": VIEWER,
    "POST /api/team/invite": ADMIN,
    "GET /api/team/invitations": ADMIN,
    "GET /api/team/invitations/{invitation}": PUBLIC,
    "DELETE /api/team/invitations/{invitation}": ADMIN,
    "POST /api/team/invitations/{invitation}/resend": ADMIN,
    "POST /api/team/invitations/{invitation}/accept": PERSON,
    "GET /api/api-keys": ADMIN,
    "POST /api/api-keys": ADMIN,
    "POST /api/api-keys/{key_id}/take": ADMIN,
    "DELETE /api/api-keys/{key_id}": ADMIN,
    "GET /api/events": ADMIN,
    "GET /api/events/recent": VIEWER,
    "GET /api/auth/config": PUBLIC,
    "POST /api/auth/sign-up": PUBLIC,
    "POST /api/auth/sign-in": PUBLIC,
    "POST /api/auth/refresh": PUBLIC,
    "POST /api/auth/sign-out": PUBLIC,
    "POST /api/auth/verify-email": PUBLIC,
    "POST /api/auth/resend-verification": PERSON,
    "POST /api/auth/forgot-password": PUBLIC,
    "POST /api/auth/reset-password": PUBLIC,
    "POST /api/auth/change-password": PERSON,
    "GET /api/auth/me": PERSON,
    "PUT /api/auth/me": PERSON,
    "GET /api/auth/sessions": PERSON,
    "DELETE /api/auth/sessions/{session_id}": PERSON,
    "POST /admin/init-database": OPERATOR,
    "GET /admin/debug/organizations": OPERATOR,
    "GET /admin/publications": OPERATOR,
    "POST /admin/publications/{org_id}/release": OPERATOR,
}
"""The rule of every path. One that is missing here fails `test_every_path_has_a_rule`."""

PEOPLE = tuple(role.value for role in Role)
KEYS = ("read key", "write key", "admin key")
ALLOWED: Mapping[str, frozenset[str]] = {
    PERSON: frozenset({*PEOPLE, "stranger"}),
    READ: frozenset({*PEOPLE, *KEYS}),
    WRITE: frozenset({"member", "admin", "owner", "write key", "admin key"}),
    VIEWER: frozenset(PEOPLE),
    ADMIN: frozenset({"admin", "owner"}),
    MANAGE: frozenset({"admin", "owner", "admin key"}),
    OWNER: frozenset({"owner"}),
}
CALLERS = ("nobody", "stranger", *KEYS, *PEOPLE)


@pytest.fixture(scope="module")
def made_once() -> list["World"]:
    """The world, once a test has made it: that takes longer than all callers together."""
    return []


@pytest.fixture
def world(tables: Engine, queues: Queues, made_once: list["World"]) -> "World":
    """One of everything, and everybody who might call."""
    if not made_once:
        made_once.append(_world(tables))
    return made_once[0]


def test_every_path_has_a_rule() -> None:
    assert {name_of(endpoint) for endpoint in REGISTRY} - set(TABLE) == set()


@pytest.mark.parametrize("endpoint", REGISTRY, ids=name_of)
def test_the_rule_of_a_path_holds_for_every_caller(
    api: Api, tables: Engine, queues: Queues, world: "World", endpoint: Endpoint
) -> None:
    rule, fresh = TABLE[name_of(endpoint)], False
    for caller in CALLERS:
        if not fresh:
            tables.put_back(world.contents)
            fresh = True
        before = tables.contents()
        reply = called(world.api_of(caller, api, endpoint), endpoint, world.ids_for(caller, endpoint))
        if rule == OPERATOR:
            assert reply.status == 404, (caller, reply.body)
            continue
        if rule == PUBLIC:
            assert reply.status not in {403, 404, 405, 500}, (caller, reply.body)
            continue
        assert _outcome(rule, reply) == _expected(rule, caller), (caller, reply.body)
        if caller not in ALLOWED[rule]:
            assert _without_counters(tables.contents()) == _without_counters(before)
        elif endpoint.method != "GET":
            fresh = False


def _expected(rule: str, caller: str) -> str:
    if caller == "nobody":
        return "sign in"
    if caller in ALLOWED[rule]:
        return "yours"
    return "not there" if caller == "stranger" else "not yours to do"


def _outcome(rule: str, reply: Reply) -> str:
    """A refusal by who calls; whatever else is no fault means that the caller got past it."""
    assert reply.status < 500, reply.body
    if reply.status == 403 and ("This needs the role" in reply.body or "An API key cannot" in reply.body):
        return "not yours to do"
    if reply.status == 404 and rule != PERSON:
        return "not there"
    return "sign in" if reply.status == 401 else "yours"


def _without_counters(contents: Mapping[str, object]) -> dict[str, object]:
    """What was asked is counted, and that a key was used is noted; nothing else may change."""
    return {table: items for table, items in contents.items() if table not in {"tests-counters", "tests-api_keys"}}


@dataclass(frozen=True)
class World:
    """A tenant with one of everything, and everybody who might call."""

    tenant: Tenant
    stranger: Tenant
    people: Mapping[str, User]
    keys: Mapping[str, str]
    ids: Mapping[str, str]
    token: str
    contents: Mapping[str, Any]
    """What the tables hold of all this."""

    def api_of(self, caller: str, api: Api, endpoint: Endpoint) -> Api:
        """The API as this caller sees it; the stranger names the organization that is not theirs."""
        if caller == "nobody":
            return api
        if caller == "stranger":
            chosen = {"X_Organization_Id": self.tenant.org_id} if endpoint.role else {}
            return api.as_(self.stranger.token, **chosen)
        return api.as_(self.keys[caller] if caller in self.keys else a_token(self.people[caller]))

    def ids_for(self, caller: str, endpoint: Endpoint) -> dict[str, str]:
        """What stands in the path: things of the tenant; whoever removes a member removes themselves."""
        mine = self.people.get(caller, self.people["viewer"]).id
        ids = {**self.ids, "user_id": self.stranger.owner.id if caller == "stranger" else mine}
        if endpoint.method == "DELETE":
            ids["member_id"] = mine
        if "accept" in endpoint.path or (endpoint.method == "GET" and "{invitation}" in endpoint.path):
            ids["invitation"] = self.token
        if endpoint.path.startswith("/api/alerts/"):
            ids["token"] = self.ids["alert_token"]
        return ids


def _world(tables: Engine) -> World:
    tenant, stranger = a_tenant(), a_tenant("Elsewhere")
    by = members.get(tenant.org_id, tenant.owner.id)
    checkout = tenant.service()
    invited, token = invitations.invite(tenant.org_id, InvitationDraft(email="bob@example.com"), by, now())
    made = {
        scope: api_keys.make(tenant.org_id, ApiKeyDraft(name=scope, scope=scope), tenant.actor, NOW) for scope in Scope
    }
    people = {role.value: tenant.joined_by(role) for role in Role}
    organization_deletion.request(tenant.org_id, DeletionRequest(confirm=tenant.slug), tenant.actor, now())
    incident, maintenance = tenant.opens(checkout), tenant.schedules(checkout)
    postmortems.write(tenant.org_id, incident.id, PostmortemEdit(text="X"), tenant.actor, NOW)
    heartbeat, secret = tenant.heartbeat()
    filling.fill(organizations.get(tenant.org_id), int(now().timestamp()))
    return World(
        tenant,
        stranger,
        people,
        {f"{scope} key": text for scope, (_, text) in made.items()},
        {
            "slug": tenant.slug,
            "org_id": tenant.org_id,
            "service_id": checkout.id,
            "series_id": str(tenant.repeats().series_id),
            "template_id": tenant.template().id,
            "monitor_id": heartbeat.id,
            "secret": secret,
            "incident_id": incident.id,
            "incidents/update_id": incident.updates[0].id,
            "maintenance_id": maintenance.id,
            "maintenance/update_id": maintenance.updates[0].id,
            "invitation": invited.id,
            "key_id": made[Scope.READ][0].id,
            "member_id": tenant.joined_by(Role.VIEWER).id,
            "month": "2026-01",
            "range": "week",
            "metric_id": tenant.metric().id,
            "token": tenant.subscriber_token(),
            "notification_id": a_notification(tenant),
            "subscriber_id": tenant.subscriber("bob@example.com").id,
            "host": a_host(tenant),
            **ids_of_automation(tenant),
            "import_id": tenant.import_of("email\nbob@example.com"),
            "page_import_id": tenant.page_import(),
            "export_id": tenant.export(),
            "number": "0",
        },
        token.mailed,
        tables.keep(),
    )
