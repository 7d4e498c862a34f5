"""Moving in from another product: what was found is shown, carried out in parts, told to nobody, and never doubled."""

from base64 import b64encode
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.events import TELLING, Event, EventType
from chalicelib.domain.history import seconds
from chalicelib.domain.imports import Tally
from chalicelib.domain.organizations import Role
from chalicelib.domain.services import ServiceStatus
from chalicelib.history import spans
from chalicelib.importing.carrying import Carrier
from chalicelib.queues.message import Message
from chalicelib.reactions.history import history
from chalicelib.store import events, incidents, services
from chalicelib.store import viewers as stored_viewers
from tests.conftest import Clock
from tests.edges import Api, Stream, Viewers
from tests.engine import Engine
from tests.factories import NOW
from tests.queues import Queues
from tests.tenancy import Tenant, a_tenant, a_token

PATH = "/api/imports"
QUEUE = "moving"

CSV = """id,title,services,service_status,started_at,resolved_at,update_status,update_at,update_text
1,Checkout was down,Checkout;Search,major_outage,2025-03-01T10:00:00Z,2025-03-01T11:00:00Z,,,We look into it
1,Checkout was down,,,,,resolved,2025-03-01T11:00:00Z,It works again
2,Search is slow,Search,degraded_performance,2026-01-05T09:00:00Z,,,,It is slow
"""


@pytest.fixture(autouse=True)
def _still(clock: Clock, queues: Queues) -> None:
    """The clock stands still, and queues keep what they are sent."""


def a_file(text: str | bytes, name: str = "incidents.csv") -> dict[str, str]:
    body = text.encode() if isinstance(text, str) else text
    return {"name": name, "data": b64encode(body).decode()}


def a_tally(**counts: int) -> dict[str, int]:
    return Tally(**counts).model_dump()


def flow(queues: Queues) -> None:
    while queues.sent.get(QUEUE):
        assert queues.flow(QUEUE) == []


def imported(owner: Api, queues: Queues, **given: Any) -> dict[str, Any]:
    """The import as it is in the end."""
    made = owner.post(PATH, given)
    assert made.status == HTTPStatus.ACCEPTED, made.json()
    flow(queues)
    found: dict[str, Any] = owner.get(f"{PATH}/{made.json()['id']}").json()
    return found


def test_what_was_found_is_shown_before_it_is_carried_out(owner: Api, tenant: Tenant, queues: Queues) -> None:
    shown = imported(owner, queues, kind="csv", file=a_file(CSV))
    assert shown["state"] == "ready", shown["message"]
    assert shown["preview"]["tallies"]["incident"] == a_tally(found=2, added=2)
    assert shown["preview"]["oldest_at"] == "2025-03-01T10:00:00.000Z"
    assert services.of_organization(tenant.org_id) == []
    assert owner.post(f"{PATH}/{shown['id']}/start").status == HTTPStatus.ACCEPTED
    flow(queues)
    done = owner.get(f"{PATH}/{shown['id']}").json()
    assert (done["state"], done["done"], done["total"]) == ("done", 4, 4), done
    past, now = sorted(incidents.newest_first(tenant.org_id, limit=10), key=lambda each: each.started_at)
    assert [said.text for said in past.updates] == ["It works again", "We look into it"]
    assert past.resolved_at is not None
    assert past.resolved_at.isoformat() == "2025-03-01T11:00:00+00:00"
    assert now.is_open
    by_name = {each.name: each for each in services.of_organization(tenant.org_id)}
    assert by_name["Search"].status == "degraded_performance"
    assert by_name["Checkout"].created_at == past.started_at


def test_the_same_import_again_adds_nothing(owner: Api, tenant: Tenant, queues: Queues) -> None:
    first = imported(owner, queues, kind="csv", file=a_file(CSV), dry_run=False)
    again = imported(owner, queues, kind="csv", file=a_file(CSV), dry_run=False)
    assert first["result"]["incident"]["added"] == 2
    assert again["result"]["incident"] == a_tally(found=2, unchanged=2)
    assert len(incidents.newest_first(tenant.org_id, limit=10)) == 2
    assert len(services.of_organization(tenant.org_id)) == 2


def many(count: int) -> str:
    """Incidents that are over, an hour apart."""
    lines = ["title,services,service_status,started_at,resolved_at"]
    for number in range(count):
        began = NOW - timedelta(days=40, hours=-number)
        ended = began + timedelta(minutes=30)
        lines.append(f"Incident {number},Checkout,major_outage,{began.isoformat()},{ended.isoformat()}")
    return "\n".join(lines)


def events_of(tenant: Tenant) -> list[Event]:
    found = events.oldest_first(tenant.org_id, limit=1000)
    return found.events if found else []


def test_an_import_whose_process_was_killed_goes_on_and_doubles_nothing(
    owner: Api, tenant: Tenant, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, killed = Carrier._finish, list[int]()  # noqa: SLF001 - between the items of a part and its event

    def dies(carrier: Carrier, outcome: Any, done: Any) -> None:
        if outcome.sort == "incident" and not killed:
            killed.append(outcome.number)
            raise KeyboardInterrupt
        finish(carrier, outcome, done)

    monkeypatch.setattr(Carrier, "_finish", dies)
    made = owner.post(PATH, {"kind": "csv", "file": a_file(many(150)), "dry_run": False}).json()
    before = [*queues.sent[QUEUE]]
    with pytest.raises(KeyboardInterrupt):
        queues.flow(QUEUE)
    queues.sent[QUEUE] = before
    flow(queues)
    done = owner.get(f"{PATH}/{made['id']}").json()
    assert done["result"]["incident"] == a_tally(found=150, added=150)
    titles = [each.title for each in incidents.newest_first(tenant.org_id, limit=200)]
    assert (len(titles), len(set(titles))) == (150, 150)
    public = [each for each in events_of(tenant) if each.type is EventType.ORGANIZATION_IMPORTED]
    named = [each["id"] for event in public for each in event.data["imported"].get("incidents", ())]
    assert (len(public), len(named), len(set(named))) == (3, 150, 150)
    private = [each for each in events_of(tenant) if each.type is EventType.INCIDENT_IMPORTED]
    assert len(private) == 150


def test_an_import_is_few_frames_and_no_notification_and_uptime_follows(
    owner: Api, tenant: Tenant, queues: Queues, stream: Stream, viewers: Viewers, documents: Path
) -> None:
    stream.flow()
    stored_viewers.remember(tenant.org_id, "watcher", NOW)
    imported(owner, queues, kind="csv", file=a_file(many(150)), dry_run=False)
    stream.flow()
    frames = viewers.seen_by("watcher")
    assert [frame["event"] for frame in frames] == ["status_update"] * 3
    assert all(frame["data"]["partial"] and "imported" not in frame["data"] for frame in frames)
    told = [each for each in events_of(tenant) if each.type in TELLING and each.notify is not False]
    assert told == []
    for event in events_of(tenant):
        if not event.type.is_private:
            history(Message(tenant.org_id, event.id, event.type))
    (service,) = services.of_organization(tenant.org_id)
    shown = spans.of_service(service, NOW - timedelta(days=41), NOW)
    down = [each for each in shown.items if each.status is ServiceStatus.MAJOR_OUTAGE]
    assert len(down) == 150
    assert {seconds(each.end) - seconds(each.start) for each in down} == {1800}
    assert len([*documents.rglob("*.json")]) > 150


@pytest.mark.parametrize(
    ("given", "loc"),
    [
        ({"kind": "statuspage"}, "address"),
        ({"kind": "statuspage", "address": "https://127.0.0.1.example"}, ""),
        ({"kind": "statuspage", "address": "http://169.254.169.254/"}, "address"),
        ({"kind": "csv"}, "file"),
        ({"kind": "csv", "address": "https://status.example.com"}, "address"),
        ({"kind": "csv", "file": {"name": "x", "data": "no base64!"}}, "data"),
        ({"kind": "cachet", "key": "secret"}, "address"),
        ({"kind": "nagios", "address": "https://status.example.com"}, "kind"),
    ],
)
def test_a_source_that_makes_no_sense_is_refused(owner: Api, queues: Queues, given: dict[str, Any], loc: str) -> None:
    reply = owner.post(PATH, given)
    if loc:
        assert (reply.status, reply.json()["errors"][0]["loc"][-1]) == (HTTPStatus.UNPROCESSABLE_ENTITY, loc)
        assert queues.sent == {}


def test_the_key_of_another_product_is_stored_nowhere_in_plain(
    owner: Api, tenant: Tenant, queues: Queues, tables: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    key = "a-very-secret-key-of-statuspage"
    made = owner.post(PATH, {"kind": "statuspage", "key": key, "address": "https://nowhere.invalid"})
    assert key not in made.body + str(tables.contents()) + str(queues.sent)
    assert key not in "".join(capfd.readouterr())


def test_files_in_parts_are_one_file(owner: Api, tenant: Tenant, queues: Queues) -> None:
    made = owner.post(PATH, {"kind": "csv", "files_follow": True}).json()
    half = len(CSV) // 2
    for number, part in ((1, CSV[half:]), (0, CSV[:half])):
        assert owner.put(f"{PATH}/{made['id']}/files/{number}", a_file(part)).status == HTTPStatus.OK
    assert owner.post(f"{PATH}/{made['id']}/read").status == HTTPStatus.ACCEPTED
    flow(queues)
    shown = owner.get(f"{PATH}/{made['id']}").json()
    assert shown["preview"]["tallies"]["incident"]["found"] == 2
    assert owner.put(f"{PATH}/{made['id']}/files/2", a_file(CSV)).status == HTTPStatus.CONFLICT
    stopped = owner.post(f"{PATH}/{made['id']}/stop").json()
    assert (stopped["state"], stopped["message"]) == ("failed", "It was stopped.")


def test_no_viewer_imports_or_exports(api: Api, tenant: Tenant) -> None:
    viewer = api.as_(a_token(tenant.joined_by(Role.VIEWER)))
    assert viewer.post(PATH, {"kind": "csv", "files_follow": True}).status == HTTPStatus.FORBIDDEN
    assert viewer.post("/api/exports").status == HTTPStatus.FORBIDDEN
    stranger = api.as_(a_tenant("Elsewhere").token)
    assert stranger.get(f"{PATH}/{tenant.page_import()}").status == HTTPStatus.NOT_FOUND
