"""A disk without room: what a stack says of it, and that it goes on by itself once there is room again."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.stack.whole import Whole, wait_until

MEGABYTES = 40


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, which only root can mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603 - ours
        pytest.skip("needs the right to mount a file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607 - ours


@pytest.fixture
def cramped(small_disk: Path, tmp_path: Path) -> Iterator[Whole]:
    """A running stack whose data are on the small disk."""
    stack = Whole(small_disk / "data", tmp_path / "stack.log").start()
    yield stack
    stack.stop()


def fill(file: Path) -> None:
    """Leaves no room on the disk that holds the file."""
    with file.open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            return


def test_a_full_disk_is_unhealthy_and_nothing_is_lost_that_was_acknowledged(cramped: Whole, small_disk: Path) -> None:
    admin = cramped.admin()
    assert admin.send("POST", "/api/services", {"name": "Before"}).status == 201
    wait_until(lambda: "Before" in names(cramped))
    fill(small_disk / "filler")
    health = cramped.send("GET", "/health")
    assert (health.status, health.json()["status"]) == (503, "unavailable")
    assert health.json()["reason"] == "The disk can't be written to: No space left on device."
    refused = admin.send("POST", "/api/services", {"name": "Refused", "description": "x" * 3000})
    assert (refused.status, refused.headers["Content-Type"]) == (503, "application/problem+json")
    assert admin.send("GET", "/api/services").status == 200
    assert cramped.send("GET", "/status/demo-org").status == 200
    (small_disk / "filler").unlink()
    wait_until(lambda: cramped.send("GET", "/health").status == 200)
    assert admin.send("POST", "/api/services", {"name": "After"}).status == 201
    wait_until(lambda: {"Before", "After"} <= names(cramped))
    assert "Refused" not in names(cramped)
    assert not (cramped.data_dir / "dead-letter.jsonl").exists()


def names(stack: Whole) -> set[str]:
    """The services of the published page."""
    return {each["name"] for each in stack.send("GET", "/api/status/demo-org").json()["services"]}
