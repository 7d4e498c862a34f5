"""Messages of PagerDuty and Sentry, signed with a secret or not; and mail, on its way to a service."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.alerts import reading, signatures
from chalicelib.alerts.message import Message, UnreadableError
from chalicelib.api.source_addresses import token_for
from chalicelib.domain.ids import new_id
from chalicelib.domain.sources import Came, Source, SourceDraft, SourceKind, made
from chalicelib.queues.inbound_mail import InboundMail, read_inbound_mail
from chalicelib.reactions.inbound_mail import inbound_mail
from chalicelib.store import sources as store
from chalicelib.use_cases import sources
from tests.conftest import Clock
from tests.factories import DOWN, NOW, ORG_ID, UP
from tests.tenancy import Tenant

SECRET = "shared-with-the-sender"


def a_source(kind: str, secret: str = SECRET) -> Source:
    return made(ORG_ID, SourceDraft(name="X", kind=kind, signing_secret=secret), (), NOW)


def signed(body: str, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("kind", "header", "before"),
    [("pagerduty", "x-pagerduty-signature", "v1=0000,v1="), ("sentry", "sentry-hook-signature", "")],
)
def test_only_what_is_signed_with_the_secret_is_taken(kind: str, header: str, before: str) -> None:
    body = json.dumps(reading.sample_of(SourceKind(kind)), ensure_ascii=False) + " ü"

    def check(headers: dict[str, str], secret: str = SECRET) -> None:
        came = Came(id=new_id(NOW), received_at=NOW, body=body, headers=headers)
        signatures.check(Message(came), a_source(kind, secret))

    check({header: before + signed(body)})
    check({}, secret="")
    for wrong in ({}, {header: before + signed(body, "another")}, {header: "ü"}, {header: ""}):
        with pytest.raises(UnreadableError):
            check(wrong)


SES: dict[str, Any] = {
    "notificationType": "Received",
    "mail": {
        "timestamp": "2026-03-02T08:15:31.000Z",
        "source": "nagios@example.com",
        "messageId": "o3vrnil0e2ic28tr",
        "commonHeaders": {"subject": "web is DOWN", "date": "Mon, 2 Mar 2026 09:15:30 +0100"},
    },
    "receipt": {
        "recipients": [],
        "spamVerdict": {"status": "PASS"},
        "virusVerdict": {"status": "PASS"},
    },
    "content": "",
}


def told_by_ses(
    recipient: str, subject: str = "web is DOWN", date: str = "", headers: object = (), **verdicts: Any
) -> InboundMail:
    common = {"subject": subject, "date": date or SES["mail"]["commonHeaders"]["date"]}
    mail = {**SES["mail"], "commonHeaders": common, "headers": headers, "messageId": subject}
    return read_inbound_mail(
        json.dumps({**SES, "mail": mail, "receipt": {**SES["receipt"], **verdicts, "recipients": [recipient]}})
    )


def test_mail_sets_a_service_down_and_up_and_its_replay_does_no_harm(tenant: Tenant, clock: Clock) -> None:
    api = tenant.service("API")
    source, token = sources.address_of_service(tenant.org_id, api.id, token_for, tenant.actor, NOW)
    clock.now = datetime(2026, 3, 2, 8, 16, tzinfo=UTC)
    down = told_by_ses(f"{token.upper()}@in.example.com")
    inbound_mail(down)
    assert tenant.status_of(api) is DOWN
    clock.passes(minutes=10)
    inbound_mail(told_by_ses(f"{token}@in.example.com", "web is UP", "Mon, 2 Mar 2026 09:25:30 +0100"))
    assert tenant.status_of(api) is UP
    clock.passes(hours=30)
    inbound_mail(down)
    assert tenant.status_of(api) is UP
    assert len(store.newest(tenant.org_id, source.id, limit=9)) == 2


def test_mail_to_an_old_address_or_to_nobody_or_with_a_virus_does_nothing(tenant: Tenant, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 2, 8, 16, tzinfo=UTC)
    api = tenant.service("API")
    _, old = sources.address_of_service(tenant.org_id, api.id, token_for, tenant.actor, NOW)
    _, new = sources.address_of_service(tenant.org_id, api.id, token_for, tenant.actor, NOW)
    inbound_mail(told_by_ses(f"{old}@in.example.com"))
    inbound_mail(told_by_ses("nobody@in.example.com"))
    inbound_mail(told_by_ses(f"{new}@in.example.com", virusVerdict={"status": "FAIL"}))
    assert tenant.status_of(api) is UP
    inbound_mail(told_by_ses(f"{new}@in.example.com"))
    assert tenant.status_of(api) is DOWN


def test_answers_that_nobody_wrote_are_noted_and_change_nothing(tenant: Tenant, clock: Clock) -> None:
    api = tenant.service("API")
    source, token = sources.address_of_service(tenant.org_id, api.id, token_for, tenant.actor, NOW)
    clock.now = datetime(2026, 3, 2, 8, 16, tzinfo=UTC)
    replied = told_by_ses(f"{token}@in.example.com", headers=[{"name": "Auto-Submitted", "value": "auto-replied"}])
    inbound_mail(replied)
    assert tenant.status_of(api) is UP
    assert store.newest(tenant.org_id, source.id, limit=9)[0].trouble == "It is an automatic answer to another mail."
    generated = [{"name": "auto-submitted", "value": "auto-generated"}]
    inbound_mail(told_by_ses(f"{token}@in.example.com", "=?utf-8?q?=E2=9A=A0_web_is_DOWN?=", headers=generated))
    assert tenant.status_of(api) is DOWN


def test_a_mail_reads_as_it_was_written_also_by_the_release_before() -> None:
    mail = InboundMail("id", ("a@b",), "2026-03-02T08:15:31.000+00:00", "DOWN", "x@y", "")
    assert read_inbound_mail(mail.body) == mail
    before = json.loads(mail.body)
    del before["auto_submitted"]
    assert read_inbound_mail(json.dumps(before)) == mail
    assert "DOWN" not in repr(mail)


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 -0500", f"Fri, 31 Dec {'9' * 20} 23:59:59 -0500", "today"])
def test_a_date_out_of_the_calendar_is_none(date: str) -> None:
    assert told_by_ses("x@in.example.com", "web is DOWN", date).date == ""
