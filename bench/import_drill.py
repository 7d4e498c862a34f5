"""Kill -9 amid an import: `python -m bench.import_drill`, about three minutes.

An import from CSV, of incidents with two updates each. Its database is killed, and then the whole stack, up to
three times, each time after some more was carried out. The import must end by itself, with everything once and
nobody told.
"""

import argparse
import os
import signal
import sys
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.figures import Figure, report
from bench.running import running_stack
from tests.live.stack.whole import Admin, Whole, wait_until

INCIDENTS, KILLS = 3_000, 3
"""Thirty parts, which go on while the stack starts: it may be over before it is killed for the last time."""
LONG = 240.0
SUBSCRIBER = {"channel": "email", "email": "reader@readers.example", "consent": "given"}


def lines(incidents: int) -> Iterator[str]:
    """CSV of incidents, an hour apart, of which the last are younger than what is told."""
    yield "id,title,services,service_status,started_at,resolved_at,update_status,update_at,update_text"
    first = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=incidents)
    for number in range(incidents):
        start, end = first + timedelta(hours=number), first + timedelta(hours=number, minutes=20)
        for word, at in (("investigating", start), ("resolved", end)):
            times = f"{start.isoformat()},{end.isoformat()},{word},{at.isoformat()}"
            yield f"{number},Incident {number},Service {number % 10},major_outage,{times},It is {word}"


def progress(admin: Admin, path: str) -> dict[str, Any]:
    """How far it is; a database that is just starting may have to be asked again."""
    answer = wait_until(lambda: (said := admin.send("GET", path)).status == 200 and said, LONG)
    found: dict[str, Any] = answer.json() if answer else {}
    assert found["state"] in {"reading", "running", "done"}, found
    return found


def reach(admin: Admin, path: str, count: int) -> int:
    """How much is done once that is more than `count`, or all of it."""

    def further() -> dict[str, Any] | None:
        now = progress(admin, path)
        return now if now["done"] > count or now["state"] == "done" else None

    found = wait_until(further, LONG)
    return int(found["done"]) if found else 0


def titles(admin: Admin) -> Counter[str]:
    """Of all incidents."""
    found, cursor = Counter[str](), ""
    while True:
        answer = admin.send("GET", f"/api/incidents?limit=100{cursor}").json()
        found.update(each["title"] for each in answer["items"])
        if not answer.get("next_cursor"):
            return found
        cursor = f"&cursor={answer['next_cursor']}"


def told(admin: Admin) -> list[str]:
    """What subscribers were told, by kind and title; the demo is told of its own maintenance, too."""
    items = admin.send("GET", "/api/notifications?limit=100").json()["items"]
    return [f"{each['told']['kind']}: {each['told']['title']}" for each in items]


def mails(stack: Whole) -> list[str]:
    """Those that left about something imported."""
    return [each.name for each in (stack.data_dir / "outbox").glob("*.eml") if b" Incident " in each.read_bytes()]


def main() -> int:
    """Prints the figures; 1 when a target is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--incidents", type=int, default=INCIDENTS)
    incidents: int = parser.parse_known_args()[0].incidents
    with running_stack() as stack:
        admin = stack.admin()
        assert admin.send("POST", "/api/subscribers", SUBSCRIBER).status == 201
        before = titles(admin)
        file = {"name": "incidents.csv", "data": b64encode("\n".join(lines(incidents)).encode()).decode()}
        made = admin.send("POST", "/api/imports", {"kind": "csv", "file": file, "dry_run": False})
        assert made.status == 202, made.body
        path = f"/api/imports/{made.json()['id']}"
        done = [reach(admin, path, 0)]
        os.kill(stack.database_pid, signal.SIGKILL)
        while len(done) <= KILLS and (now := reach(admin, path, done[-1])) < incidents:
            done.append(now)
            stack.kill()
            stack.start()
            admin = stack.admin()
        began = time.monotonic()
        wait_until(lambda: progress(admin, path)["state"] == "done", LONG)
        lasted, result = time.monotonic() - began, progress(admin, path)["result"]["incident"]
        came = titles(admin) - before
        time.sleep(30)  # what would be told is told by then
        said, mailed = told(admin), mails(stack)
    wanted = {f"Incident {number}" for number in range(incidents)}
    lost, doubled = len(wanted - set(came)), came.total() - len(came)
    others = len(set(came) - wanted)
    wrongly = [each for each in said if ": Incident " in each]
    killed = (
        f"killed after {', '.join(map(str, done))} of {incidents}, over by itself {lasted:.0f} s after the last start"
    )
    return report(
        [
            Figure("incidents that came ÷ those imported", killed, (incidents - lost) / incidents, 1.0, at_least=True),
            Figure("times that the stack was killed on the way", f"{len(done) - 1}", len(done) - 1, 1.0, at_least=True),
            Figure("incidents that came twice", f"{doubled}", doubled, 0.0),
            Figure("incidents that nobody imported", f"{others}", others, 0.0),
            Figure(
                "what it says it added ÷ those imported", f"{result}", result["added"] / incidents, 1.0, at_least=True
            ),
            Figure("what it says has failed", f"{result['failed']}", result["failed"], 0.0),
            Figure(
                "notifications and mails about them",
                f"{wrongly} and {mailed}; others: {said}",
                len(wrongly + mailed),
                0.0,
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
