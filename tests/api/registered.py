"""Every endpoint there is, and how to call it in good faith."""

import re
from typing import Any

import app  # noqa: F401 - declares the endpoints
from chalicelib.api import source_addresses
from chalicelib.api.registry import REGISTRY, Endpoint, Open
from chalicelib.domain.automation import key_hash
from chalicelib.domain.ids import new_id
from chalicelib.domain.notifications import Notification, NotificationKind, Told
from chalicelib.domain.signals import Rule, SignalState, signal_of
from chalicelib.domain.sources import Came, SourceDraft
from chalicelib.store import events, notifications
from chalicelib.store import sources as stored_sources
from chalicelib.use_cases import hosts, signals, sources
from tests.edges import Api, Reply
from tests.factories import NOW
from tests.tenancy import Tenant

BODIES: dict[str, Any] = {
    "ApiKeyDraft": {"name": "CI", "scope": "read"},
    "Correction": {
        "from": "2026-01-05T13:00:00Z",
        "to": "2026-01-05T14:00:00Z",
        "status": "partial_outage",
        "reason": "X",
    },
    "DeletionRequest": {"confirm": "northwind"},
    "HostDraft": {"host": "status.northwind.test"},
    "IncidentDraft": {"title": "X"},
    "IncidentEdit": {"title": "X"},
    "IncidentStatusChange": {"status": "identified"},
    "IncidentUpdateDraft": {"text": "X"},
    "IncidentUpdateEdit": {"text": "X"},
    "InvitationDraft": {"email": "eve@example.com", "role": "viewer"},
    "MaintenanceDraft": {
        "title": "X",
        "scheduled_start": "2090-01-05T12:00:00Z",
        "scheduled_end": "2090-01-05T13:00:00Z",
    },
    "MaintenanceEdit": {"title": "X"},
    "MaintenanceStatusChange": {"status": "in_progress"},
    "MaintenanceUpdateEdit": {"text": "X"},
    "MeEdit": {"name": "X"},
    "MetricDraft": {"name": "X"},
    "MetricEdit": {"name": "X"},
    "PointsDraft": {"points": [{"at": "2026-01-05T12:00:00Z", "value": 1.5}]},
    "ProviderAddress": {"url": "http://127.0.0.1:9/"},
    "FollowDraft": {"url": "http://127.0.0.1:9/"},
    "MonitorDraft": {"kind": "heartbeat", "name": "X", "heartbeat_minutes": 60},
    "MonitorEdit": {"name": "X"},
    "OrganizationDraft": {"name": "X"},
    "OrganizationEdit": {"name": "X"},
    "PasswordChange": {"current_password": "correct horse battery", "new_password": "a better horse battery"},
    "PostmortemEdit": {"text": "X"},
    "PreferencesEdit": {"events": ["incident_opened"]},
    "RoleChange": {"role": "viewer"},
    "ServiceDraft": {"name": "X"},
    "ServiceEdit": {"name": "X"},
    "ServiceStatusChange": {"status": "major_outage"},
    "SeriesEdit": {"until": "2090-03-05"},
    "ServicesCategoryChange": {"service_ids": ["01kg4r2c9x4k6m8n1p3q5s7t9v"], "category": "Shop"},
    "ServicesStatusChange": {"service_ids": ["01kg4r2c9x4k6m8n1p3q5s7t9v"], "status": "major_outage"},
    "Automation": {"paused": True},
    "DryRun": {"body": {"state": "down"}},
    "SourceDraft": {"name": "X", "kind": "generic"},
    "SourceEdit": {"name": "X"},
    "Publishing": {},
    "ImportRequest": {"kind": "csv", "files_follow": True},
    "UploadedFile": {"name": "incidents.csv", "data": "bmFtZQpTZWFyY2gK"},
    "Erasure": {"email": "eve@example.com"},
    "SubscriberImport": {"csv": "email\neve@example.com", "consent": "given"},
    "SubscriberDraft": {"channel": "email", "email": "eve@example.com"},
    "SubscriberEdit": {"which": "start_and_end"},
    "TemplateDraft": {"kind": "incident", "name": "X"},
    "TemplateEdit": {"name": "X"},
    "TextToPreview": {"text": "X"},
}
"""By the name of the model; one that is missing here is sent `{}`."""

SIGNED_IN = [each for each in REGISTRY if each.access not in (Open.PUBLIC, Open.OPERATOR)]
ROLE_BOUND = [each for each in REGISTRY if each.role]
WITH_BODY = [each for each in SIGNED_IN if each.body]
WITH_ID = [each for each in ROLE_BOUND if "{" in each.path]


def ids_of(tenant: Tenant) -> dict[str, str]:
    """Something of everything that paths name, in this organization."""
    checkout = tenant.service()
    incident, maintenance = tenant.opens(checkout), tenant.schedules(checkout)
    return {
        "service_id": checkout.id,
        "incident_id": incident.id,
        "incidents/update_id": incident.updates[0].id,
        "maintenance_id": maintenance.id,
        "maintenance/update_id": maintenance.updates[0].id,
        "member_id": tenant.owner.id,
        "org_id": tenant.org_id,
        "template_id": tenant.template().id,
        "metric_id": tenant.metric().id,
        "monitor_id": tenant.heartbeat()[0].id,
        "notification_id": a_notification(tenant),
        "subscriber_id": tenant.subscriber("bob@example.com").id,
        "host": a_host(tenant),
        **ids_of_automation(tenant),
        "import_id": tenant.import_of("email\nbob@example.com"),
        "page_import_id": tenant.page_import(),
        "export_id": tenant.export(),
        "number": "0",
    }


def a_host(tenant: Tenant) -> str:
    """A domain that the organization claims."""
    return hosts.claim(tenant.org_id, f"status.{tenant.slug}.test", [], tenant.actor, NOW).id


def ids_of_automation(tenant: Tenant) -> dict[str, str]:
    """A source, something that it sent, and what that did."""
    draft = SourceDraft(name="X", kind="generic")
    source, token = sources.make(tenant.org_id, draft, source_addresses.token_for, tenant.actor, NOW)
    came = Came(id=new_id(NOW), org_id=tenant.org_id, source_id=source.id, received_at=NOW, body="{}")
    stored_sources.note(came)
    rule = Rule(action="draft_incident")
    signals.take(tenant.org_id, source.origin, [rule], [signal_of("a", SignalState.FIRING, NOW, {})], NOW)
    (entry,) = events.log(tenant.org_id, lambda each: each.actor.automatic, limit=1).entries
    ids = {"source_id": source.id, "alert_id": came.id, "event_id": entry.id, "alert_token": token}
    return ids | {"firing_id": key_hash("a")}


def a_notification(tenant: Tenant) -> str:
    """The id of something that was told."""
    told = Told(
        org_id=tenant.org_id,
        event_id="",
        kind=NotificationKind.TEST,
        title="X",
        state="Test",
        at=NOW,
        thread="",
    )
    notification = Notification(id=new_id(NOW), org_id=tenant.org_id, told=told, created_at=NOW)
    notifications.add(notification)
    return notification.id


def name_of(endpoint: Endpoint) -> str:
    """For a test's id."""
    return f"{endpoint.method} {endpoint.path}"


def path_of(endpoint: Endpoint, ids: dict[str, str]) -> str:
    """Its path with these parameters; one that is not named gets an id of nothing."""
    kind = "maintenance" if "/maintenance/" in endpoint.path else "incidents"
    ids = {**ids, "update_id": ids.get(f"{kind}/update_id", "")}
    return re.sub(r"\{(\w+)\}", lambda match: ids.get(match[1]) or "01kg000000000000000000000z", endpoint.path)


def called(api: Api, endpoint: Endpoint, ids: dict[str, str]) -> Reply:
    """One well-formed call."""
    body = BODIES.get(endpoint.body.__name__, {}) if endpoint.body else None
    return api.send(endpoint.method, path_of(endpoint, ids), body)
