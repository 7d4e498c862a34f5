"""Items as the first release wrote them still load: a field added since has a default, and none was renamed or dropped.

Add to ITEMS when a table is added; never change what is here, because tables still hold it.
"""

from typing import Any

import pytest
from pydantic import BaseModel

from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenance import Maintenance
from chalicelib.domain.organizations import Member, Organization
from chalicelib.domain.services import Service
from chalicelib.store import events
from chalicelib.store.connection import Table
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Incidents, MaintenanceTable, Members, Organizations, Services

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
]


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
    assert events.from_image(image).type == "service.status_changed"
