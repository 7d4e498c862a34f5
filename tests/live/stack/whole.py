"""The whole product as a newcomer runs it: `python -m chalicelib.local`, talked to over HTTP and WebSocket."""

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiohttp

from tests import waiting
from tests.ports import free_port
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[3]
EMAIL = "admin@demo.example"
wait_until = waiting.wait_until


@dataclass(frozen=True)
class Reply:
    """An HTTP answer, read to its end."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Whole:
    """A stack of its own data folder and port."""

    def __init__(
        self, data_dir: Path, log: Path | None = None, *, module: str = "chalicelib.local", **environment: str
    ) -> None:
        """What `environment` holds is set for the stack beside its port and folder."""
        self._module = module
        self._environment = environment
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.live = f"ws://127.0.0.1:{self.port}/live"
        self._log = log or data_dir.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Whole":
        """Returns when it says that it is ready."""
        with self._log.open("wb") as log:
            self._process = process = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-m", self._module],
                cwd=ROOT,
                env=os.environ
                | {"PORT": str(self.port), "DATA_DIR": str(self.data_dir), "PYTHONUNBUFFERED": "1"}
                | self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: b"Allclear is ready" in self._log.read_bytes() or process.poll() is not None)
        assert process.poll() is None, self.output()
        return self

    def output(self) -> str:
        """What it printed since it was last started."""
        return self._log.read_text()

    def freeze(self) -> None:
        """It keeps its connections and answers nothing, until `thaw`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on; also when it was not frozen."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            assert self._process.wait(PATIENCE) == 0, self.output()

    def kill(self) -> None:
        """As when the machine loses power, but for the disk: kill -9, of the database as well."""
        assert self._process is not None
        database = self.database_pid
        self._process.send_signal(signal.SIGKILL)
        with suppress(ProcessLookupError):  # the kernel ends it with the stack
            os.kill(database, signal.SIGKILL)
        self._process.wait(PATIENCE)
        wait_until(lambda: not Path(f"/proc/{database}").exists() or _is_zombie(database))

    @property
    def database_pid(self) -> int:
        """The process id of DynamoDB Local, whose file is empty for a moment when it starts again."""
        return int(wait_until((self.data_dir / "dynamodb.pid").read_text))

    @property
    def password(self) -> str:
        """The demo admin's."""
        return (self.data_dir / "demo-password").read_text().strip()

    def send(self, method: str, path: str, body: object = None, *, timeout: float = 30, **headers: str) -> Reply:
        """One request on a connection of its own; underscores in header names stand for hyphens."""
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        named = {"Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request(method, path, body=raw, headers=named)
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())

    def admin(self) -> "Admin":
        """The demo's admin, signed in; just after a start, the database may not answer in time."""
        known = {"email": EMAIL, "password": self.password}
        answer = wait_until(lambda: (said := self.send("POST", "/api/auth/sign-in", known)).status != 503 and said)
        assert answer
        assert answer.status == 200, answer.body
        return Admin(self, answer.json()["access_token"])

    def mailed(self, email: str, page: str) -> str:
        """The token of the mail to `email` that leads to `page`; raises LookupError."""
        for file in (self.data_dir / "outbox").glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",)) if isinstance(mail, EmailMessage) else None
            found = re.search(rf"/{page}#token=(\S+)", str(body.get_content()) if body else "")
            if found and email in str(mail["to"]):
                return found[1]
        raise LookupError(page)

    def page(self) -> Any:
        """The demo page's document."""
        return self.send("GET", "/api/status/demo-org").json()


@dataclass(frozen=True)
class Admin:
    """Somebody with a token."""

    whole: Whole
    token: str

    def send(self, method: str, path: str, body: object = None, **more: Any) -> Reply:
        """A request in their name."""
        return self.whole.send(method, path, body, Authorization=f"Bearer {self.token}", **more)

    def services(self) -> list[dict[str, Any]]:
        """All services."""
        return list(self.send("GET", "/api/services").json()["items"])


class Viewer:
    """A WebSocket client that watches an organization and keeps the frames it gets, with the time they came."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.version = -1
        self._arrived = asyncio.Condition()

    async def watch(self, session: aiohttp.ClientSession, url: str, tenant: str = "demo-org") -> None:
        """Until cancelled, or the server goes away."""
        async with session.ws_connect(url) as socket:
            await socket.send_json({"action": "subscribe_organization", "tenant_id": tenant})
            async for message in socket:
                await self._take(json.loads(message.data))

    async def _take(self, frame: dict[str, Any]) -> None:
        async with self._arrived:
            if frame["event"] == "subscribed":
                self.version = frame["version"]
            else:
                self.frames.append(frame)
                self.times.append(time.perf_counter())
            self._arrived.notify_all()

    async def until(self, condition: Callable[["Viewer"], bool], patience: float = PATIENCE) -> None:
        """Returns once the condition holds for this viewer."""
        async with asyncio.timeout(patience), self._arrived:
            await self._arrived.wait_for(lambda: condition(self))

    @property
    def versions(self) -> list[int]:
        """Of the frames, in the order they came."""
        return [frame["version"] for frame in self.frames]


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
