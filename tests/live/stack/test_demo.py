"""The demo a newcomer sees."""

import os
import subprocess
import sys

from tests.live.stack.whole import ROOT, Whole, wait_until


def test_a_first_start_makes_a_demo_worth_looking_at(shared: Whole) -> None:
    page = shared.page()
    assert len(page["services"]) >= 6
    assert page["active_incidents"]
    assert page["recent_incidents"]
    assert {item["status"] for item in page["maintenance"]} >= {"scheduled", "completed"}
    assert f"{shared.password}" in shared.output()


def test_a_start_that_was_cut_off_is_taken_up_where_it_ended(own: Whole) -> None:
    admin = own.admin()
    complete = own.page()
    last = complete["active_incidents"][0]
    assert admin.send("DELETE", f"/api/incidents/{last['id']}").status == 204
    assert admin.send("DELETE", f"/api/services/{complete['services'][-1]['id']}").status == 204
    own.stop()
    (own.data_dir / "demo-complete").unlink()

    own.start()
    again = own.page()
    assert [service["name"] for service in again["services"]] == [service["name"] for service in complete["services"]]
    assert again["active_incidents"][0]["title"] == last["title"]
    assert len(again["active_incidents"][0]["updates"]) == len(last["updates"])
    assert len(again["recent_incidents"]) == len(complete["recent_incidents"])


def test_the_live_demo_plays_an_incident_from_its_opening_to_its_end(shared: Whole) -> None:
    before = shared.page()["version"]
    played = subprocess.run(
        [sys.executable, "-m", "chalicelib.local.demo", "--live", "--pause", "0"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORT": str(shared.port), "DATA_DIR": str(shared.data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stderr
    wait_until(lambda: shared.page()["version"] >= before + 4)

    def steps() -> list[str]:
        newest = shared.send("GET", "/api/status/demo-org/incidents").json()["incidents"][0]
        return [update["status"] for update in newest["updates"]]

    wait_until(lambda: steps() == ["resolved", "monitoring", "identified", "investigating"])
