"""Postmortems: written by the team, read by visitors once they are published, and not a moment before."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.postmortems import MAX_LETTERS
from chalicelib.domain.times import to_wire
from chalicelib.publish.publisher import republish
from chalicelib.store import postmortems
from chalicelib.store import viewers as stored_viewers
from tests.conftest import Clock
from tests.edges import Api, Stream, Viewers
from tests.engine import Engine
from tests.factories import NOW
from tests.queues import Queues
from tests.tenancy import Tenant

CANARY = "Canary: a switch broke."


def _path(incident: Any) -> str:
    return f"/api/incidents/{incident.id}/postmortem"


def _public(api: Api, tenant: Tenant, incident: Any) -> Any:
    return api.get(f"/api/status/{tenant.slug}/incidents/{incident.id}").json()["incident"]


def _everything(api: Api, tenant: Tenant, documents: Path) -> str:
    files = [each.read_text(errors="replace") for each in documents.rglob("*") if each.is_file()]
    paths = ("", "/incidents", "/incidents?limit=20", "/timeline")
    return "\n".join([*files, *(api.get(f"/api/status/{tenant.slug}{path}").body for path in paths)])


def test_a_draft_is_read_by_the_team_alone(
    owner: Api, api: Api, tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path
) -> None:
    incident = tenant.opens(status="resolved")
    stored_viewers.remember(tenant.org_id, "viewer", NOW)
    stream.flow()
    version = api.get(f"/api/status/{tenant.slug}").json()["version"]
    written = owner.put(_path(incident), {"text": CANARY, "published": False})
    assert (written.status, written.json()["published"], written.json()["published_at"]) == (200, False, None)
    assert owner.get(_path(incident)).json() == written.json()
    assert owner.get(f"/api/incidents/{incident.id}").json()["postmortem"] == written.json()
    stream.flow()
    republish(tenant.org_id)
    assert CANARY not in _everything(api, tenant, documents) + str(viewers.seen_by("viewer"))
    assert "postmortem" not in str(_public(api, tenant, incident))
    assert api.get(f"/api/status/{tenant.slug}").json()["version"] == version
    assert owner.get(f"/api/incidents/{incident.id}").json()["version"] == incident.version
    assert owner.get("/api/events").json()["items"][0]["type"] == "postmortem.written"


def test_a_published_postmortem_is_on_the_incident_s_page_and_marked_in_history(
    owner: Api, api: Api, tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path, clock: Clock
) -> None:
    incident = tenant.opens(status="resolved")
    owner.put(_path(incident), {"text": CANARY})
    stored_viewers.remember(tenant.org_id, "viewer", NOW)
    stream.flow()
    clock.passes(hours=1)
    published = owner.put(_path(incident), {"published": True}, If_Match='"1"').json()
    stream.flow()
    at = to_wire(clock.now)
    assert (published["text"], published["published_at"], published["version"]) == (CANARY, at, 2)
    assert _public(api, tenant, incident)["postmortem"] == {"text": CANARY, "published_at": at, "updated_at": at}
    document = documents / f"api/status/{tenant.slug}/incidents/{incident.id}.json"
    assert CANARY in document.read_text()
    without_scripts = documents / f"status/{tenant.slug}/incidents/{incident.id}.html"
    assert CANARY in without_scripts.read_text()
    month = next((documents / f"status/{tenant.slug}/history").glob("*.html"))
    assert f'/incidents/{incident.id}">postmortem</a>' in month.read_text()
    frame = viewers.seen_by("viewer")[-1]
    assert (frame["event"], frame["data"]["incident"]["postmortem_at"]) == ("incident_update", at)
    for path in ("", "/incidents"):
        assert f'"postmortem_at":"{at}"' in api.get(f"/api/status/{tenant.slug}{path}").body
        assert CANARY not in api.get(f"/api/status/{tenant.slug}{path}").body
    clock.passes(hours=1)
    owner.put(_path(incident), {"text": "It was a *cable*."})
    stream.flow()
    edited = _public(api, tenant, incident)["postmortem"]
    assert (edited["text"], edited["published_at"], edited["updated_at"]) == (
        "It was a *cable*.",
        at,
        to_wire(clock.now),
    )
    assert edited["text_tree"] == [["p", "It was a ", ["em", "cable"], "."]]
    assert "cable" in document.read_text()
    log = owner.get("/api/events").json()["items"]
    assert log[0]["changes"] == {"postmortem": [CANARY, "It was a *cable*."]}


@pytest.fixture
def flow(stream: Stream, queues: Queues, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Everything is written, also what only other programs read, which waits for nothing here."""
    monkeypatch.setattr("chalicelib.reactions.syndicate._written", {})
    monkeypatch.setattr("chalicelib.reactions.syndicate._pause", lambda _: 0)

    def flow() -> None:
        stream.flow()
        assert queues.flow("syndicate") == []

    return flow


@pytest.mark.parametrize("how", ["withdrawn", "deleted", "with its incident"])
def test_what_is_taken_back_is_read_nowhere_any_more(
    owner: Api, api: Api, tenant: Tenant, flow: Callable[[], None], documents: Path, how: str
) -> None:
    incident = tenant.opens(status="resolved")
    owner.put(_path(incident), {"text": CANARY, "published": True})
    flow()
    assert CANARY in _everything(api, tenant, documents)
    if how == "withdrawn":
        owner.put(_path(incident), {"published": False})
        assert owner.get(_path(incident)).json()["text"] == CANARY
    elif how == "deleted":
        assert owner.delete(_path(incident), If_Match='"1"').status == 204
        assert owner.get(_path(incident)).status == 404
    else:
        owner.delete(f"/api/incidents/{incident.id}")
        assert postmortems.find(tenant.org_id, incident.id) is None
    flow()
    assert CANARY not in _everything(api, tenant, documents)
    assert "postmortem_at" not in api.get(f"/api/status/{tenant.slug}").body


def test_while_an_incident_is_open_its_postmortem_stays_a_draft(owner: Api, tenant: Tenant, tables: Engine) -> None:
    incident = tenant.opens()
    assert owner.put(_path(incident), {"text": CANARY}).status == 200
    before = tables.contents()
    refused = owner.put(_path(incident), {"published": True})
    assert (refused.status, "not resolved" in refused.json()["detail"]) == (409, True)
    assert tables.contents() == before
    tenant.resolves(incident)
    assert owner.put(_path(incident), {"published": True}).status == 200


def test_nobody_overwrites_a_postmortem_unseen(owner: Api, tenant: Tenant) -> None:
    incident = tenant.opens(status="resolved")
    assert owner.put(_path(incident), {"text": "Mine"}, If_Match='"0"').status == 200
    stale = owner.put(_path(incident), {"text": "Theirs"}, If_Match='"0"')
    assert (stale.status, stale.headers["ETag"]) == (412, '"1"')
    assert owner.put(_path(incident), {"text": "Theirs"}, If_Match='"1"').headers["ETag"] == '"2"'
    assert owner.delete(_path(incident), If_Match='"1"').status == 412


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, ["text"]),
        ({"published": True}, ["text"]),
        ({"text": " "}, ["text"]),
        ({"text": "x" * (MAX_LETTERS + 1)}, ["text"]),
        ({"text": "X", "published": "yes"}, ["published"]),
        ({"text": "X", "title": "X"}, ["title"]),
    ],
)
def test_a_postmortem_that_makes_no_sense_is_refused(
    owner: Api, tenant: Tenant, tables: Engine, body: Any, where: Any
) -> None:
    incident = tenant.opens(status="resolved")
    before = tables.contents()
    answer = owner.put(_path(incident), body)
    assert (answer.status, answer.json()["errors"][0]["loc"]) == (422, where)
    assert tables.contents() == before


def test_the_longest_postmortem_in_any_script_is_stored_and_shown(owner: Api, api: Api, tenant: Tenant) -> None:
    incident = tenant.opens(status="resolved")
    text = "🚀" * MAX_LETTERS
    assert owner.put(_path(incident), {"text": text, "published": True}).status == 200
    assert _public(api, tenant, incident)["postmortem"]["text"] == text


def test_a_draft_of_an_incident_has_no_postmortem(owner: Api) -> None:
    draft = owner.post("/api/incidents", {"title": "Later", "draft": True}).json()
    assert owner.put(f"/api/incidents/{draft['id']}/postmortem", {"text": "X"}).status == 404
