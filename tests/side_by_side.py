"""Runs targets of the Makefile side by side and shows what each printed when it has ended, unmixed.

`python -m tests.side_by_side check unit` ends with 0 if all targets do. They start in the order given, as many at once
as there are cores and one more, since what drives a browser or a stack waits for it half of the time (JOBS says
otherwise); so the longest are best named first. All of them run, whichever fail.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

MOST_AT_ONCE = 4
"""Each may have a database and a browser; on more cores they would be short of memory first."""


@dataclass(frozen=True)
class Ended:
    """A target that has run."""

    target: str
    code: int
    output: bytes
    seconds: float

    def outcome(self) -> str:
        """One line."""
        return f"{self.target} {'passed' if self.code == 0 else 'FAILED'} in {self.seconds:.0f} s"


def run(target: str) -> Ended:
    """Makes a target; it reads nothing from the terminal."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        command = [os.environ.get("MAKE") or "make", "--no-print-directory", target]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False)  # noqa: S603 - our own targets
        output.seek(0)
        return Ended(target, done.returncode, output.read(), time.monotonic() - began)


def run_all(targets: Sequence[str], at_once: int, show: Callable[[Ended], None]) -> list[Ended]:
    """Runs every target, and shows each as it ends."""
    ended = []
    with ThreadPoolExecutor(at_once) as lanes:
        try:
            for each in as_completed([lanes.submit(run, target) for target in targets]):
                ended.append(each.result())
                show(ended[-1])
        except KeyboardInterrupt:  # what runs has been interrupted, too; what waits must not begin
            lanes.shutdown(cancel_futures=True)
            raise
    return ended


def show(ended: Ended) -> None:
    """Its output in one block, which ends with the outcome."""
    sys.stdout.buffer.write(ended.output + f"== {ended.outcome()}\n".encode())
    sys.stdout.flush()


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> None:
    """Ends with 1 if any target failed; the last lines name those."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="+")
    targets = parser.parse_args().targets
    at_once = int(os.environ.get("JOBS") or min(cores() + 1, MOST_AT_ONCE))
    sys.stdout.write(f"== Running side by side, {at_once} at once: {', '.join(targets)}\n")
    sys.stdout.flush()
    failed = sorted(each.outcome() for each in run_all(targets, at_once, show) if each.code)
    if failed:
        sys.exit("".join(f"== {outcome}\n" for outcome in failed).rstrip())


if __name__ == "__main__":
    main()
