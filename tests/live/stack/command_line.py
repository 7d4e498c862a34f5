"""`allclear` against the running stack, as people and scripts run it."""

import io
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from allclear_cli.__main__ import main

from tests.live.stack.whole import ROOT, Admin, Reply, Whole, wait_until

PASSWORD = "correct horse battery"
SOURCE = ROOT / "clients/cli/src"


class Ended(NamedTuple):
    """What a command said."""

    stdout: str
    stderr: str


@dataclass
class CommandLine:
    """Somebody's shell: an organization of its own, its keys, and an empty folder for what is kept."""

    whole: Whole
    owner: Admin
    org_id: str
    slug: str
    keys: dict[str, str]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def env(self, scope: str = "admin") -> dict[str, str]:
        """What its processes are given."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(SOURCE),
            "ALLCLEAR_URL": self.whole.url,
            "ALLCLEAR_API_KEY": self.keys[scope],
            "ALLCLEAR_CONFIG_DIR": str(self.folder / "config"),
            "TZ": "UTC",
            **self.environment,
        }

    def run(
        self,
        *words: str,
        code: int = 0,
        given: str = "",
        scope: str = "admin",
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> Ended:
        """The command in this process, which spares its start; it must end with this code."""
        out, err = io.StringIO(), io.StringIO()
        with (
            patch.dict(os.environ, self.env(scope) | dict(environment), clear=True),
            patch.object(sys, "argv", ["allclear", *words]),
            patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()))),
            redirect_stdout(out),
            redirect_stderr(err),
            chdir(self.folder),
            pytest.raises(SystemExit) as ended,
        ):
            main()
        assert int(ended.value.code or 0) == code, (words, ended.value.code, out.getvalue(), err.getvalue())
        return Ended(out.getvalue(), err.getvalue())

    @contextmanager
    def started(self, *words: str, scope: str = "admin") -> Iterator[subprocess.Popen[str]]:
        """The command while it runs; it is killed if it still does in the end."""
        with subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "allclear_cli", *words], env=self.env(scope), stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def json(self, *words: str, **more: Any) -> Any:
        """What it answers with `--json`."""
        return json.loads(self.run(*words, "--json", **more).stdout)

    def page(self) -> Any:
        """The published page; before there is one, the API makes one, of no version, from what it has."""
        return wait_until(
            lambda: (page := self.whole.send("GET", f"/api/status/{self.slug}").json())["version"] and page
        )

    def call(self, method: str, path: str, body: object = None) -> Any:
        """What the owner does beside it."""
        reply = self.owner.send(method, path, body, X_Organization_Id=self.org_id)
        assert reply.status < 300, reply.body
        return reply.json() if reply.body else None


def a_command_line(whole: Whole, folder: Path) -> CommandLine:
    """A new organization with a key of each scope."""
    email = f"{secrets.token_hex(8)}@example.com"
    form = {"email": email, "password": PASSWORD, "name": "Ada"}
    once = secrets.token_hex(8)
    replies: list[Reply] = []

    def signed_up() -> bool:
        """On a machine with much to do, the database may not answer in time just after the start."""
        replies.append(whole.send("POST", "/api/auth/sign-up", form, Idempotency_Key=once))
        return replies[-1].status != 503

    wait_until(signed_up)
    assert replies[-1].status == 201, replies[-1].body
    owner = Admin(whole, replies[-1].json()["access_token"])
    made = owner.send("POST", "/api/organizations", {"name": "Northwind", "slug": f"nw-{secrets.token_hex(5)}"}).json()
    line = CommandLine(whole, owner, made["id"], made["slug"], {}, folder)
    for scope in ("read", "write", "admin"):
        line.keys[scope] = line.call("POST", "/api/api-keys", {"name": scope, "scope": scope})["key"]
    return line
