"""Mails of a notification, whatever dies meanwhile: everybody is told, and hardly anybody twice."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.readers import MailServer, add_readers, org_of
from bench.rest_write import client_of
from bench.running import Measured
from tests.live.stack.whole import wait_until

READERS = 400
PART = 50


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def stack(tmp_path: Path, mail_server: MailServer) -> Iterator[Measured]:
    """A stack with many readers."""
    stack = Measured(tmp_path / "data", MAIL=mail_server.setting)
    stack.start()
    add_readers(client_of(stack), org_of(stack.admin()), READERS)
    yield stack
    stack.stop()


def _opens(stack: Measured, title: str) -> None:
    """Once, also when the database is late for it."""
    admin, once = stack.admin(), title.replace(" ", "-")
    opened = wait_until(
        lambda: (
            (said := admin.send("POST", "/api/incidents", {"title": title}, Idempotency_Key=once)).status != 503
            and said
        )
    )
    assert opened
    assert opened.status == 201, opened.body


def _tried(stack: Measured) -> bool:
    """Whether somebody was tried in vain."""
    admin = stack.admin()
    newest = admin.send("GET", "/api/notifications?limit=1").json()["items"][0]
    found = admin.send("GET", f"/api/notifications/{newest['id']}").json()["deliveries"]
    return any(each["why"] for each in found)


def test_everybody_is_told_though_stack_database_and_mail_server_die_meanwhile(
    stack: Measured, mail_server: MailServer
) -> None:
    _opens(stack, "The stack is killed")
    wait_until(lambda: mail_server.count > 60)
    stack.kill()
    stack.start()
    wait_until(lambda: len(mail_server.to_readers()) == READERS)
    assert sum(mail_server.to_readers().values()) <= READERS + PART

    mail_server.ask("clear")
    _opens(stack, "The database is killed")
    wait_until(lambda: mail_server.count > 60)
    os.kill(stack.database_pid, signal.SIGKILL)
    wait_until(lambda: len(mail_server.to_readers()) == READERS)
    assert sum(mail_server.to_readers().values()) <= READERS + PART

    mail_server.go_away()
    _opens(stack, "The mail server is gone")
    wait_until(lambda: _tried(stack))
    mail_server.come_back()
    wait_until(lambda: len(mail_server.to_readers()) == READERS)
    assert sum(mail_server.to_readers().values()) <= READERS + PART
