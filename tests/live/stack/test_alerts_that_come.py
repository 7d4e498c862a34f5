"""Machines that speak to the whole product: Debian's Alertmanager, a client of SMTP, and a storm amid kill -9."""

import json
import os
import shutil
import signal
import smtplib
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.live.stack.patient import PATIENT
from tests.live.stack.whole import Admin, Reply, Whole, wait_until
from tests.ports import free_port

ALERTMANAGER = shutil.which("prometheus-alertmanager")
LONG = 120.0
"""A change stays for 15 seconds before the next one shows."""
STORM = 1000
SENDERS = 10


@pytest.fixture
def smtp_port() -> int:
    return free_port()


@pytest.fixture
def taking_mail(after_a_first_start: Path, tmp_path: Path, smtp_port: int) -> Iterator[Whole]:
    """A running stack that takes mail as well."""
    shutil.copytree(after_a_first_start, tmp_path / "data")
    smtp = f"127.0.0.1:{smtp_port}"
    stack = Whole(tmp_path / "data", module=PATIENT, INBOUND_SMTP=smtp, INBOUND_MAIL_DOMAIN="in.example.com").start()
    yield stack
    stack.stop()


def makes_source(admin: Admin, kind: str, **rule: Any) -> str:
    """The path of its address."""
    body = {"name": "Machine", "kind": kind, "rules": [rule]}
    return wait_until(lambda: address_in(admin.send("POST", "/api/sources", body)))


def address_in(answer: Reply) -> str:
    """Empty for 503: on a machine with very much else to do, the database may be late after the start."""
    assert answer.status in {201, 503}, answer.body
    return str(urlsplit(answer.json()["url"]).path) if answer.status == 201 else ""


def status_of(admin: Admin, service_id: str) -> str:
    return str(admin.send("GET", f"/api/services/{service_id}").json()["status"])


def shows(admin: Admin, service_id: str, status: str) -> None:
    wait_until(lambda: status_of(admin, service_id) == status, patience=LONG)


def test_mail_that_says_down_and_up_sets_a_service(taking_mail: Whole, smtp_port: int) -> None:
    admin = taking_mail.admin()
    service = next(each for each in admin.services() if each["status"] == "operational")
    address = admin.send("POST", f"/api/services/{service['id']}/mail-address").json()["url"]

    def mails(subject: str, to: str = address, picture: int = 0) -> None:
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = subject, "nagios@example.com", to
        mail.set_content("See the monitor.")
        if picture:
            mail.add_attachment(os.urandom(picture), "image", "png")
        with smtplib.SMTP("127.0.0.1", smtp_port, timeout=30) as client:
            client.send_message(mail)

    mails("⚠ PROBLEM: web is DOWN", picture=10_000_000)
    shows(admin, service["id"], "major_outage")
    mails("Maintenance UPDATE")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mails("PROBLEM: web is DOWN", "nobody@in.example.com")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mails("PROBLEM: web is DOWN", address.replace("in.example.com", "elsewhere.example.com"))
    mails("RECOVERY: web is UP")
    shows(admin, service["id"], "operational")


@pytest.mark.skipif(ALERTMANAGER is None, reason="Debian's prometheus-alertmanager is not installed; CI installs it")
def test_an_alertmanager_sets_a_service_down_and_gives_it_back(shared: Whole, admin: Admin, tmp_path: Path) -> None:
    service = next(each for each in admin.services() if each["status"] == "operational")
    rule = {"service_ids": [service["id"]], "status": "partial_outage", "action": "set_status"}
    path = makes_source(admin, "alertmanager", match={"severity": "crit*"}, **rule)
    port = free_port()
    config = tmp_path / "alertmanager.yml"
    config.write_text(
        f"""
route: {{receiver: page, group_wait: 0s, group_interval: 1s, repeat_interval: 1h}}
receivers:
  - name: page
    webhook_configs: [{{url: "{shared.url}{path}", send_resolved: true}}]
"""
    )
    sender = subprocess.Popen(  # noqa: S603 - Debian's
        [
            str(ALERTMANAGER),
            f"--config.file={config}",
            f"--storage.path={tmp_path}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        started = datetime.now(UTC) - timedelta(seconds=30)
        alert = {
            "labels": {"alertname": "HighErrorRate", "severity": "critical"},
            "annotations": {"summary": "Requests fail"},
            "startsAt": started.isoformat(),
        }
        wait_until(lambda: tells(port, alert))
        shows(admin, service["id"], "partial_outage")
        alert["endsAt"] = datetime.now(UTC).isoformat()
        wait_until(lambda: tells(port, alert))
        shows(admin, service["id"], "operational")
    finally:
        sender.terminate()
        sender.wait()


def tells(port: int, alert: dict[str, Any]) -> bool:
    request = Request(
        f"http://127.0.0.1:{port}/api/v2/alerts",
        json.dumps([alert]).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=5) as answer:  # noqa: S310 - as above
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.timeout(400)
def test_after_a_storm_amid_kill_9_the_last_alerts_count_and_there_is_one_incident(as_delivered: Whole) -> None:
    admin = as_delivered.admin()
    service = next(each for each in admin.services() if each["status"] == "operational")
    before = {each["id"] for each in admin.send("GET", "/api/incidents").json()["items"]}
    path = makes_source(admin, "generic", service_ids=[service["id"]], status="major_outage", action="open_incident")
    start = datetime.now(UTC)
    lasting = an_alert("lasting", "down", start)
    storm = [lasting]
    for number in range(STORM // 2):
        storm += [an_alert(f"k{number}", "down", start), an_alert(f"k{number}", "up", start + timedelta(seconds=1))]
    taken: list[int] = []
    given_up: list[int] = []

    def is_taken(alert: dict[str, Any]) -> bool:
        try:
            return as_delivered.send("POST", path, alert, timeout=10).status == 202
        except (OSError, HTTPException):
            return False

    def send(alert: dict[str, Any]) -> None:
        """Until it is taken, as senders do."""
        wait_until(lambda: given_up or is_taken(alert), patience=LONG)
        taken.append(1)

    with ThreadPoolExecutor(SENDERS) as senders:
        sending = [senders.submit(send, each) for each in storm]
        try:
            wait_until(lambda: len(taken) > STORM // 4)
            os.kill(as_delivered.database_pid, signal.SIGSTOP)
            wait_until(lambda: len(taken) > STORM // 3)  # alerts are taken without it
            as_delivered.kill()
            as_delivered.start()
        except BaseException:
            given_up.append(1)
            raise
        for each in sending:
            each.result()
    admin = as_delivered.admin()

    def new_incidents() -> list[dict[str, Any]]:
        items = admin.send("GET", "/api/incidents").json().get("items", ())
        return [each for each in items if each["id"] not in before]

    wait_until(lambda: waiting_in(as_delivered) == 0, patience=LONG)
    wait_until(lambda: [each["status"] for each in new_incidents()] == ["investigating"], patience=LONG)
    assert status_of(admin, service["id"]) == "major_outage"
    over = an_alert("lasting", "up", start + timedelta(seconds=5))
    assert as_delivered.send("POST", path, over).status == 202
    wait_until(lambda: [each["status"] for each in new_incidents()] == ["resolved"], patience=LONG)
    assert status_of(admin, service["id"]) == "operational"


def an_alert(key: str, state: str, at: datetime) -> dict[str, Any]:
    return {"key": key, "state": state, "title": "Storm", "at": at.isoformat()}


def waiting_in(stack: Whole) -> int:
    """How many alerts are still to be followed."""
    with closing(sqlite3.connect(f"file:{stack.data_dir / 'queues.db'}?mode=ro", uri=True)) as queues:
        (count,) = queues.execute("SELECT COUNT(*) FROM messages WHERE queue = 'apply_signals'").fetchone()
    return int(count)
