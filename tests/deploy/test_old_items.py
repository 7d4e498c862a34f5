"""Items as the first release wrote them still load: a field added since has a default, and none was renamed or dropped.

Add to ITEMS when a table is added; never change what is here, because tables still hold it.
"""

import json
import zlib
from typing import Any

import pytest
from pydantic import BaseModel

from chalicelib.domain.accounts import Account, Session
from chalicelib.domain.api_keys import ApiKey
from chalicelib.domain.drafts import Draft
from chalicelib.domain.hosts import Host
from chalicelib.domain.incidents import Incident
from chalicelib.domain.invitations import Invitation
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.metrics import Metric
from chalicelib.domain.monitors import Monitor
from chalicelib.domain.notification_preferences import MemberPreferences
from chalicelib.domain.organizations import Member, Organization
from chalicelib.domain.postmortems import Postmortem
from chalicelib.domain.series import Series
from chalicelib.domain.services import Service
from chalicelib.domain.sources import Source
from chalicelib.domain.subscribers import Subscriber
from chalicelib.domain.templates import Template
from chalicelib.store import events, snapshots
from chalicelib.store.dynamodb import Table, shared_connection
from chalicelib.store.history import counted, facts
from chalicelib.store.rows import from_row
from chalicelib.store.tables import (
    TABLES,
    Accounts,
    AccountTokens,
    Alerts,
    ApiKeys,
    Connections,
    Counters,
    Deliveries,
    Drafts,
    Events,
    Followers,
    ForeignIds,
    History,
    Hosts,
    Incidents,
    Invitations,
    MaintenanceTable,
    Members,
    MetricData,
    Metrics,
    MonitorResults,
    Monitors,
    MonitorStates,
    Moving,
    NotificationPreferences,
    Notifications,
    Organizations,
    Postmortems,
    Providers,
    Replays,
    SeriesTable,
    Services,
    Sessions,
    SetAside,
    Signals,
    Slugs,
    Snapshots,
    Sources,
    SubscriberImports,
    Subscribers,
    Templates,
    Unpublished,
)
from tests.engine import Engine

_THEN = {"S": "2026-01-05T12:00:00.000Z"}
_ORG = {"S": "01hzy3a8f0000000000000000a"}
_ID = {"S": "01hzy3a8f0000000000000000b"}
_AFFECTED = {"S": f'[{{"id": "{_ID["S"]}", "name": "Checkout", "status": "major_outage"}}]'}
_UPDATES = {
    "S": f'[{{"id": "{_ID["S"]}", "status": "%s", "text": "Looking.", "created_at": "2026-01-05T12:00:00.000Z"}}]'
}
_MADE = {"created_at": _THEN, "updated_at": _THEN, "version": {"N": "3"}}
ITEMS: list[tuple[type[Table], type[BaseModel], dict[str, Any]]] = [
    (Organizations, Organization, {"org_id": _ORG, "name": {"S": "Northwind"}, "slug": {"S": "northwind"}, **_MADE}),
    (
        Services,
        Service,
        {
            "org_id": _ORG,
            "service_id": _ID,
            "name": {"S": "Checkout"},
            "status": {"S": "operational"},
            "position": {"N": "0"},
            **_MADE,
        },
    ),
    (
        Incidents,
        Incident,
        {
            "org_id": _ORG,
            "incident_id": _ID,
            "title": {"S": "Payments fail"},
            "status": {"S": "investigating"},
            "impact": {"S": "major"},
            "services": _AFFECTED,
            "updates": {"S": _UPDATES["S"] % "investigating"},
            "started_at": _THEN,
            "relevant_until": {"S": "open"},
            **_MADE,
        },
    ),
    (
        MaintenanceTable,
        Maintenance,
        {
            "org_id": _ORG,
            "maintenance_id": _ID,
            "title": {"S": "New disks"},
            "status": {"S": "scheduled"},
            "scheduled_start": {"S": "2026-01-06T12:00:00.000Z"},
            "scheduled_end": {"S": "2026-01-06T13:00:00.000Z"},
            "services": _AFFECTED,
            "updates": {"S": _UPDATES["S"] % "scheduled"},
            "relevant_until": {"S": "open"},
            "due": {"S": "due"},
            "due_at": {"S": "2026-01-06T12:00:00.000Z"},
            **_MADE,
        },
    ),
    (
        Drafts,
        Draft,
        {
            "org_id": _ORG,
            "draft_id": _ID,
            "kind": {"S": "incident"},
            "content": {"S": '{"title": "Payments fail"}'},
            **_MADE,
        },
    ),
    (
        Postmortems,
        Postmortem,
        {"org_id": _ORG, "incident_id": _ID, "text": {"S": "A switch broke."}, **_MADE},
    ),
    (
        SeriesTable,
        Series,
        {
            "org_id": _ORG,
            "series_id": _ID,
            "title": {"S": "New disks"},
            "repeat": {"S": '{"every": "week", "interval": 1, "until": "2026-12-05"}'},
            "wall": {"S": '{"time_zone": "Europe/Zurich", "starts": "01:00:00", "seconds": 7200}'},
            "day": {"S": "2026-01-05"},
            **_MADE,
        },
    ),
    (
        Templates,
        Template,
        {"org_id": _ORG, "template_id": _ID, "kind": {"S": "incident"}, "name": {"S": "Card payments"}, **_MADE},
    ),
    (
        Metrics,
        Metric,
        {"org_id": _ORG, "metric_id": _ID, "name": {"S": "Response time"}, **_MADE},
    ),
    (
        Subscribers,
        Subscriber,
        {
            "org_id": _ORG,
            "subscriber_id": _ID,
            "channel": {"S": "email"},
            "email": {"S": "ada@example.com"},
            "state": {"S": "active"},
            "created_at": _THEN,
            "consent": {"S": '{"at": "2026-01-05T12:00:00.000Z"}'},
            "version": {"N": "3"},
        },
    ),
    (
        NotificationPreferences,
        MemberPreferences,
        {
            "org_id": _ORG,
            "user_id": _ID,
            "events": {"S": '["incident_opened"]'},
            "email": {"BOOL": True},
            "web_push": {"BOOL": False},
            "version": {"N": "3"},
        },
    ),
    (
        Monitors,
        Monitor,
        {
            "org_id": _ORG,
            "monitor_id": _ID,
            "name": {"S": "Shop"},
            "kind": {"S": "http"},
            "url": {"S": "https://shop.example.com/"},
            "interval_minutes": {"N": "5"},
            "regions": {"S": '["home"]'},
            **_MADE,
        },
    ),
    (
        Sources,
        Source,
        {"org_id": _ORG, "source_id": _ID, "name": {"S": "Prometheus"}, "kind": {"S": "alertmanager"}, **_MADE},
    ),
    (
        Hosts,
        Host,
        {"org_id": _ORG, "host": {"S": "status.example.com"}, "state": {"S": "live"}, "token": {"S": "t"}, **_MADE},
    ),
]


_HASH = {"S": "0" * 64}
_ACTOR = {"S": '{"id": "01hzy3a8f0000000000000000a", "name": "Ada"}'}
_LATER = {"S": "2026-02-05T12:00:00.000Z"}
UNVERSIONED: list[tuple[type[Table], type[BaseModel], dict[str, Any]]] = [
    (
        Accounts,
        Account,
        {"user_id": _ID, "email": {"S": "ada@example.com"}, "name": {"S": "Ada"}, "created_at": _THEN},
    ),
    (
        Sessions,
        Session,
        {
            "user_id": _ID,
            "session_id": _ORG,
            "token_hash": _HASH,
            "rotated_at": _THEN,
            "expires_at": _LATER,
            "created_at": _THEN,
            "ttl": {"N": "1770292800"},
        },
    ),
    (
        ApiKeys,
        ApiKey,
        {
            "key_hash": _HASH,
            "org_id": _ORG,
            "key_id": _ID,
            "name": {"S": "CI"},
            "scope": {"S": "read"},
            "prefix": {"S": "allclear_abcd"},
            "created_by": _ACTOR,
            "created_at": _THEN,
        },
    ),
    (
        Invitations,
        Invitation,
        {
            "org_id": _ORG,
            "invitation_id": _ID,
            "token_hash": _HASH,
            "proof_hash": _HASH,
            "email": {"S": "eve@example.com"},
            "role": {"S": "viewer"},
            "invited_by": _ACTOR,
            "created_at": _THEN,
            "expires_at": _LATER,
            "ttl": {"N": "1770292800"},
        },
    ),
]


@pytest.mark.parametrize(("table", "model", "item"), UNVERSIONED, ids=lambda each: getattr(each, "__name__", ""))
def test_an_item_without_versions_of_the_first_release_loads(
    table: type[Table], model: type[BaseModel], item: dict[str, Any]
) -> None:
    assert from_row(model, table.from_raw_data(item))


def test_a_snapshot_of_the_first_release_is_read_on(tables: Engine) -> None:
    """Its page is JSON within the item: what was added since takes its default, what was taken out is left."""
    page = {
        "organization": {"id": _ORG["S"], "name": "Northwind", "slug": "northwind"},
        "status": {"indicator": "none", "description": "All systems operational"},
        "services": [],
        "active_incidents": [],
        "recent_incidents": [],
        "maintenance": [],
        "version": 3,
        "updated_at": _THEN["S"],
        "taken_out": "since",
    }
    item = {
        "org_id": _ORG,
        "version": {"N": "3"},
        "slug": {"S": "northwind"},
        "position": {"S": "100000000000000000001"},
        "batch": {"S": json.dumps({_ID["S"]: 3})},
        "page": {"B": zlib.compress(json.dumps(page).encode())},
        "timeline": {"B": zlib.compress(b"[]")},
    }
    shared_connection().wire.call("PutItem", {"TableName": Snapshots.Meta.table_name, "Item": item})
    found = snapshots.get(_ORG["S"])
    assert found is not None
    assert (found.version, found.told, found.page.organization.name) == (3, 2, "Northwind")
    assert found.numbering.version_of(_ID["S"]) == 3


def test_history_of_the_first_release_that_had_it_is_read_on(tables: Engine) -> None:
    """Whatever a newer one adds to its JSON, or it lacks."""
    service, org_id = _ID["S"], _ORG["S"]
    because = '"because": {"kind": "person", "by": "Ada", "added": "since"}'
    entry = {"id": service, "kind": "incident", "version": 2, "title": "Slow", "start": 5, "end": None, "services": []}
    told = {
        f"turn#{service}#1767614400#0000000002": f'{{"status": "major_outage", {because}, "added": 1}}',
        f"told#{service}#{service}#000": f'{{"status": "operational", "start": 5, "end": 6, {because}}}',
        f"entry#{service}": json.dumps({**entry, "since": 5, "added": 1}),
    }
    held = {"generation": 7, "zone": "UTC", "as_of": 9, "running": {}, "first_month": "", "filled_to": ""}
    sums = zlib.compress(json.dumps({service: {"5": [0, 0, 0, 60]}}).encode())
    items: list[dict[str, Any]] = [{"item": {"S": key}, "told": {"S": each}} for key, each in told.items()]
    items += [{"item": {"S": "month#00000007#2026-01"}, "sums": {"B": sums}}]
    items += [{"item": {"S": "head"}, "head": {"S": json.dumps({**held, "is_ready": True})}, "version": {"N": "4"}}]
    for item in items:
        full = {"org_id": _ORG, **item}
        shared_connection().wire.call("PutItem", {"TableName": History.Meta.table_name, "Item": full})
    assert [turn.status for turn in facts.turns_until(org_id, service)] == ["major_outage"]
    assert [each.because.by for each in facts.told_of(org_id, service)] == ["Ada"]
    assert [each.title for each in facts.every_entry(org_id)] == ["Slow"]
    assert counted.month(org_id, 7, "2026-01").sums == {service: {5: {"major_outage": 60}}}
    head = counted.head(org_id)
    assert head is not None
    assert (head.revision, head.as_of, head.is_ready) == (4, 9, True)


SHORT_LIVED = {
    Connections,
    Counters,
    Deliveries,
    Notifications,
    Replays,
    AccountTokens,
    Slugs,
    SetAside,
    SubscriberImports,
    Unpublished,
    Moving,
    ForeignIds,
    Alerts,
    Signals,
    MonitorStates,
    MonitorResults,
    Providers,
    Followers,
}
"""Gone by themselves within a day or a few, or 90, found out again by the next look, or nothing but a key."""


def test_every_table_that_keeps_anything_has_an_old_item() -> None:
    held = {table for table, _, _ in (*ITEMS, *UNVERSIONED)} | {Members, Events, Snapshots, History, MetricData}
    assert held | SHORT_LIVED == set(TABLES)


@pytest.mark.parametrize(("table", "model", "item"), ITEMS, ids=lambda each: getattr(each, "__name__", ""))
def test_an_item_of_the_first_release_loads(table: type[Table], model: type[BaseModel], item: dict[str, Any]) -> None:
    loaded = from_row(model, table.from_raw_data(item))
    assert loaded.model_dump()["version"] == 3


def test_a_member_of_the_first_release_loads() -> None:
    item = {"org_id": _ORG, "user_id": _ID, "email": {"S": "ada@example.com"}, "name": {"S": "Ada"}}
    row = Members.from_raw_data({**item, "role": {"S": "owner"}, "joined_at": _THEN})
    assert from_row(Member, row, id=row.user_id).role == "owner"


def test_an_event_of_the_first_release_can_still_be_broadcast() -> None:
    image = {
        "org_id": _ORG,
        "event_id": _ID,
        "type": {"S": "service.status_changed"},
        "actor": {"S": '{"id": "u", "name": "Ada"}'},
        "occurred_at": _THEN,
        "resource_id": _ID,
        "data": {"S": "{}"},
        "summary": {"S": "Checkout: major outage"},
        "changes": {"S": "{}"},
    }
    event = events.from_image(image)
    assert event
    assert event.type == "service.status_changed"
