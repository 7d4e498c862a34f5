"""A page kept as a file, against the running stack."""

import json
import re

import pytest
from allclear_cli import Allclear
from allclear_cli.page import reading
from allclear_cli.page.applying import PartlyAppliedError, applied
from allclear_cli.page.planning import planned
from allclear_cli.page.remote import looked_at

from tests.live.stack.command_line import CommandLine

PAGE = """
settings:
  time_zone: Europe/Zurich
  accent_color: "#0a7d55"
  intro_text: |
    All of **Northwind**.
    Ask us.
  links: [{label: Help, url: "https://example.com/help"}]
  status_words: {operational: Fine}
  sender: {name: Northwind}
categories: [{name: Shop, description: Where you buy., folded: true}, Docs]
services:
  - {name: Search, category: Docs}
  - {name: Search, category: Shop, description: "Finds *things*.\\n"}
  - {name: Mail, show_uptime: false}
templates:
  - kind: incident
    name: Search is down
    title: Search finds nothing
    texts: {investigating: "We look.\\n", resolved: It is back.}
    services: {Shop/Search: degraded, Mail: null}
  - {kind: maintenance, name: Disks, services: [Mail], duration_minutes: 90}
metrics:
  - {name: Latency, unit: ms}
  - {name: Orders, decimals: 1, aggregation: sum}
monitors:
  - name: Web
    kind: http
    url: https://example.com/health
    interval_minutes: 5
    paused: true
    headers: {X-Probe: secret}
    rules: [{action: set_status, services: [Mail], status: degraded}]
  - {name: Backup, kind: heartbeat, heartbeat_minutes: 60, grace_minutes: 10}
"""


def test_a_page_becomes_what_a_file_says_and_stays_so(command_line: CommandLine) -> None:
    line = command_line
    file = line.folder / "page.yaml"
    file.write_text(PAGE)
    before = line.page()["version"]
    plan = line.json("apply", "page.yaml", "--dry-run")
    assert [step["action"] for step in plan["steps"]] == ["edit"] + ["create"] * 9
    assert line.call("GET", "/api/services")["items"] == []
    assert "--yes" in line.run("apply", "page.yaml", code=2).stderr
    assert "settings" in line.run("apply", "page.yaml", "--yes", scope="write", code=3).stderr
    said = line.run("apply", "page.yaml", "--yes").stdout
    assert re.search(r"Backup calls http\S+/api/heartbeats/", said)
    assert line.json("apply", "page.yaml", "--yes") == {"changed": False, "steps": [], "not_in_file": []}
    assert line.run("diff", "page.yaml", "--prune").stdout == "The page is as the file says.\n"
    services = line.json("services", "list")
    assert [(each["category"], each["name"]) for each in services] == [
        ("Docs", "Search"), ("Shop", "Search"), ("", "Mail"),
    ]  # fmt: skip
    assert line.page()["version"] >= before

    line.run("pull", "-o", "pulled.yaml")
    assert "--force" in line.run("pull", "-o", "pulled.yaml", code=2).stderr
    pulled = (line.folder / "pulled.yaml").read_text()
    assert "secret" not in pulled
    assert line.json("diff", "pulled.yaml", "--prune")["steps"] == []


def test_what_changes_is_shown_and_nothing_else_is_touched(command_line: CommandLine) -> None:
    line = command_line
    file = line.folder / "page.yaml"
    file.write_text("services: [{name: A}, {name: B}, {name: C}]\n")
    line.run("apply", "page.yaml", "--yes")
    a, _, c = line.json("services", "list")
    line.run("services", "set", "A", "major_outage")
    file.write_text("services: [{name: C}, {name: Alpha, renamed_from: A, description: First.}]\n")
    shown = line.run("diff", "page.yaml", code=10)
    assert "~ service Alpha\n    name: 'A' -> 'Alpha'\n    description: '' -> 'First.'" in shown.stdout
    assert "service B (--prune deletes it)" in shown.stderr
    line.run("apply", "-", "--yes", given=file.read_text())
    services = line.json("services", "list")
    assert {each["name"] for each in services} == {"Alpha", "B", "C"}
    assert [each["name"] for each in services if each["name"] != "B"] == ["C", "Alpha"]
    assert next(each for each in services if each["id"] == a["id"])["status"] == "major_outage"
    done = line.json("apply", "page.yaml", "--prune", "--yes")
    assert [(step["action"], step["name"]) for step in done["steps"]] == [("delete", "B")]
    assert {each["id"] for each in line.json("services", "list")} == {a["id"], c["id"]}


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(command_line: CommandLine) -> None:
    line = command_line
    line.call("POST", "/api/services", {"name": "A"})
    (service,) = line.json("services", "list")
    file = reading.parsed("services: [{name: A, description: Mine.}, {name: Z}]")
    with Allclear(line.keys["write"], line.whole.url) as client:
        there = looked_at(client)
        plan, directory = planned(file, there, prune=False)
        line.call("PUT", f"/api/services/{service['id']}", {"description": "Theirs."})
        with pytest.raises(PartlyAppliedError, match="somebody changed it since") as refused:
            applied(client, plan, there.organization, directory, lambda _, __: None)
    assert "0 of 2" in str(refused.value)
    assert refused.value.exit_code == 5
    assert [each["description"] for each in line.json("services", "list")] == ["Theirs."]
    assert json.loads(line.run("pull", "--json").stdout)["services"] == [{"name": "A", "description": "Theirs."}]
