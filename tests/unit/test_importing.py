"""What each product holds, read into neutral pieces."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.imports import ImportKind, ImportRequest
from chalicelib.domain.incidents import Impact, IncidentStatus
from chalicelib.domain.pieces import IncidentPiece, MaintenancePiece, ServicePiece, SubscriberPiece, TemplatePiece
from chalicelib.domain.services import ServiceStatus
from chalicelib.importing import cachet, cstate, csv_files, instatus, statuspage, texts, uptime_kuma
from chalicelib.importing.fetching import Web
from chalicelib.importing.findings import Findings, UnreadableError

HOST = "https://status.example.com"


class _Web(Web):
    """Answers by the end of an address; everything else is not there."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {name.replace("__", "/"): answer for name, answer in answers.items()}
        self.asked: list[str] = []

    def maybe(self, address: str, **query: object) -> Any:
        self.asked.append(address)
        found = next((answer for name, answer in self.answers.items() if address.endswith(f"/{name}")), None)
        return [] if isinstance(found, list) and int(str(query.get("page", 1))) > 1 else found


def _pieces(found: Findings, kind: type) -> list[Any]:
    return [each for each in found.finished() if isinstance(each, kind)]


def _whys(found: Findings) -> str:
    return " ".join(note.why for note in found.notes)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


COMPONENTS = [
    {"id": "g1", "name": "Shop", "group": True, "position": 1, "components": ["c1"]},
    {
        "id": "c1",
        "name": "Checkout",
        "group_id": "g1",
        "status": "operational",
        "start_date": "2024-02-01",
        "position": 2,
    },
    {
        "id": "c2",
        "name": "Search",
        "status": "degraded_performance",
        "created_at": "2024-03-01T08:00:00Z",
        "position": 3,
    },
]


def _update(status: str, at: str, old: str, new: str) -> dict[str, Any]:
    changed = [{"code": "c1", "name": "Shop - Checkout", "old_status": old, "new_status": new}]
    return {"id": at, "status": status, "body": f"<p>{status}</p>", "display_at": at, "affected_components": changed}


INCIDENT = {
    "id": "i1",
    "name": "Checkout fails",
    "status": "postmortem",
    "impact": "major",
    "created_at": "2025-01-01T10:00:00.000-08:00",
    "components": [{"id": "c1", "name": "Checkout", "status": "operational"}],
    "incident_updates": [
        _update("resolved", "2025-01-01T20:00:00Z", "partial_outage", "operational"),
        _update("identified", "2025-01-01T19:00:00Z", "major_outage", "partial_outage"),
        _update("investigating", "2025-01-01T18:00:00Z", "operational", "major_outage"),
    ],
    "postmortem_body": "It was DNS.",
    "postmortem_published_at": "2025-01-03T10:00:00Z",
}
SCHEDULED = {
    "id": "m1",
    "name": "New disks",
    "status": "completed",
    "scheduled_for": "2025-02-01T01:00:00Z",
    "scheduled_until": "2025-02-01T03:00:00Z",
    "components": [{"id": "gone", "name": "Fax"}],
    "incident_updates": [
        {"id": "3", "status": "completed", "body": "Done", "display_at": "2025-02-01T02:30:00Z"},
        {"id": "2", "status": "in_progress", "body": "Begun", "display_at": "2025-02-01T01:05:00Z"},
        {"id": "1", "status": "scheduled", "body": "Planned", "display_at": "2025-01-20T01:00:00Z"},
    ],
}


def test_a_statuspage_is_read_by_its_public_documents_with_what_services_were_when() -> None:
    found = Findings()
    web = _Web(
        **{
            "components.json": {"components": COMPONENTS},
            "incidents.json": {"incidents": [INCIDENT]},
            "scheduled-maintenances.json": {"scheduled_maintenances": [SCHEDULED]},
        }
    )
    statuspage.read_public(web, f"{HOST}/", found)
    services = {each.foreign_id: each for each in _pieces(found, ServicePiece)}
    assert (services["c1"].category, services["c1"].since) == ("Shop", _at("2024-02-01"))
    assert services["c2"].status is ServiceStatus.DEGRADED_PERFORMANCE
    assert services["gone"].since == _at("2025-02-01T01:05:00")
    (incident,) = _pieces(found, IncidentPiece)
    assert [(span.status.value, span.start.hour, span.end.hour) for span in incident.spans] == [
        ("major_outage", 18, 19),
        ("partial_outage", 19, 20),
    ]
    assert (incident.started_at, incident.resolved_at) == (_at("2025-01-01T18:00:00"), _at("2025-01-01T20:00:00"))
    assert (incident.impact, incident.postmortem) == (Impact.MAJOR, "It was DNS.")
    (maintenance,) = _pieces(found, MaintenancePiece)
    assert (maintenance.actual_start, maintenance.actual_end) == (
        _at("2025-02-01T01:05:00"),
        _at("2025-02-01T02:30:00"),
    )
    assert maintenance.is_over
    assert "deleted there" in _whys(found)


def test_a_statuspage_is_read_whole_with_a_key() -> None:
    web = _Web(
        pages=[{"id": "p1", "name": "Shop"}],
        components=COMPONENTS,
        **{"component-groups": [{"id": "g1", "name": "Shop"}]},
        incidents=[INCIDENT, SCHEDULED],
        incident_templates=[{"id": "t1", "name": "DNS", "title": "DNS fails", "body": "It is **DNS**"}],
        subscribers=[{"id": "s1", "email": "ada@example.com", "components": ["c1"]}, {"id": "s2", "mode": "sms"}],
    )
    found = Findings()
    statuspage.read_managed(web, "", "", found, subscribers=True)
    assert web.asked[1].startswith("https://api.statuspage.io/v1/pages/p1/")
    assert [each.title for each in _pieces(found, TemplatePiece)] == ["DNS fails"]
    assert [(each.email, each.services) for each in _pieces(found, SubscriberPiece)] == [("ada@example.com", ("c1",))]
    assert "Only subscribers by mail" in _whys(found)
    web.answers["pages"] = [{"id": "p1", "name": "Shop"}, {"id": "p2", "name": "Bank"}]
    with pytest.raises(UnreadableError, match="Bank \\(p2\\)"):
        statuspage.read_managed(web, "", "", Findings(), subscribers=False)


def test_a_cachet_of_either_release_is_read() -> None:
    second = _Web(
        **{
            "api/v1/ping": {"data": "Pong!"},
            "components/groups": {"data": [{"id": 7, "name": "Shop"}]},
            "v1/components": {"data": [{"id": 1, "name": "Checkout", "group_id": 7, "status": 4, "enabled": True}]},
            "v1/incidents": {
                "data": [
                    {
                        "id": 5,
                        "name": "Down",
                        "status": 4,
                        "component_id": 1,
                        "component_status": 4,
                        "message": "It is down",
                        "occurred_at": "2025-01-01 10:00:00",
                        "updated_at": "2025-01-01 12:00:00",
                        "updates": [],
                    }
                ]
            },
            "v1/schedules": {"data": [{"id": 9, "name": "Disks", "status": 0, "scheduled_at": "2030-01-01 10:00:00"}]},
        }
    )
    found = Findings()
    cachet.read(second, HOST, found, subscribers=False)
    (incident,) = _pieces(found, IncidentPiece)
    assert [(said.status, said.text) for said in incident.updates] == [
        (IncidentStatus.INVESTIGATING, "It is down"),
        (IncidentStatus.RESOLVED, ""),
    ]
    assert [(span.service, span.status) for span in incident.spans] == [("1", ServiceStatus.MAJOR_OUTAGE)]
    assert [each.category for each in _pieces(found, ServicePiece)] == ["Shop"]
    assert not _pieces(found, MaintenancePiece)[0].is_over
    attributes = {"id": 1, "name": "Checkout", "status": {"value": 1}, "enabled": True}
    said = {"message": "Fixed", "status": {"value": 4}, "created": {"string": "2025-01-01 11:00:00"}}
    third = _Web(
        **{
            "component-groups": {"data": []},
            "api/components": {"data": [{"type": "components", "id": "1", "attributes": attributes}]},
            "api/incidents": {
                "data": [
                    {
                        "type": "incidents",
                        "id": "5",
                        "attributes": {"id": 5, "name": "Down", "status": {"value": 4}, "message": "Oh",
                                       "occurred": {"string": "2025-01-01 10:00:00"}, "visible": 1},
                        "relationships": {
                            "components": {"data": [{"type": "components", "id": "1"}]},
                            "updates": {"data": [{"type": "updates", "id": "3"}]},
                        },
                    }
                ],
                "included": [
                    {"type": "updates", "id": "3", "attributes": said},
                    {"type": "components", "id": "1", "attributes": attributes},
                ],
            },
            "api/schedules": {"data": []},
        }
    )  # fmt: skip
    found = Findings()
    cachet.read(third, HOST, found, subscribers=False)
    (incident,) = _pieces(found, IncidentPiece)
    assert (incident.resolved_at, incident.services) == (_at("2025-01-01T11:00:00"), ("1",))


def test_an_uptime_kuma_is_read_by_page_and_by_backup() -> None:
    monitors = [{"id": 3, "name": "API"}]
    beats = [{"time": f"2025-01-01 10:0{minute}:00", "status": status} for minute, status in enumerate((1, 0, 0, 1))]
    web = _Web(
        **{
            "status-page/main": {
                "publicGroupList": [{"id": 1, "name": "Core", "monitorList": monitors}],
                "incident": {
                    "id": 4,
                    "title": "Slow",
                    "content": "Hm",
                    "style": "warning",
                    "createdDate": "2025-01-01 09:00:00",
                },
                "maintenanceList": [],
            },
            "heartbeat/main": {"heartbeatList": {"3": beats}},
        }
    )
    found = Findings()
    uptime_kuma.read_page(web, f"{HOST}/status/main", found)
    (service,) = _pieces(found, ServicePiece)
    assert (service.name, service.category, service.since) == ("API", "Core", _at("2025-01-01T10:00:00"))
    spans = [span for piece in found.pieces for span in getattr(piece, "spans", ())]
    assert [(span.start.minute, span.end.minute) for span in spans] == [(1, 3)]
    assert [each.impact for each in _pieces(found, IncidentPiece)] == [Impact.MINOR]
    found = Findings()
    group, paused = {"id": 1, "name": "Core", "type": "group"}, {"id": 2, "name": "Old", "active": 0}
    backup = {"version": "1.23", "monitorList": [group, paused, {"id": 3, "name": "API", "parent": 1, "active": 1}]}
    uptime_kuma.read_backup(backup, found)
    assert [(each.name, each.category) for each in _pieces(found, ServicePiece)] == [("API", "Core")]
    with pytest.raises(UnreadableError):
        uptime_kuma.read_backup(["no backup"], Findings())


def test_an_instatus_is_read_with_a_key() -> None:
    said = [{"id": "u", "status": "RESOLVED", "message": {"default": "Fixed"}, "started": "2025-01-01T11:00:00Z"}]
    web = _Web(
        pages=[{"id": "p"}],
        components=[{"id": "c", "name": "API", "status": "OPERATIONAL", "group": {"name": "Core"}}],
        incidents=[
            {"id": "i", "name": "Down", "status": "RESOLVED", "impact": "MAJOROUTAGE", "components": [{"id": "c"}],
             "started": "2025-01-01T10:00:00Z", "resolved": "2025-01-01T11:00:00Z", "updates": said}
        ],
        maintenances=[
            {"id": "m", "name": "Disks", "status": "COMPLETED", "start": "2025-02-01T10:00:00Z", "duration": 60}
        ],
    )  # fmt: skip
    found = Findings()
    instatus.read_managed(web, "", "", found, subscribers=False)
    (incident,) = _pieces(found, IncidentPiece)
    assert (incident.impact, incident.updates[0].text) == (Impact.CRITICAL, "Fixed")
    assert [(span.status, span.end.hour) for span in incident.spans] == [(ServiceStatus.MAJOR_OUTAGE, 11)]
    assert _pieces(found, MaintenancePiece)[0].scheduled_end.hour == 11


ISSUE = """---
title: "Mail: late"
date: 2025-05-25 04:13:00
resolved: true
resolvedWhen: 2025-05-25 05:54:00 # about
severity: disrupted
affected:
  - Mail
  - "Fax, too"
section: issue
---
*Resolved* - It flows again. {{< track "2025-05-25 05:54:00" >}}

*Investigating* - Mail is **late**. {{< track "2025-05-25 04:13:00" >}}
"""


def test_issues_of_cstate_are_read_with_their_updates() -> None:
    files = [("site/content/issues/mail.md", ISSUE.encode()), ("site/README.md", b"# Hi")]
    config = b"params:\n  systems:\n    - name: Mail\n      category: Talk\n    - name: Other\n"
    found = Findings()
    cstate.read([*files, ("site/config.yml", config)], found)
    (incident,) = _pieces(found, IncidentPiece)
    assert [(said.status.value, said.text) for said in incident.updates] == [
        ("investigating", "Mail is **late**."),
        ("resolved", "It flows again."),
    ]
    assert {each.name: each.category for each in _pieces(found, ServicePiece)} == {
        "Mail": "Talk", "Other": "", "Fax, too": "",
    }  # fmt: skip
    assert {span.status for span in incident.spans} == {ServiceStatus.PARTIAL_OUTAGE}
    with pytest.raises(UnreadableError):
        cstate.read([("notes.txt", b"")], Findings())


@pytest.mark.parametrize(
    ("given", "expected"),
    [("status.example.com", "https://status.example.com"), (" http://a.example/x ", "http://a.example/x"), ("", "")],
)
def test_a_host_alone_is_an_address(given: str, expected: str) -> None:
    assert ImportRequest(kind=ImportKind.STATUSPAGE, address=given).address == expected


def test_a_csv_of_neither_incidents_nor_services_is_refused() -> None:
    with pytest.raises(UnreadableError, match="title"):
        csv_files.read([("x.csv", b"a,b\n1,2\n")], Findings())
    found = Findings()
    csv_files.read([("x.csv", "name;category\nCafé;Shop\n;\n".encode())], found)
    assert [(each.name, each.category) for each in _pieces(found, ServicePiece)] == [("Café", "Shop")]


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ("title\tstarted_at\tresolved_at\nCafé\t2026-01-05\t2026-01-06\n".encode("utf-16"), ""),
        ("title;started_at;resolved_at\nCafé;2026-01-05;2026-01-06\n".encode("cp1252"), "It is not in UTF-8"),
    ],
)
def test_a_csv_is_read_as_spreadsheets_write_it(body: bytes, note: str) -> None:
    found = Findings()
    csv_files.read([("x.csv", body)], found)
    assert [each.title for each in _pieces(found, IncidentPiece)] == ["Café"]
    assert [each.why.startswith(note) for each in found.notes] == [True] * bool(note)


def test_an_incident_whose_times_cant_be_read_is_left_out_and_never_open() -> None:
    found = Findings()
    lines = "title,started_at,resolved_at\nOne,2026-01-05,noon\nTwo,1/5/26 at 3,\nThree,,\n"
    csv_files.read([("x.csv", lines.encode())], found)
    assert _pieces(found, IncidentPiece) == []
    assert {(each.why.partition(" can't")[0], each.examples) for each in found.notes} == {
        ("Its resolved_at", ("One",)),
        ("Its started_at", ("Two",)),
        ("It has no started_at.", ("Three",)),
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<p>It is <b>down</b>.<br />See <a href='https://a.example'>here</a></p>", "It is **down**.\nSee [here](https://a.example)"),
        ("5 < 6 &amp; 7", "5 < 6 & 7"),
        ("<script>alert(1)</script><ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("tab\x00bell\x07", "tab bell"),
    ],
)  # fmt: skip
def test_html_becomes_markdown(given: str, expected: str) -> None:
    assert texts.lines(given) == expected


def test_groups_of_a_statuspage_stay_in_their_order() -> None:
    components = [
        {"id": "g2", "name": "Late", "group": True, "position": 3},
        {"id": "l1", "name": "First of late", "group_id": "g2", "position": 1},
        {"id": "e2", "name": "Second of early", "group_id": "g1", "position": 2},
        {"id": "g1", "name": "Early", "group": True, "position": 1},
        {"id": "a", "name": "Alone", "position": 2},
        {"id": "e1", "name": "First of early", "group_id": "g1", "position": 1},
    ]
    web = _Web()
    web.answers = {"components.json": {"components": components}, "incidents.json": {}}
    web.answers["scheduled-maintenances.json"] = {}
    statuspage.read_public(web, HOST, found := Findings())
    names = [each.name for each in _pieces(found, ServicePiece)]
    assert names == ["First of early", "Second of early", "Alone", "First of late"]


def test_groups_of_a_cachet_stay_in_their_order() -> None:
    web = _Web()
    web.answers = {
        "v1/ping": {"data": "Pong!"},
        "components/groups": {"data": [{"id": 7, "name": "Late", "order": 2}, {"id": 8, "name": "Early", "order": 1}]},
        "v1/components": {
            "data": [
                {"id": 1, "name": "Alone", "order": 0},
                {"id": 2, "name": "First of late", "group_id": 7, "order": 1},
                {"id": 3, "name": "Second of early", "group_id": 8, "order": 2},
                {"id": 4, "name": "First of early", "group_id": 8, "order": 1},
            ]
        },
        "incidents": {"data": []},
        "schedules": {"data": []},
    }
    cachet.read(web, HOST, found := Findings(), subscribers=False)
    names = [each.name for each in _pieces(found, ServicePiece)]
    assert names == ["First of early", "Second of early", "First of late", "Alone"]
