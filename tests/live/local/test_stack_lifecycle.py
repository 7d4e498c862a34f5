"""Starting, failing to start, and every way of stopping."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from chalicelib.local.gateway import IN_FLIGHT_SECONDS
from tests.live.local.conftest import PATIENCE_SECONDS, ROOT, Stack, alive, inherited, wait_until
from tests.ports import free_port


def attempt(tmp_path: Path, **environment: str) -> tuple[int, str]:
    """The exit code and what was printed by a start that fails."""
    given = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port()), **environment}
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.local.standin"],
        cwd=ROOT,
        env={**inherited(), **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "http"), ("PORT", "0"), ("PORT", "70000"), ("HOST", "no such host"), ("DATA_DIR", "/proc/nowhere")],
)
def test_a_wrong_setting_is_one_line_that_names_it(tmp_path: Path, name: str, value: str) -> None:
    code, said = attempt(tmp_path, **{name: value})
    assert code == 2
    assert name in said
    assert len(said.splitlines()) == 1


def test_a_used_port_is_one_line_that_names_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = attempt(tmp_path, PORT=str(port))
    assert code == 2
    assert f"PORT {port}" in said
    assert len(said.splitlines()) == 1


def test_a_second_stack_on_the_same_data_is_told_so(stack: Stack, tmp_path: Path) -> None:
    code, said = attempt(tmp_path, DATA_DIR=str(stack.data_dir))
    assert code == 2
    assert "DATA_DIR" in said
    assert "in use by another Allclear (process " in said


def test_ctrl_c_stops_everything_with_0_however_often_it_is_sent_at_once(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack(SAME_MOMENT_SECONDS="60").start()
    database = stack.database_pid()
    assert alive(database)
    for _ in range(3):
        stack.send(signal.SIGINT)
        stack.send(signal.SIGTERM)
    assert stack.end(signal.SIGINT) == 0
    assert not alive(database)
    assert "Stopped." in stack.output()
    assert "Traceback" not in stack.output()


def test_a_signal_while_starting_stops_too(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack()
    stack.data_dir.mkdir()
    process = stack.spawn()
    wait_until(lambda: "Starting DynamoDB" in stack.output())
    process.terminate()
    assert process.wait(PATIENCE_SECONDS) == 0
    assert "Traceback" not in stack.output()


def test_a_request_under_way_is_answered_before_the_stack_stops(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    with closing(http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)) as connection:
        connection.request("GET", "/api/slow?until=stopping")
        wait_until(lambda: stack.seen("slow"))
        stack.send(signal.SIGTERM)
        wait_until(lambda: "Stopping" in stack.output())
        stack.release("stopping")
        assert connection.getresponse().read() == b'{"released": "stopping"}'
        assert stack.code() == 0


def test_a_second_ctrl_c_stops_at_once(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    database = stack.database_pid()
    with closing(http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)) as connection:
        connection.request("GET", "/api/slow?until=never")
        wait_until(lambda: stack.seen("slow"))
        stack.send(signal.SIGINT)
        wait_until(lambda: "Stopping" in stack.output())
        began = time.monotonic()
        wait_until(lambda: ended_by_ctrl_c(stack))
        assert stack.code() == 130
        assert time.monotonic() - began < IN_FLIGHT_SECONDS, "it waits for no answer"
    wait_until(lambda: not alive(database))


def ended_by_ctrl_c(stack: Stack) -> bool:
    """Presses it once more unless it has ended."""
    if stack.runs():
        stack.send(signal.SIGINT)
    return not stack.runs()


def test_who_does_not_know_the_access_key_sees_no_data(stack: Stack) -> None:
    from botocore.session import get_session  # noqa: PLC0415

    command = Path(f"/proc/{stack.database_pid()}/cmdline").read_bytes().split(b"\0")
    url = f"http://127.0.0.1:{command[command.index(b'-port') + 1].decode()}"
    stranger = get_session().create_client(
        "dynamodb", "us-east-1", endpoint_url=url, aws_access_key_id="guess", aws_secret_access_key="guess"
    )
    assert stranger.list_tables()["TableNames"] == []
    stranger.close()
