"""Subscribers of an import who are asked first: all else comes, then each gets one mail, at a bounded rate."""

import json
import zipfile
from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest

from chalicelib.domain.subscribers import SubscriberState
from chalicelib.notifications.importing import ASKED_AT_ONCE
from chalicelib.store import subscribers
from tests.conftest import Clock
from tests.edges import Api
from tests.queues import Queues
from tests.tenancy import Tenant, a_tenant

AT = "2026-01-05T12:00:00Z"
PATH, QUEUE, ASKING = "/api/imports", "moving", "import_subscribers"


@pytest.fixture(autouse=True)
def _still(clock: Clock, queues: Queues) -> None:
    """The clock stands still, and queues keep what they are sent."""


def an_archive(count: int) -> dict[str, str]:
    """What an export holds, as far as it is about subscribers."""
    org_id = a_tenant("Elsewhere").org_id
    people = [
        {"id": f"{org_id[:-4]}{number:04}", "channel": "email", "email": f"p{number}@example.com", "state": "active"}
        for number in range(count)
    ]
    people += [{"id": org_id, "channel": "webhook", "url": "https://hooks.example.com", "state": "active"}]
    people += [{"id": org_id, "channel": "email", "email": "never@example.com", "state": "pending"}]
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        manifest = {"format": "allclear-archive", "version": 1, "organization": {"id": org_id}, "exported_at": AT}
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("subscribers.jsonl", "\n".join(map(json.dumps, people)))
    return {"name": "elsewhere.zip", "data": b64encode(body.getvalue()).decode()}


def imported(owner: Api, queues: Queues, **given: Any) -> dict[str, Any]:
    made = owner.post(PATH, {"kind": "archive", "subscribers": "ask", **given}).json()
    while queues.sent.get(QUEUE):
        assert queues.flow(QUEUE) == []
    found: dict[str, Any] = owner.get(f"{PATH}/{made['id']}").json()
    return found


def test_each_is_asked_once_after_everything_else_has_come(owner: Api, tenant: Tenant, queues: Queues) -> None:
    count = ASKED_AT_ONCE + 70
    archive = an_archive(count)
    shown = imported(owner, queues, file=archive)
    assert shown["state"] == "ready", shown["message"]
    assert shown["preview"]["tallies"]["subscriber"]["asked"] == count
    assert [each["why"] for each in shown["preview"]["notes"]] == ["Only who is told by mail can be asked."]
    assert not queues.sent.get(ASKING)
    done = imported(owner, queues, file=archive, dry_run=False)
    assert (done["state"], done["result"]["subscriber"]["asked"], done["done"]) == ("done", count, done["total"])
    rounds = 0
    while queues.sent.get(ASKING):
        assert len(queues.sent[ASKING]) == 1
        assert queues.flow(ASKING) == []
        rounds += 1
    assert rounds >= count / ASKED_AT_ONCE
    asking = owner.get(f"/api/subscribers/import/{done['id']}").json()
    assert (asking["state"], asking["asked"], asking["failed"]) == ("done", count, 0)
    found = list(subscribers.of_organization(tenant.org_id, None))
    assert {each.state for each in found} == {SubscriberState.PENDING}
    assert len({each.email for each in found}) == count

    again = imported(owner, queues, file=archive, dry_run=False)
    assert (again["result"]["subscriber"]["asked"], again["result"]["subscriber"]["unchanged"]) == (0, count)
    assert not queues.sent.get(ASKING)
