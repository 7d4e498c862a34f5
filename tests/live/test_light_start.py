"""What the WebSocket handlers do without when they start: a visitor waits for it."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("heavy", ["pydantic", "asyncio", "cryptography", "boto3", "chalicelib.domain.model"])
def test_websocket_handlers_start_without(heavy: str) -> None:
    code = f"import sys, chalicelib.live.handlers; sys.exit({heavy!r} in sys.modules)"
    given = os.environ | {"TABLE_PREFIX": "tests-", "AWS_REGION": "us-east-1"}
    started = subprocess.run([sys.executable, "-c", code], env=given, check=False)  # noqa: S603 - our own words
    assert started.returncode == 0
