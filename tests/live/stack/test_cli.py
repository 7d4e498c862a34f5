"""The command line against the running stack, each verb as scripts use it."""

import json
import stat

from tests.live.stack.command_line import CommandLine
from tests.live.stack.whole import wait_until


def test_an_incident_from_its_opening_to_its_end(command_line: CommandLine) -> None:
    line = command_line
    shop, _, _ = (
        line.call("POST", "/api/services", {"name": name, "category": category})
        for name, category in (("Search", "Shop"), ("Search", "Docs"), ("Mail", ""))
    )
    assert line.run("services", "set", "search", "degraded", code=2).stderr.count("Search  01") == 2
    assert "Did you mean 'Mail'" in line.run("services", "set", "Mial", "degraded", code=4).stderr
    assert [each["status"] for each in line.json("services", "set", "Shop/Search", "mail", "degraded")] == [
        "degraded_performance"
    ] * 2
    wait_until(lambda: line.page()["status"]["indicator"] == "minor")
    assert "Search\tdegraded_performance" in line.run("status", "--exit-code", code=10).stdout

    once = ("--idempotency-key", "run-17")
    opened = line.json(
        "incident", "open", "Search is down", "-s", f"{shop['id']}=major_outage", "-t", "We look.", *once
    )
    again = line.run("incident", "open", "Search is down", "-s", f"{shop['id']}=major_outage", "-t", "We look.", *once)
    assert again.stdout.split("\t")[0] == opened["id"]
    assert opened["impact"] == "critical"
    said = line.json("incident", "update", "search is down", "-", "--state", "identified", given="A *disk*.\n")
    assert (said["status"], said["updates"][0]["text"]) == ("identified", "A *disk*.")
    assert [each["id"] for each in line.json("incident", "list")] == [opened["id"]]
    assert "A *disk*." in line.run("incident", "show", opened["id"]).stdout
    ended = line.json("incident", "resolve", opened["id"], "--no-notify")
    assert ended["status"] == "resolved"
    assert line.run("incident", "list").stdout == ""
    assert line.run("incident", "list", "--state", "resolved").stdout.startswith(opened["id"])
    states = {each["id"]: each["status"] for each in line.json("services", "list")}
    assert states[shop["id"]] == "operational"


def test_maintenance_is_scheduled_moved_and_called_off(command_line: CommandLine) -> None:
    line = command_line
    line.call("POST", "/api/services", {"name": "Mail"})
    plan = ("maintenance", "schedule", "New disks", "--from", "2090-03-26 01:30", "--zone", "Europe/Zurich")
    assert "--to or --for" in line.run(*plan, code=2).stderr
    made = line.json(*plan, "--for", "90m", "-s", "Mail")
    assert (made["scheduled_start"], made["scheduled_end"]) == ("2090-03-26T00:30:00Z", "2090-03-26T02:00:00Z")
    moved = line.json("maintenance", "reschedule", "new disks", "--from", "2090-04-02T01:00:00+02:00")
    assert (moved["scheduled_start"], moved["scheduled_end"]) == ("2090-04-01T23:00:00Z", "2090-04-02T00:30:00Z")
    assert line.json("maintenance", "cancel", made["id"], "Not needed.")["status"] == "cancelled"
    assert line.run("maintenance", "list").stdout == ""
    assert line.run("maintenance", "list", "--state", "all").stdout.startswith(made["id"])


def test_a_key_is_kept_for_its_owner_alone_and_works_with_a_pages_address(command_line: CommandLine) -> None:
    line = command_line
    bare = {"ALLCLEAR_URL": "", "ALLCLEAR_API_KEY": ""}
    assert "sign-in" in line.run("whoami", code=3, environment=bare).stderr
    page = f"{line.whole.url}/status/{line.slug}/history"
    wrong = line.keys["write"][:-1] + ("a" if line.keys["write"][-1] != "a" else "b")
    assert "not valid" in line.run("sign-in", page, "--key-stdin", given=wrong, code=3, environment=bare).stderr
    signed = line.run("sign-in", page, "--key-stdin", given=line.keys["write"] + "\n", environment=bare)
    assert line.keys["write"] not in signed.stdout + signed.stderr
    kept = line.folder / "config/config.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert line.json("whoami", environment=bare)["organization"]["id"] == line.org_id
    assert line.run("status", environment=bare).stdout.startswith("Northwind: ")
    line.run("services", "list", scope="read")
    line.call("POST", "/api/services", {"name": "Mail"})
    assert "role" in line.run("services", "set", "Mail", "degraded", scope="read", code=3).stderr
    assert line.run("--url", "http://127.0.0.1:9", "--patience", "1", "status", "x", code=6).stderr.startswith(
        "Error: "
    )
    line.run("sign-out", environment=bare)
    line.run("whoami", code=3, environment=bare)
    assert line.run("status", page, environment=bare).stdout.startswith("Northwind: "), "a public page needs no key"
    host = f"{line.slug}.localhost:{line.whole.port}"
    wait_until(lambda: line.whole.send("GET", "/oembed.json", Host=host).status == 200)
    assert line.run("status", host, environment=bare).stdout.startswith("Northwind: ")
    own = bare | {"ALLCLEAR_URL": f"http://{host}/history"}
    line.run("sign-in", "--key-stdin", given=line.keys["read"], environment=own)
    assert line.json("whoami", environment=bare)["api"].endswith(str(line.whole.port))


def test_tail_tells_every_change_as_a_line_and_ends_when_it_should(command_line: CommandLine) -> None:
    line = command_line
    service = line.call("POST", "/api/services", {"name": "Mail"})
    wait_until(lambda: line.page()["services"])
    with line.started("tail", "--json", "--count", "1", scope="read") as tail:
        assert tail.stdout
        resync = json.loads(tail.stdout.readline())
        assert (resync["event"], resync["page"]["organization"]["id"]) == ("resync", line.org_id)
        line.run("services", "set", "Mail", "major_outage")
        frame = json.loads(tail.stdout.readline())
        assert frame["version"] == resync["page"]["version"] + 1
        assert (frame["data"]["service"]["id"], frame["data"]["service"]["status"]) == (service["id"], "major_outage")
        assert tail.wait(30) == 0


def test_subscribers_are_imported_with_what_is_wrong_by_line(command_line: CommandLine) -> None:
    line = command_line
    file = line.folder / "people.csv"
    file.write_text("\ufeffEmail,services\nada@example.com,\nnobody,\n", encoding="utf-8")
    assert "--yes" in line.run("subscribers", "import", str(file), "--consent", "given", code=2).stderr
    done = line.json("subscribers", "import", str(file), "--consent", "given", "--yes", code=1)
    assert (done["added"], done["failed"], done["errors"][0]["line"]) == (1, 1, 3)
    assert line.run("subscribers", "count").stdout == "1 of 1\n"
