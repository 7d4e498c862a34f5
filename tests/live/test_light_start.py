"""What the WebSocket handlers do without when they start: a visitor waits for it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("heavy", ["pydantic", "asyncio", "cryptography", "boto3", "chalicelib.domain.model"])
def test_websocket_handlers_start_without(heavy: str) -> None:
    code = f"import sys, chalicelib.live.handlers; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own words
