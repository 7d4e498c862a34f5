"""What the benchmarks run: the one-machine stack, and child processes that are asked by lines of JSON."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.live.stack.whole import Admin, Whole

ROOT = Path(__file__).resolve().parents[1]
PEER_PYTHON = ROOT / ".venv" / "bench" / "bin" / "python"
"""Has what only the peers need (requirements-bench.txt)."""
_TICK = os.sysconf("SC_CLK_TCK")


class Measured(Whole):
    """The stack, and what its own process costs; the database is another process and not counted."""

    @property
    def pid(self) -> int:
        """The process that is gateway, CDN and handlers."""
        assert self._process is not None
        return self._process.pid


@contextmanager
def running_stack() -> Iterator[Measured]:
    """A fresh one."""
    with tempfile.TemporaryDirectory(prefix="allclear-bench-") as folder:
        stack = Measured(Path(folder) / "data")
        stack.start()
        try:
            yield stack
        finally:
            stack.stop()


def cpu_seconds(pid: int) -> float:
    """User and system time the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def memory(pid: int) -> int:
    """Bytes the process holds in RAM."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


class Child:
    """A process of ours that answers a line of JSON with a line of JSON."""

    def __init__(self, module: str, *arguments: object, python: Path | str = sys.executable, **more: str) -> None:
        command = [str(python), "-m", module, *map(str, arguments)]
        self._process = subprocess.Popen(  # noqa: S603 - our own modules
            command, cwd=ROOT, env=os.environ | more, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = self._process.pid

    def tell(self, question: object) -> None:
        """Sends a line; the answer is read by `hear`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Any:  # noqa: ANN401 - as each child answers
        """The next line it says."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"{self._process.args!r} ended"
        return json.loads(line)

    def ask(self, question: object) -> Any:  # noqa: ANN401 - as each child answers
        """Sends a line and reads the answer."""
        self.tell(question)
        return self.hear()

    def stop(self) -> None:
        """Ends it."""
        self._process.terminate()
        self._process.communicate()


@contextmanager
def children(*started: Child) -> Iterator[Sequence[Child]]:
    """Ends them, whatever happens."""
    try:
        yield started
    finally:
        for child in started:
            child.stop()


class Writer:
    """Changes a service's status over one kept connection, and says in which organization, as the dashboard does."""

    def __init__(self, port: int, token: str, service_id: str, org_id: str = "") -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._headers |= {"X-Organization-Id": org_id} if org_id else {}
        self._path = f"/api/services/{service_id}/status"
        self._turn = 0

    def write(self) -> tuple[float, float]:
        """When the change was sent, and when it was answered."""
        self._turn += 1
        body = json.dumps({"status": ("degraded_performance", "operational")[self._turn % 2]}).encode()
        sent = time.perf_counter()
        self._connection.request("PUT", self._path, body, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        answered = time.perf_counter()
        assert answer.status == 200, content
        return sent, answered


def writer_of(admin: Admin) -> Writer:
    """To the first service of an admin's only organization."""
    org_id = admin.send("GET", "/api/organizations/current").json()["id"]
    return Writer(admin.whole.port, admin.token, admin.services()[0]["id"], org_id)


def another_tenant(stack: Whole, name: str = "Quiet") -> Admin:
    """The owner of a new organization that nobody watches, with one service."""
    account = {"email": f"{name.lower()}@example.com", "password": "a long enough passphrase", "name": name}
    signed_up = stack.send("POST", "/api/auth/sign-up", account)
    owner = Admin(stack, signed_up.json()["access_token"])
    founded = owner.send("POST", "/api/organizations", {"name": name})
    added = owner.send("POST", "/api/services", {"name": "Checkout"})
    assert (founded.status, added.status) == (201, 201), added.body
    return owner
