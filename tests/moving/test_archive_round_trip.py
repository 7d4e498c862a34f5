"""An archive of any organization, imported into a new one, makes the same organization again."""

import csv
import io
import json
import random
import zipfile
from base64 import b64encode
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import jsonschema
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import AllclearError
from chalicelib.domain.ids import Id
from chalicelib.domain.postmortems import PostmortemEdit
from chalicelib.domain.services import ServiceStatus
from chalicelib.store import monitors, organizations
from chalicelib.use_cases import postmortems
from tests.conftest import Clock
from tests.edges import Api
from tests.engine import Engine
from tests.factories import NOW
from tests.queues import Queues
from tests.tenancy import Tenant, a_tenant

QUEUE = "moving"
OWN = {"id", "slug", "version", "created_at", "updated_at"}
"""Of its settings, what an organization does not get from an archive."""
TEXTS = (
    "We look into it",
    "**Bold** and [a link](https://example.com)",
    "- one\n- two",
    "<b>x</b> & \u00fcber",
    "\u65e5\u672c\u8a9e \U0001f600",
)
WORDS = ("Checkout", "Search & co", "Z\u00fcrich <b>", "*bold* [a](https://example.com)", "=1+1", "\u65e5\u672c")
KINDS = (
    "service", "open", "past", "resolve", "maintenance", "series", "draft", "template", "subscriber", "postmortem",
    "correct", "settings", "metric", "monitor", "heartbeat", "source",
)  # fmt: skip
Step = tuple[str, str, str, list[int], bool]


@pytest.fixture(autouse=True)
def _still(clock: Clock, queues: Queues) -> None:
    """The clock stands still, and queues keep what they are sent."""


def steps(seed: int) -> list[Step]:
    """What happens in an organization of that number: every kind of thing, in some order, and most of them twice."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    kinds = chance.sample(KINDS * 2, len(KINDS) + 6)
    return [
        (
            kind,
            chance.choice(WORDS),
            chance.choice(TEXTS),
            [chance.randrange(10) for _ in range(3)],
            chance.random() < 0.5,
        )
        for kind in kinds
    ]


class _Life:
    """What happens in an organization, step by step."""

    def __init__(self, tenant: Tenant, api: Api) -> None:
        self.tenant, self.api = tenant, api
        self.now = NOW - timedelta(days=3)

    def step(self, step: Step) -> None:
        """Something that happens later than what happened before; what is not possible does not happen."""
        self.now += timedelta(minutes=7)
        what, self.word, self.text, self.picks, self.flag = step
        getattr(self, f"_{what}")()

    def _word(self) -> str:
        return self.word

    def _text(self) -> str:
        return self.text

    def _services(self) -> list[Id]:
        known = [each["id"] for each in self.api.get("/api/services").json()["items"]]
        return [*dict.fromkeys(known[each % len(known)] for each in self.picks)] if known else []

    def _send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        reply = self.api.send(method, path, body)
        assert reply.status < HTTPStatus.INTERNAL_SERVER_ERROR, reply.body
        return reply.json() if reply.status < HTTPStatus.BAD_REQUEST else None

    def _service(self) -> None:
        self.tenant.service(self._word(), now=self.now, category=self._word(), description=self._text())

    def _open(self) -> None:
        body = {"title": self._word(), "description": self._text(), "service_ids": self._services()}
        self._send("POST", "/api/incidents", body | {"service_status": "partial_outage", "impact": "major"})

    def _past(self) -> None:
        began, ended = (NOW - timedelta(days=2, hours=hours) for hours in (3, 1))
        body = {"title": self._word(), "service_ids": self._services(), "service_status": "major_outage"}
        times = {"started_at": began.isoformat(), "resolved_at": ended.isoformat()}
        self._send("POST", "/api/incidents", body | times)

    def _resolve(self) -> None:
        for each in self.api.get("/api/incidents").json()["items"][:1]:
            body = {"status": "resolved", "text": self._text()}
            self._send("PUT", f"/api/incidents/{each['id']}/status", body)

    def _maintenance(self) -> None:
        body = {"title": self._word(), "service_ids": self._services(), "scheduled_start": "2026-02-01T02:00:00Z"}
        self._send("POST", "/api/maintenance", body | {"scheduled_end": "2026-02-01T04:00:00Z"})

    def _series(self) -> None:
        self.tenant.repeats(until="2026-12-01", now=self.now)

    def _draft(self) -> None:
        self._send("POST", "/api/incidents", {"title": self._word(), "description": self._text(), "draft": True})

    def _template(self) -> None:
        body = {"kind": "incident", "name": self._word(), "texts": {"investigating": self._text()}}
        self._send("POST", "/api/templates", body | {"service_ids": self._services()})

    def _subscriber(self) -> None:
        number = sum(self.picks)
        try:
            self.tenant.subscriber(f"reader-{number}@example.com", self.now, service_ids=tuple(self._services()))
        except AllclearError:
            return

    def _postmortem(self) -> None:
        for each in self.api.get("/api/incidents").json()["items"][:1]:
            try:
                edit = PostmortemEdit(text=self._text(), published=self.flag)
                postmortems.write(self.tenant.org_id, each["id"], edit, self.tenant.actor, self.now)
            except AllclearError:
                return

    def _correct(self) -> None:
        for service_id in self._services()[:1]:
            times = {"from": (NOW - timedelta(days=1)).isoformat(), "to": (NOW - timedelta(hours=20)).isoformat()}
            status = "major_outage" if self.flag else "operational"
            self._send("PUT", f"/api/services/{service_id}/history", times | {"status": status, "reason": "Log"})

    def _metric(self) -> None:
        self._send("POST", "/api/metrics", {"name": self._word(), "unit": "ms"})

    def _monitor(self) -> None:
        rule = {"action": "set_status", "service_ids": self._services(), "status": "major_outage"}
        body = {"name": self._word(), "kind": "http", "url": "https://example.com/", "rules": [rule]}
        self._send("POST", "/api/monitors", body | {"paused": self.flag})

    def _heartbeat(self) -> None:
        body = {"name": self._word(), "kind": "heartbeat", "heartbeat_minutes": 10, "interval_minutes": 1}
        self._send("POST", "/api/monitors", body)

    def _source(self) -> None:
        rule = {"action": "open_incident", "service_ids": self._services(), "match": {"severity": "critical"}}
        kind = "email" if self.flag else "alertmanager"
        self._send("POST", "/api/sources", {"name": self._word(), "kind": kind, "rules": [rule]})

    def _settings(self) -> None:
        body = {"intro_text": self._text(), "categories": [self._word()], "accent_color": "#0b5fff"}
        self._send("PUT", f"/api/organizations/{self.tenant.org_id}", body)


def exported(api: Api, queues: Queues) -> dict[str, bytes]:
    """The files of an archive, by name."""
    export = api.post("/api/exports").json()
    assert queues.flow(QUEUE) == []
    done = api.get(f"/api/exports/{export['id']}").json()
    assert done["state"] == "done"
    body = archive_at(api, done["url"])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive_at(api: Api, url: str) -> bytes:
    """What a link leads to, read by whoever has it."""
    from base64 import b64decode  # noqa: PLC0415 - as Lambda hands on bytes

    reply = Api().get(url.removeprefix("https://status.example.com"), Accept="*/*")
    assert reply.status == HTTPStatus.OK, reply.body
    return b64decode(reply.body)


def restored(api: Api, queues: Queues, files: dict[str, bytes]) -> dict[str, Any]:
    """An import of an archive, as it is in the end."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    file = {"name": "archive.zip", "data": b64encode(packed.getvalue()).decode()}
    asked = {"kind": "archive", "file": file, "dry_run": False, "subscribers": "given"}
    made = api.post("/api/imports", asked).json()
    while queues.sent.get(QUEUE):
        assert queues.flow(QUEUE) == []
    found: dict[str, Any] = api.get(f"/api/imports/{made['id']}").json()
    return found


def lines_of(files: dict[str, bytes]) -> dict[str, Any]:
    """All that an import takes over: settings, and the lines of each kind."""
    settings_of = json.loads(files["manifest.json"])["organization"]
    kept = {name: value for name, value in settings_of.items() if name not in OWN}
    told = {"members.jsonl", "audit_log.jsonl"}
    lines = {
        name: sorted(body.decode().splitlines())
        for name, body in files.items()
        if name.endswith(".jsonl") and name not in told
    }
    return {"settings": kept, **lines, "csv": files["incidents.csv"]}


def test_an_archive_makes_the_same_organization_again(tables: Engine, queues: Queues) -> None:
    @settings(max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate])  # a seed says all
    @given(seed=st.integers(0, 10**6))
    def holds(seed: int) -> None:
        tables.wipe()
        queues.sent.clear()
        _check_round_trip(queues, steps(seed))

    holds()


def _check_round_trip(queues: Queues, life_of: list[Step]) -> None:
    tenant, other = a_tenant(), a_tenant("Elsewhere")
    api, elsewhere = Api().as_(tenant.token), Api().as_(other.token)
    life = _Life(tenant, api)
    for step in (("service", "Checkout", "Sells", [], True), *life_of):
        life.step(step)
    before = exported(api, queues)
    _check_schema(before)
    done = restored(elsewhere, queues, before)
    assert (done["state"], done["errors"]) == ("done", []), done["message"]
    assert [kind for kind, tally in done["result"].items() if tally["unchanged"]] == []
    after = exported(elsewhere, queues)
    assert lines_of(after) == lines_of(before)
    again = restored(elsewhere, queues, before)
    kinds = [tally for kind, tally in again["result"].items() if kind not in {"settings", "history"}]
    assert sum(tally["added"] + tally["failed"] for tally in kinds) == 0
    assert lines_of(exported(elsewhere, queues)) == lines_of(before)


def _check_schema(files: dict[str, bytes]) -> None:
    """Every line is as the schema in the archive says."""
    schema = json.loads(files["schema.json"])
    manifest = json.loads(files["manifest.json"])
    for kind, name in manifest["files"].items():
        validator = jsonschema.Draft202012Validator(schema["$defs"][kind])
        lines = files[name].decode().splitlines()
        assert len(lines) == manifest["counts"][kind]
        for line in lines:
            assert [error.message for error in validator.iter_errors(json.loads(line))] == [], kind


def test_incidents_are_there_as_csv_too(owner: Api, tenant: Tenant, queues: Queues) -> None:
    incident = tenant.opens(
        tenant.service("=Checkout"), title="Payments fail", service_status=ServiceStatus.MAJOR_OUTAGE
    )
    tenant.resolves(incident, NOW + timedelta(hours=1))
    rows = [*csv.DictReader(io.StringIO(exported(owner, queues)["incidents.csv"].decode(), newline=""))]
    assert [(row["title"], row["update_status"]) for row in rows] == [
        ("Payments fail", "investigating"),
        ("Payments fail", "resolved"),
    ]
    assert rows[0]["services"] == "'=Checkout"


def test_the_link_of_an_archive_ends_and_opens_no_other(
    owner: Api, tenant: Tenant, queues: Queues, clock: Clock
) -> None:
    export = owner.post("/api/exports").json()
    assert owner.get(f"/api/exports/{export['id']}").json()["url"] is None
    assert queues.flow(QUEUE) == []
    url = owner.get(f"/api/exports/{export['id']}").json()["url"].removeprefix("https://status.example.com")
    other = a_tenant("Elsewhere")
    assert Api().get(url, Accept="*/*").status == HTTPStatus.OK
    assert Api().get(url.replace(tenant.org_id, other.org_id)).status == HTTPStatus.NOT_FOUND
    assert Api().get(url[:-1] + ("0" if url[-1] != "0" else "1")).status == HTTPStatus.NOT_FOUND
    clock.passes(minutes=16)
    assert Api().get(url).status == HTTPStatus.NOT_FOUND
    assert organizations.get(tenant.org_id).name in {"Northwind", tenant.slug}


def test_what_needs_a_secret_waits_for_it_after_an_import(owner: Api, tenant: Tenant, queues: Queues) -> None:
    watched = {"name": "Shop", "kind": "http", "url": "https://example.com/"}
    owner.post("/api/monitors", watched)
    owner.post("/api/monitors", watched | {"name": "With key", "headers": {"X-Key": "tops3cret"}})
    owner.post("/api/monitors", {"name": "Backup", "kind": "heartbeat", "heartbeat_minutes": 10})
    source = {"name": "Pages", "kind": "pagerduty", "signing_secret": "tops3cret"}
    old = owner.post("/api/sources", source).json()["url"]
    owner.post("/api/metrics", {"name": "Orders"})
    files = exported(owner, queues)
    assert b"tops3cret" not in b"".join(files.values())
    other = a_tenant("Elsewhere")
    elsewhere = Api().as_(other.token)
    done = restored(elsewhere, queues, files)
    assert {each["what"] for each in done["preview"]["notes"]} >= {"sources", "monitors", "metrics"}
    there = {each["name"]: each for each in elsewhere.get("/api/monitors").json()["items"]}
    assert {name: each["paused"] for name, each in there.items()} == {"Shop": False, "With key": True, "Backup": False}
    turns = {here for org_id, here in monitors.due(0) if org_id == other.org_id}
    assert turns == {there["Shop"]["id"], there["Backup"]["id"]}
    assert elsewhere.post(f"/api/monitors/{there['Backup']['id']}/address").json()["heartbeat_url"]
    kept = elsewhere.get("/api/sources").json()["items"][0]
    assert (kept["name"], kept["signed"]) == ("Pages", False)
    assert elsewhere.post(f"/api/sources/{kept['id']}/rotate").json()["url"] != old
    assert organizations.get(other.org_id).shows_metrics
    metrics = elsewhere.get("/api/metrics").json()["items"]
    assert {each["name"]: each["visible"] for each in metrics} == {"Shop": False, "With key": False, "Orders": True}
