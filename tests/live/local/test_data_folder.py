"""What a data folder keeps between runs, and what a dead run may have left in it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.local.environment import apply, load_secrets
from chalicelib.local.faults import StartError
from chalicelib.local.leftover import end_leftover
from chalicelib.local.settings import RuntimeSettings
from tests.waiting import PATIENCE


def a_waiter(*arguments: str) -> "subprocess.Popen[bytes]":
    """A process with these words in its command line, which runs already."""
    program = "import sys; print('up', flush=True); sys.stdin.read()"
    process = subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-c", program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_secrets_are_random_kept_and_private(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one = load_secrets(tmp_path)
    assert one == load_secrets(tmp_path)
    assert one.token_secret != load_secrets(tmp_path / "other").token_secret
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_unreadable_secrets_are_not_replaced_because_the_data_belong_to_them(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(StartError, match=r"secrets\.json"):
        load_secrets(tmp_path)


def test_the_environment_is_ours_alone_and_loopback_goes_past_proxies(tmp_path: Path) -> None:
    theirs = {
        "AWS_PROFILE": "work",
        "AWS_SESSION_TOKEN": "x",
        "no_proxy": "corp.example",
        "PUBLIC_URL": "https://x.example",
    }
    apply(theirs, RuntimeSettings(data_dir=tmp_path), load_secrets(tmp_path), "http://127.0.0.1:1")
    assert "AWS_PROFILE" not in theirs
    assert "AWS_SESSION_TOKEN" not in theirs
    assert theirs["NO_PROXY"] == "corp.example,127.0.0.1,localhost,::1"
    assert theirs["PUBLIC_URL"] == "https://x.example"
    assert theirs["AWS_ENDPOINT_URL_DYNAMODB"] == "http://127.0.0.1:1"


@pytest.mark.parametrize(("host", "given"), [("127.0.0.1", "on"), ("::1", "on"), ("0.0.0.0", None), ("10.1.2.3", None)])  # noqa: S104 - compared, not bound
def test_webhooks_may_lead_to_this_machine_where_nobody_else_can_subscribe(
    tmp_path: Path, host: str, given: str | None
) -> None:
    environment: dict[str, str] = {}
    apply(environment, RuntimeSettings(data_dir=tmp_path, host=host), load_secrets(tmp_path), "http://127.0.0.1:1")
    assert environment.get("OUTBOUND_LOOPBACK") == given


def test_a_database_left_behind_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.local.leftover.PATIENCE_SECONDS", PATIENCE)
    with a_waiter(str(tmp_path)) as ours:
        (tmp_path / "pid").write_text(str(ours.pid))
        end_leftover(tmp_path / "pid", str(tmp_path))
        assert ours.wait(PATIENCE) == -signal.SIGTERM
    assert not (tmp_path / "pid").exists()


def test_a_stranger_with_a_reused_process_id_is_left_alone(tmp_path: Path) -> None:
    with a_waiter() as stranger:
        (tmp_path / "pid").write_text(str(stranger.pid))
        end_leftover(tmp_path / "pid", str(tmp_path))
        assert stranger.poll() is None
        stranger.terminate()
