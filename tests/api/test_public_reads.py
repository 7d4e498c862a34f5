"""The function of the public reads answers as the app does: header by header, whatever is asked first."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clock
from tests.edges import Api, Reply, Stream
from tests.engine import Engine
from tests.tenancy import Tenant

ROOT = Path(__file__).parents[2]
Asked = tuple[str, dict[str, str]]


@pytest.fixture
def lean(tables: Engine) -> Callable[..., list[Reply]]:
    """What the function answers, one after the other, from the tables as they are now."""

    def asked(*targets: Asked, faults: Sequence[tuple[str, str]] = ()) -> list[Reply]:
        given = json.dumps({"items": _items(tables), "faults": faults, "asked": targets}, default=_text)
        command = [sys.executable, "-m", "tests.api.lean_reads"]
        done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stderr
        return [Reply(*each) for each in json.loads(done.stdout)]

    return asked


def _text(binary: bytes) -> str:
    return b64encode(binary).decode()


def _items(tables: Engine) -> list[Any]:
    return [(name, item) for name, held in tables.contents().items() for item in _attributes(held)]


def _attributes(held: dict[str, Any]) -> list[Any]:
    found = [held["Attributes"]] if "Attributes" in held else []
    return found + [
        item for each in held.values() if isinstance(each, dict) and not found for item in _attributes(each)
    ]


PATHS = ["", "/services", "/incidents", "/timeline?limit=1", "/incidents/nothing"]


@pytest.mark.parametrize("first", ["", "/services"])
def test_it_answers_as_the_app_does(
    first: str, api: Api, lean: Callable[..., list[Reply]], tenant: Tenant, stream: Stream, clock: Clock
) -> None:
    tenant.opens(tenant.service())
    stream.flow()
    targets = [f"/api/status/{tenant.slug}{path}" for path in (first, *PATHS)] + ["/api/status/nobody"]
    for target, one in zip(targets, lean(*((target, {}) for target in targets)), strict=True):
        other = api.get(target)
        assert (one.status, one.body) == (other.status, other.body), target
        assert _but_the_count(one) == _but_the_count(other), target


def _but_the_count(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name != "RateLimit"}


def test_a_known_version_is_not_sent_again(lean: Callable[..., list[Reply]], tenant: Tenant, stream: Stream) -> None:
    tenant.service()
    stream.flow()
    [answer] = lean((f"/api/status/{tenant.slug}", {"If_None_Match": '"2"'}))
    assert (answer.status, answer.body) == (304, "")


def test_a_page_that_was_never_published_is_made_on_the_fly(lean: Callable[..., list[Reply]], tenant: Tenant) -> None:
    [answer] = lean((f"/api/status/{tenant.slug}", {}))
    assert answer.json()["organization"]["id"] == tenant.org_id


def test_without_the_database_it_asks_for_patience(lean: Callable[..., list[Reply]]) -> None:
    [answer] = lean(("/api/status/northwind", {}), faults=[("GetItem", "ThrottlingException")])
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
