"""Many subscribers by mail, put straight into a stack's database, and a mail server for them."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from bench.running import Child
from tests.ports import free_port

WHEN = "2026-01-05T12:00:00.000Z"
_BATCH = 25


def address(number: int) -> str:
    """Of one of them."""
    return f"reader{number:05}@readers.example"


def add_readers(client: Any, org_id: str, count: int) -> None:  # noqa: ANN401 - botocore's
    """So many who follow all of the page, as the API stores them once they have confirmed."""
    _add(client, (_item(org_id, number) for number in range(count)))


def add_webhooks(client: Any, org_id: str, urls: Iterable[str], secret: str) -> None:  # noqa: ANN401 - botocore's
    """One for each of these addresses."""
    _add(client, (_webhook(org_id, number, url, secret) for number, url in enumerate(urls)))


def _add(client: Any, items: Iterator[dict[str, Any]]) -> None:  # noqa: ANN401
    while batch := [{"PutRequest": {"Item": item}} for item in islice(items, _BATCH)]:
        left: dict[str, Any] = {"allclear-subscribers": batch}
        while left:
            left = client.batch_write_item(RequestItems=left).get("UnprocessedItems") or {}


def _item(org_id: str, number: int) -> dict[str, Any]:
    email = address(number)
    return {
        "org_id": {"S": org_id},
        "subscriber_id": {"S": f"01kg{number:022}"},
        "channel": {"S": "email"},
        "email": {"S": email},
        "state": {"S": "active"},
        "which": {"S": "all"},
        "time_zone": {"S": ("UTC", "Europe/Zurich", "America/New_York")[number % 3]},
        "created_at": {"S": WHEN},
        "confirmed_at": {"S": WHEN},
        "consent": {"S": json.dumps({"at": WHEN})},
        "version": {"N": "1"},
        **{name: {"S": "[]"} for name in ("categories", "service_ids", "incident_ids", "signing_secrets")},
        "audience": {"S": f"{org_id}#mail"},
        "mailbox_hash": {"S": hashlib.sha256(email.encode()).hexdigest()},
    }


def _webhook(org_id: str, number: int, url: str, secret: str) -> dict[str, Any]:
    item = _item(org_id, number) | {"channel": {"S": "webhook"}, "url": {"S": url}}
    del item["email"], item["mailbox_hash"]
    return item | {"audience": {"S": f"{org_id}#calls"}, "signing_secrets": {"S": json.dumps([secret])}}


class MailServer(Child):
    """A real SMTP server."""

    def __init__(self) -> None:
        self.port = free_port()
        super().__init__("bench.mail_server", self.port)
        self.hear()

    @property
    def setting(self) -> str:
        """MAIL that leads to it."""
        return f"smtp://127.0.0.1:{self.port}?from=Allclear%20<status@allclear.example>"

    def go_away(self) -> None:
        """It takes no connection until `come_back`, and has forgotten nothing."""
        self.ask("go away")

    def come_back(self) -> None:
        """It is there again."""
        self.ask("come back")

    @property
    def count(self) -> int:
        """How many mails came."""
        return int(self.ask("count"))

    def to_readers(self) -> dict[str, int]:
        """How many mails each reader got."""
        seen: dict[str, int] = {}
        for to, _, times in self.ask("seen")["mails"]:
            seen[to] = seen.get(to, 0) + times
        return {to: times for to, times in seen.items() if to.endswith("@readers.example")}


def org_of(admin: Any) -> str:  # noqa: ANN401 - tests.live.stack.whole.Admin
    """The organization of its admin."""
    answer = admin.send("GET", "/api/organizations/current").json()
    return str(answer["id"])
