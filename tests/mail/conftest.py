"""Mail in tests: a server on a busy machine may take its time, but where a test is about that."""

import pytest


@pytest.fixture(autouse=True)
def patient_with_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute for whatever has a few seconds."""
    for name in ("carriers.TRY_SECONDS", "smtp.REPLY_WITHIN", "line.REPLY_WITHIN", "kept.KEPT_SECONDS"):
        monkeypatch.setattr(f"chalicelib.mail.{name}", 60.0)
