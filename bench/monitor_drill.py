"""The database away and kill -9 amid checks: `python -m bench.monitor_drill`, about nine minutes.

A thousand monitors, a hundred in each of ten organizations, looked at each minute; three in each open an incident. The
database hangs for more than a minute, then what is looked at begins to fail, and in the middle of the round that would
confirm it, the whole stack is killed. Nothing may be asked twice in a minute for that, and each of the thirty opens one
incident.
"""

import os
import sys
import time
from collections import Counter
from signal import SIGCONT, SIGSTOP
from typing import Any

from bench.figures import Figure, report
from bench.monitors import EACH, ORGANIZATIONS, STACK, made, signed_in
from bench.running import Child, Measured, running_stack
from tests.live.stack.whole import Admin, wait_until

MONITORS, WITH_RULES = ORGANIZATIONS * EACH, 3
AWAY_SECONDS = 75
LONG = 240.0
PAUSE_SECONDS = 2.0


def make(admin: Admin, port: int) -> list[str]:
    """The ids of all organizations, each with a service and its monitors."""
    return [_organization(admin, port, number) for number in range(ORGANIZATIONS)]


def _organization(admin: Admin, port: int, number: int) -> str:
    founded = made(admin, "/api/organizations", {"name": f"Drill {number}", "slug": f"drill-{number}"}, 201)
    org_id = str(founded["id"])
    service = made(admin, "/api/services", {"name": "Shop"}, 201, X_Organization_Id=org_id)
    rule = {"action": "open_incident", "service_ids": [service["id"]], "status": "major_outage"}
    for place in range(EACH):
        asked: dict[str, Any] = {"kind": "http", "name": f"Page {place}", "timeout_seconds": 5}
        asked |= {"url": f"http://127.0.0.1:{port}/health?{number}-{place}"}
        rules = [rule] if place < WITH_RULES else []
        made(admin, "/api/monitors", asked | {"rules": rules}, 201, X_Organization_Id=org_id)
    return org_id


def into_the_round() -> None:
    """Returns in the middle of the checks of a minute, which are spread over twenty seconds."""
    time.sleep(60 - time.time() % 60 + 8)


def healths(admin: Admin, organizations: list[str]) -> Counter[str]:
    """How many are up, down and unknown; asked at leisure, so that asking is no load."""
    time.sleep(PAUSE_SECONDS)
    lists = [admin.send("GET", "/api/monitors?limit=100", X_Organization_Id=each) for each in organizations]
    return Counter(monitor["state"]["health"] for each in lists for monitor in each.json()["items"])


def incidents(admin: Admin, organizations: list[str]) -> list[tuple[str, str]]:
    """What is open: organization and title."""
    time.sleep(PAUSE_SECONDS)
    lists = {each: admin.send("GET", "/api/incidents?limit=100", X_Organization_Id=each) for each in organizations}
    return [
        (org_id, item["title"])
        for org_id, answer in lists.items()
        for item in answer.json()["items"]
        if item["status"] != "resolved"
    ]


def database_hangs(stack: Measured) -> None:
    """From the middle of a round on."""
    into_the_round()
    os.kill(stack.database_pid, SIGSTOP)
    time.sleep(AWAY_SECONDS)
    os.kill(stack.database_pid, SIGCONT)


def main() -> int:
    """Prints the figures; 1 when a target is missed."""
    os.environ.update(STACK)
    targets = Child("bench.monitor_targets")
    port = targets.hear()
    with running_stack() as stack:
        admin = signed_in(stack)
        organizations = make(admin, port)
        wait_until(lambda: healths(admin, organizations) == {"up": MONITORS}, patience=LONG)
        database_hangs(stack)
        again = time.monotonic()
        minute = int(time.time()) // 60 + 1
        wait_until(lambda: _asked_in(targets, minute) == MONITORS, patience=LONG)
        after_hanging = time.monotonic() - again
        healths_then = healths(admin, organizations)
        targets.ask("fails")
        into_the_round()
        into_the_round()
        stack.kill()
        stack.start()
        again = time.monotonic()
        admin = signed_in(stack)
        wait_until(lambda: healths(admin, organizations) == {"down": MONITORS}, patience=LONG)
        after_kill = time.monotonic() - again
        wait_until(lambda: len(incidents(admin, organizations)) >= ORGANIZATIONS * WITH_RULES, patience=LONG)
        time.sleep(60)
        opened = incidents(admin, organizations)
        most = max(targets.ask("minutes").values())
    return report(
        [
            Figure(
                f"the database hangs for {AWAY_SECONDS} s: monitors that are looked at in the next whole minute ÷ all",
                f"all {MONITORS:,} {after_hanging:.0f} s later; {healths_then['up']:,} still up",
                healths_then["up"] / MONITORS,
                1.0,
                at_least=True,
            ),
            Figure(
                "the same, and kill -9 amid a round: what a monitor asks in one minute ÷ once", f"{most}", most, 1.0
            ),
            Figure(
                f"incidents opened by {ORGANIZATIONS * WITH_RULES} monitors ÷ one each",
                f"{len(opened)}, {len(set(opened))} of them different; all down {after_kill:.0f} s after the start",
                len(opened) / (ORGANIZATIONS * WITH_RULES),
                1.0,
            ),
        ]
    )


def _asked_in(targets: Child, minute: int) -> int:
    """How many monitors looked in a minute."""
    return sum(each.startswith(f"{minute} ") for each in targets.ask("minutes"))


if __name__ == "__main__":
    sys.exit(main())
