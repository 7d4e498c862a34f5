"""schemathesis against the running stack: no 5xx, no undocumented answer, no invalid input accepted, in any role."""

import json
import re
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.live.stack.whole import Admin, Whole, wait_until

CONFIG = Path(__file__).with_name("schemathesis.toml")
PASSWORD = "correct horse battery"
NOT_ADMIN = ("--exclude-path-regex", "^/admin")
"""To everyone but the operator there is no /admin: a 404 where two of the checks want a 401."""
BRIEF = (*NOT_ADMIN, "--max-examples", "1", "--phases", "examples,fuzzing")
WORKERS = "1"
"""Until Python 3.11.8 `ast.parse`, which hypothesis calls, may raise SystemError in two threads at once (gh-106905)."""


def _person(shared: Whole) -> tuple[Admin, str]:
    """Somebody new, and their address."""
    email = f"{uuid4().hex}@example.com"
    asked = {"email": email, "password": PASSWORD, "name": "Somebody"}
    answer = wait_until(lambda: (said := shared.send("POST", "/api/auth/sign-up", asked)).status != 503 and said)
    assert answer
    assert answer.status == 201, answer.body
    verified = shared.send("POST", "/api/auth/verify-email", {"token": shared.mailed(email, "verify-email")})
    assert verified.status == 204, verified.body
    return Admin(shared, answer.json()["access_token"]), email


def _owner(shared: Whole) -> Admin:
    """Of an organization with something in it."""
    owner, _ = _person(shared)
    assert owner.send("POST", "/api/organizations", {"name": "Tried"}).status == 201
    service = owner.send("POST", "/api/services", {"name": "Checkout"}).json()["id"]
    assert owner.send("POST", "/api/incidents", {"title": "Slow", "service_ids": [service]}).status == 201
    return owner


def _member(shared: Whole, role: str) -> Admin:
    owner = _owner(shared)
    member, email = _person(shared)
    assert owner.send("POST", "/api/team/invite", {"email": email, "role": role}).status == 201
    token = shared.mailed(email, "accept-invitation")
    accepted = member.send("POST", f"/api/team/invitations/{token}/accept")
    assert accepted.status in {200, 201}, accepted.body
    return member


def _key(shared: Whole, scope: str) -> Admin:
    answer = _owner(shared).send("POST", "/api/api-keys", {"name": "Tried", "scope": scope})
    return Admin(shared, answer.json()["key"])


def _run(shared: Whole, token: str, *options: str) -> None:
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "--config-file",
        str(CONFIG),
        "run",
        f"{shared.url}/openapi.json",
    ]
    given = ["--url", shared.url, "--checks", "all", "--no-color", "--workers", WORKERS, "--request-timeout", "20"]
    if token:
        mine = Admin(shared, token).send("GET", "/api/organizations/current").json().get("id", "none")
        given += ["--header", f"Authorization: Bearer {token}", "--header", f"X-Organization-Id: {mine}"]
    run = subprocess.run([*command, *given, *options], capture_output=True, text=True, check=False, timeout=1000)  # noqa: S603
    assert run.returncode == 0, _failures(run.stdout) + run.stderr[-2000:]


def _failures(output: str) -> str:
    """What stands under ERRORS and FAILURES, and its end; lines are cut, as one may quote a whole module."""
    lines = "\n".join(line[:1000] for line in output.splitlines())
    found = re.findall(r"^=+ (?:ERRORS|FAILURES) =+$.*?(?=^=+ |\Z)", lines, re.MULTILINE | re.DOTALL)
    return "\n".join(section[:6000] for section in found) + lines[-1500:]


@pytest.mark.timeout(1200)
def test_an_owner_finds_no_fault_also_by_following_links(shared: Whole) -> None:
    _run(shared, _owner(shared).token, *NOT_ADMIN, "--max-examples", "3")


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("role", ["admin", "member", "viewer"])
def test_no_other_role_does(shared: Whole, role: str) -> None:
    _run(shared, _member(shared, role).token, *BRIEF)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("scope", ["read", "write"])
def test_no_api_key_does(shared: Whole, scope: str) -> None:
    _run(shared, _key(shared, scope).token, *BRIEF)


@pytest.mark.timeout(1200)
def test_nobody_does_without_a_token(shared: Whole) -> None:
    _run(shared, "", *BRIEF)


@pytest.mark.timeout(1200)
def test_the_operator_does_not_either(shared: Whole) -> None:
    token = json.loads((shared.data_dir / "secrets.json").read_text())["operator_token"]
    brief = ("--max-examples", "3", "--phases", "examples,coverage,fuzzing")
    _run(
        shared,
        token,
        *brief,
        "--include-path-regex",
        "^/admin",
        "--exclude-checks",
        "ignored_auth,missing_required_header",
    )


def test_the_document_that_is_tried_is_the_one_that_is_served(shared: Whole) -> None:
    served = json.loads(shared.send("GET", "/openapi.json").body)
    assert served == json.loads((CONFIG.parents[3] / "static_site/openapi.json").read_text())
