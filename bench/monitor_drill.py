"""The database away and kill -9 amid checks: `python -m bench.monitor_drill`, about eight minutes.

A hundred monitors of one organization, each looked at each minute; three of them open an incident. The database hangs
for more than a minute, then what is looked at begins to fail, and in the middle of the round that would confirm it, the
whole stack is killed. Nothing may be asked twice in a minute for that, and each of the three opens one incident.
"""

import os
import sys
import time
from collections import Counter
from signal import SIGCONT, SIGSTOP
from typing import Any

from bench.figures import Figure, report
from bench.monitors import STACK
from bench.running import Child, Measured, running_stack
from tests.live.stack.whole import Admin, wait_until

MONITORS, WITH_RULES = 100, 3
AWAY_SECONDS = 75
LONG = 240.0


def make(admin: Admin, port: int) -> list[str]:
    """The ids of all monitors."""
    service = admin.services()[0]["id"]
    rule = {"action": "open_incident", "service_ids": [service], "status": "major_outage"}
    made = []
    for number in range(MONITORS):
        asked: dict[str, Any] = {"kind": "http", "name": f"Page {number}", "timeout_seconds": 5}
        asked |= {"url": f"http://127.0.0.1:{port}/health?{number}", "rules": [rule] if number < WITH_RULES else []}
        answer = admin.send("POST", "/api/monitors", asked)
        assert answer.status == 201, answer.body
        made.append(answer.json()["id"])
    return made


def into_the_round() -> None:
    """Returns in the middle of the checks of a minute, which are spread over four seconds."""
    time.sleep(60 - time.time() % 60 + 2)


def healths(admin: Admin) -> Counter[str]:
    """How many are up, down and unknown."""
    return Counter(each["state"]["health"] for each in admin.send("GET", "/api/monitors?limit=100").json()["items"])


def incidents(admin: Admin) -> list[str]:
    """What is open, by title."""
    items = admin.send("GET", "/api/incidents?limit=100").json()["items"]
    return sorted(each["title"] for each in items if each["status"] != "resolved")


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
        admin = stack.admin()
        before = incidents(admin)
        make(admin, port)
        wait_until(lambda: healths(admin) == {"up": MONITORS}, patience=LONG)
        database_hangs(stack)
        again = time.monotonic()
        minute = int(time.time()) // 60 + 1
        wait_until(lambda: _asked_in(targets, minute) == MONITORS, patience=LONG)
        after_hanging = time.monotonic() - again
        healths_then = healths(admin)
        targets.ask("fails")
        into_the_round()
        into_the_round()
        stack.kill()
        stack.start()
        admin = stack.admin()
        wait_until(lambda: healths(admin) == {"down": MONITORS}, patience=LONG)
        wait_until(lambda: len(incidents(admin)) >= len(before) + WITH_RULES, patience=LONG)
        time.sleep(60)
        opened = len(incidents(admin)) - len(before)
        most = max(targets.ask("minutes").values())
    return report(
        [
            Figure(
                f"the database hangs for {AWAY_SECONDS} s: monitors that are looked at in the next whole minute ÷ all",
                f"all {MONITORS} {after_hanging:.0f} s later; {healths_then['up']} still up",
                healths_then["up"] / MONITORS,
                1.0,
                at_least=True,
            ),
            Figure(
                "the same, and kill -9 amid a round: what a monitor asks in one minute ÷ once", f"{most}", most, 1.0
            ),
            Figure(f"incidents opened by {WITH_RULES} monitors ÷ one each", f"{opened}", opened / WITH_RULES, 1.0),
        ]
    )


def _asked_in(targets: Child, minute: int) -> int:
    """How many monitors looked in a minute."""
    return sum(each.startswith(f"{minute} ") for each in targets.ask("minutes"))


if __name__ == "__main__":
    sys.exit(main())
