"""An import of 5,000 incidents with 20,000 updates on one machine, with the page read and a viewer told meanwhile."""

import sys
import time
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from bench.figures import Figure, percentile, report
from bench.running import Measured, another_tenant, cpu_seconds, running_stack
from chalicelib.domain.times import to_wire
from tests.live.stack.whole import Admin

INCIDENTS, UPDATES, SERVICES = 5_000, 4, 40
MINUTES = 5.0
PAGE_SECONDS = 1.0
"""A page that is read meanwhile: 99 of 100 answers."""
_STEPS = ("investigating", "identified", "monitoring", "resolved")


def incidents() -> Iterator[str]:
    """Lines of CSV, spread over three years."""
    yield "id,title,services,service_status,started_at,resolved_at,update_status,update_at,update_text"
    first = datetime.now(UTC) - timedelta(days=3 * 365)
    for number in range(INCIDENTS):
        start = first + timedelta(hours=5 * number)
        end = start + timedelta(minutes=10 * (UPDATES - 1))
        for step, word in enumerate(_STEPS):
            at = to_wire(start + timedelta(minutes=10 * step))
            text = (
                f"Update {step + 1} of {number}: requests to **checkout** take longer than usual and we look into it."
            )
            affected = f"Service {number % SERVICES},degraded_performance"
            yield f"{number},Incident {number},{affected},{to_wire(start)},{to_wire(end)},{word},{at},{text}"


def zipped(text: str) -> bytes:
    """A ZIP with it, as a person would send it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("incidents.csv", text)
    return packed.getvalue()


def seconds_of_page(stack: Measured) -> float:
    """How long a visitor waits for the page."""
    began = time.perf_counter()
    answer = stack.send("GET", "/status/quiet")
    assert answer.status == 200, answer.body
    return time.perf_counter() - began


def asked(owner: Admin, path: str) -> Any:  # noqa: ANN401 - JSON
    """The import as it is; a machine that is busy may have to be asked again."""
    while (answer := owner.send("GET", path)).status != 200:
        print(f"asked again: {answer.status} {answer.body[:200]!r}", flush=True)
        time.sleep(1)
    return answer.json()


def imported(owner: Admin, stack: Measured) -> tuple[float, float, list[float], int]:
    """Seconds until it was shown, until it was done, those of each page that was read meanwhile, and versions."""
    data = b64encode(zipped("\n".join(incidents()))).decode()
    began = time.monotonic()
    made = owner.send("POST", "/api/imports", {"kind": "csv", "file": {"name": "incidents.zip", "data": data}}).json()
    path = f"/api/imports/{made['id']}"
    pages, state = list[float](), made
    while state["state"] == "reading":
        pages.append(seconds_of_page(stack))
        time.sleep(0.5)
        state = asked(owner, path)
    shown = time.monotonic() - began
    assert state["state"] == "ready", state
    before = stack.send("GET", "/api/status/quiet").json()["version"]
    began = time.monotonic()
    owner.send("POST", f"{path}/start")
    while state["state"] in {"ready", "running"}:
        pages.append(seconds_of_page(stack))
        time.sleep(0.5)
        state = asked(owner, path)
    assert state["state"] == "done", state
    assert state["result"]["incident"]["added"] == INCIDENTS, state["result"]
    print(state["result"], flush=True)
    carried = time.monotonic() - began
    versions = int(stack.send("GET", "/api/status/quiet").json()["version"]) - before
    return shown, carried, pages, versions


def main() -> int:
    """Prints the figures."""
    with running_stack() as stack:
        owner = another_tenant(stack)
        before = cpu_seconds(stack.pid)
        shown, carried, pages, versions = imported(owner, stack)
        cpu = cpu_seconds(stack.pid) - before
    slow = percentile(pages, 0.99)
    what = f"Importing {INCIDENTS:,} incidents with {INCIDENTS * UPDATES:,} updates on one machine"
    minutes = (shown + carried) / 60
    told = f"shown after {shown:.0f} s, done {carried:.0f} s after the start, {cpu:.0f} s of CPU, {versions} versions"
    return report(
        [
            Figure(f"{what}, in minutes", told, minutes, MINUTES),
            Figure(
                "The page meanwhile: p99 in seconds",
                f"{len(pages)} reads, p99 {slow * 1000:.0f} ms",
                slow,
                PAGE_SECONDS,
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
