"""After a rollback: words that only a newer release knows are in the tables, and everything can still be read."""

from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from pydantic import ValidationError

import chalicelib.domain
import chalicelib.domain.metrics
import chalicelib.domain.monitors
import chalicelib.domain.signals
import chalicelib.domain.sources
from chalicelib.domain import mail_limits
from chalicelib.domain.api_keys import ApiKeyDraft, Scope
from chalicelib.domain.appearance import Tone
from chalicelib.domain.deliveries import Way
from chalicelib.domain.events import EventType
from chalicelib.domain.incidents import Impact, IncidentStatus
from chalicelib.domain.maintenance import MaintenanceStatus, Phase
from chalicelib.domain.page import Indicator, PageStatus
from chalicelib.domain.roles import Permission, Role
from chalicelib.domain.services import ServiceStatus
from chalicelib.domain.words import AS_STORED, Word
from chalicelib.store import api_keys as stored_api_keys
from chalicelib.store import events, members, organizations, services
from chalicelib.store import incidents as stored_incidents
from chalicelib.store import maintenance as stored_maintenance
from chalicelib.store.tables import ApiKeys, Events, Incidents, MaintenanceTable, Members, Organizations, Services
from chalicelib.use_cases import api_keys
from tests.edges import Api
from tests.factories import DOWN, NOW, SLOW
from tests.tenancy import Tenant

NEW = "of_a_newer_release"
for _module in iter_modules(chalicelib.domain.__path__):
    import_module(f"{chalicelib.domain.__name__}.{_module.name}")


def _set(row: Any, **values: object) -> None:
    """What the newer release wrote."""
    row.update([getattr(type(row), name).set(value) for name, value in values.items()])


def test_every_stored_word_is_read_as_one_that_does_no_harm_and_is_refused_from_a_caller() -> None:
    assert {each.__name__ for each in Word.__subclasses__()} == {
        "Act", "Channel", "DeliveryState", "DraftKind", "Every", "HostState", "Impact", "Indicator", "IncidentStatus",
        "MaintenanceStatus", "MemberEvent", "NotificationKind", "NotificationState", "Place", "Role", "Scope",
        "ServiceStatus", "SubscriberState", "TemplateKind", "WeekOfMonth", "Which",
        "Action", "Aggregation", "Health", "MonitorKind", "OriginKind", "RecordType", "SignalState", "SourceKind",
        "KnownStatus", "ProviderKind", "ExportState", "ImportKind", "ImportState",
    }  # fmt: skip
    assert (
        PageStatus.model_validate({"indicator": NEW, "description": "?"}, context=AS_STORED).indicator
        is Indicator.MINOR
    )
    with pytest.raises(ValidationError):
        PageStatus.model_validate({"indicator": NEW, "description": "?"})


def test_every_closed_set_of_the_domain_is_stored_as_a_word_or_never_stored() -> None:
    """A new enum has to say which."""
    never_stored = {each.__name__ for each in (Phase, Tone, Permission, Way, mail_limits.Kind, mail_limits.Whose)}
    passed_over = {EventType.__name__}
    found = {
        each.__name__ for each in StrEnum.__subclasses__() if each.__module__.startswith(chalicelib.domain.__name__)
    }
    assert found == never_stored | passed_over | {Word.__name__}


def test_a_service_in_an_unknown_status_is_neither_fine_nor_unreadable(tenant: Tenant) -> None:
    service = tenant.service()
    _set(Services(tenant.org_id, service.id), status=NEW, own_status=NEW)
    assert [each.status for each in services.of_organization(tenant.org_id)] == [ServiceStatus.DEGRADED_PERFORMANCE]


def test_an_incident_in_an_unknown_status_is_open_unless_it_was_resolved(tenant: Tenant) -> None:
    is_open, resolved = tenant.opens(tenant.service(), service_status=DOWN), tenant.resolves(tenant.opens())
    for incident in (is_open, resolved):
        updates = [said.model_dump(mode="json") | {"status": NEW} for said in incident.updates]
        named = [each.model_dump(mode="json") | {"status": NEW} for each in incident.services]
        _set(Incidents(tenant.org_id, incident.id), status=NEW, impact=NEW, updates=updates, services=named)
    found = {each.id: each for each in stored_incidents.newest_first(tenant.org_id, limit=10)}
    assert found[is_open.id].status is IncidentStatus.MONITORING
    assert found[is_open.id].impact is Impact.MINOR
    assert found[resolved.id].status is IncidentStatus.RESOLVED
    assert not tenant.resolves(is_open).is_open


def test_maintenance_in_an_unknown_status_is_as_far_as_its_times_say(tenant: Tenant) -> None:
    planned, running, over = tenant.schedules(), tenant.schedules(), tenant.schedules()
    tenant.moves(running, "in_progress")
    tenant.moves(over, "in_progress")
    tenant.moves(over, "completed")
    for item in (planned, running, over):
        _set(MaintenanceTable(tenant.org_id, item.id), status=NEW)
    found = {each.id: each.status for each in stored_maintenance.newest_first(tenant.org_id, limit=10)}
    assert found[planned.id] is MaintenanceStatus.SCHEDULED
    assert found[running.id] is MaintenanceStatus.IN_PROGRESS
    assert found[over.id] is MaintenanceStatus.COMPLETED


def test_a_member_in_an_unknown_role_may_only_look(tenant: Tenant) -> None:
    user = tenant.joined_by(Role.ADMIN)
    _set(Members(tenant.org_id, user.id), role=NEW)
    assert members.get(tenant.org_id, user.id).role is Role.VIEWER


def test_a_key_of_an_unknown_scope_may_only_read(tenant: Tenant) -> None:
    key, _ = api_keys.make(tenant.org_id, ApiKeyDraft(name="CI", scope=Scope.WRITE), tenant.actor, NOW)
    _set(ApiKeys(key.key_hash), scope=NEW)
    assert [each.scope for each in stored_api_keys.of_organization(tenant.org_id)] == [Scope.READ]


def test_settings_that_are_unknown_are_passed_over(tenant: Tenant) -> None:
    words = {NEW: "Napping", SLOW.value: "Slow"}
    _set(Organizations(tenant.org_id), status_words=words, notifications={"member_joined": False, NEW: True})
    found = organizations.get(tenant.org_id)
    assert found.status_words == {SLOW: "Slow"}
    assert not found.notifications.member_joined


def test_an_event_of_an_unknown_type_is_listed_in_the_log_and_left_out_of_the_timeline(
    tenant: Tenant, api: Api
) -> None:
    tenant.service()
    added = next(each for each in events.newest_public(tenant.org_id, limit=9) if each.type.resource == "service")
    _set(Events(tenant.org_id, added.id), type="service.painted")
    as_owner = {"Authorization": f"Bearer {tenant.token}"}
    reply = api.get("/api/events", **as_owner)
    assert "service.painted" in {item["type"] for item in reply.json()["items"]}
    assert [event.type for event in events.newest_public(tenant.org_id, limit=10)] == [EventType.ORGANIZATION_CREATED]
    assert api.get("/api/events?type=service.created", **as_owner).json()["items"] == []
