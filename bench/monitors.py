"""A thousand checks a minute on one machine, and how late they are: `python -m bench.monitors`.

The whole stack with ten organizations of a hundred monitors each, looked at each minute: three of four an HTTP answer
with a place in its JSON, the others a port. Late is what a check begins after its own moment, its claim included.
"""

import json
import os
import sys
import time
from math import inf
from typing import Any

from bench.figures import Figure, report
from bench.running import Child, Measured, cpu_seconds, running_stack
from tests.live.stack.whole import EMAIL, Admin

ORGANIZATIONS, EACH = 10, 100
MINUTES = int(os.environ.get("BENCH_MINUTES", "3"))
PROMISED_SECONDS = 5.0
PATIENT_SECONDS = 120.0
STACK = {"RATE_LIMIT_WRITES": "0", "RATE_LIMIT_READS": "0", "LOG_LEVEL": "INFO"}
"""What is set for the stack: the figures are read from lines of its log that one machine leaves out by default."""


def make(stack: Measured, port: int) -> None:
    """All monitors, by the API."""
    admin = signed_in(stack)
    for number in range(ORGANIZATIONS):
        asked = {"name": f"Bench {number}", "slug": f"bench-{number}"}
        org_id = made(admin, "/api/organizations", asked, 201)["id"]
        for place in range(EACH):
            made(admin, "/api/monitors", _monitor(place, port), 201, X_Organization_Id=org_id)


def signed_in(stack: Measured) -> Admin:
    """The demo's owner, with a token for now."""
    asked = {"email": EMAIL, "password": stack.password}
    return Admin(stack, made(stack, "/api/auth/sign-in", asked, 200)["access_token"])


def made(
    whom: Measured | Admin,
    path: str,
    asked: object,
    expected: int,
    **headers: Any,  # noqa: ANN401 - as the stack takes them
) -> dict[str, Any]:
    """What is answered; asked again where the database of a busy machine is away for a moment."""
    until = time.monotonic() + PATIENT_SECONDS
    while (answer := whom.send("POST", path, asked, **headers)).status == 503 and time.monotonic() < until:
        time.sleep(1)
    assert answer.status == expected, answer.body
    return dict(answer.json())


def _monitor(place: int, port: int) -> dict[str, Any]:
    if place % 4 == 3:
        return {"kind": "tcp", "name": f"Port {place}", "host": "127.0.0.1", "port": port}
    where = {"url": f"http://127.0.0.1:{port}/health", "json_path": "$.status", "expected_text": "ok"}
    return {"kind": "http", "name": f"Page {place}", **where}


def rounds(output: str) -> list[dict[str, Any]]:
    """What a log says of each round so far."""
    lines = (line for line in output.splitlines() if "monitors_checked" in line)
    return [json.loads(line[line.index("{") :]) for line in lines]


def main() -> int:
    """Prints the figures; 1 when a target is missed."""
    os.environ.update(STACK)
    targets = Child("bench.monitor_targets")
    port = targets.hear()
    with running_stack() as stack:
        make(stack, port)
        time.sleep(60 - time.time() % 60 + 45)  # the minute after the next begins with all of them
        before, asked, cpu = len(rounds(stack.output())), targets.ask("asked"), cpu_seconds(stack.pid)
        time.sleep(MINUTES * 60)
        seen, asked, cpu = rounds(stack.output())[before:], targets.ask("asked") - asked, cpu_seconds(stack.pid) - cpu
    checks = sum(each["count"] for each in seen) / MINUTES
    late = max((each["late_ms"] for each in seen), default=inf) / 1000
    failed = sum(each["failed"] for each in seen)
    total = ORGANIZATIONS * EACH
    return report(
        [
            Figure(
                f"{total:,} monitors each minute: checks that were made ÷ those that were due",
                f"{checks:,.0f} a minute for {MINUTES} minutes, {failed} of them failed; {asked / MINUTES:,.0f} HTTP",
                checks / total,
                0.99,
                at_least=True,
            ),
            Figure(
                "the same: how late 99 of 100 began at most, in the worst round ÷ 5 s",
                f"{late:.2f} s; {cpu / MINUTES:.1f} s of CPU a minute, the database not counted",
                late / PROMISED_SECONDS,
                1.0,
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
