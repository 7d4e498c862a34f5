"""What functions do without when they start: a visitor waits for it."""

import os
import subprocess
import sys

import pytest

_GIVEN = {"TABLE_PREFIX": "tests-", "AWS_REGION": "us-east-1", "TOKEN_SECRET": "it-only-lets-the-functions-start"}
_HEAVY = ["pydantic", "asyncio", "cryptography", "boto3", "chalicelib.domain.model"]


@pytest.mark.parametrize("heavy", _HEAVY)
def test_websocket_handlers_start_without(heavy: str) -> None:
    assert not _imported(heavy, "import chalicelib.live.handlers")


@pytest.mark.parametrize("heavy", [*_HEAVY, "chalicelib.auth", "chalicelib.publish", "chalicelib.api.problems"])
def test_public_reads_start_and_answer_with_a_page_without(heavy: str) -> None:
    assert not _imported(heavy, "import runpy; runpy.run_module('bench.first_answer')")


@pytest.mark.parametrize("heavy", ["pydantic", "cryptography", "chalicelib.domain.model", "chalicelib.publish"])
def test_parts_of_a_crowd_start_without(heavy: str) -> None:
    assert not _imported(heavy, "import chalicelib.live.parts")


@pytest.mark.parametrize("heavy", ["cryptography", "chalicelib.notifications.channels"])
def test_the_api_starts_without_what_only_senders_need(heavy: str) -> None:
    given = {"PUBLIC_URL": "http://localhost", "DOCUMENTS": "file:///-", "WEBSOCKET_ENDPOINT": "http://localhost"}
    assert not _imported(heavy, f"import os; os.environ |= {given!r}; import app")


def _imported(module: str, code: str) -> bool:
    code = f"import sys; {code}; sys.exit({module!r} in sys.modules)"
    return bool(subprocess.run([sys.executable, "-c", code], env=os.environ | _GIVEN, check=False).returncode)  # noqa: S603 - our own words
