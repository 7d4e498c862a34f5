"""History as tests meet it: what happened is told to the reaction, in the order a test says."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from chalicelib.queues.message import Message
from tests.conftest import Clock
from tests.edges import Stream
from tests.queues import Queues
from tests.tenancy import Tenant


@dataclass
class Counter:
    """Publishes what happened, and has it counted."""

    stream: Stream
    queues: Queues
    folder: Path
    told: list[Message] = field(default_factory=list)

    def tell(self, shuffled: random.Random | None = None) -> None:
        """Everything that happened since the last time; shuffled, each message comes twice."""
        messages = [message_of(record) for record in self.stream.flow() if record["eventName"] == "INSERT"]
        self.told += messages
        if shuffled:
            messages = [*messages, *messages]
            shuffled.shuffle(messages)
        self.queues.sent["history"] = messages
        self.count()

    def count(self) -> None:
        """Has counted what waits in the queue, and what that sends to it."""
        while self.queues.sent.get("history"):
            assert self.queues.flow("history") == []

    def document(self, tenant: Tenant, name: str = "uptime") -> Any:
        """A document of the page."""
        return json.loads((self.folder / f"api/status/{tenant.slug}/{name}.json").read_text())

    def day(self, tenant: Tenant, date: str, service: int = 0) -> Any:
        """One day of one service."""
        days = self.document(tenant)["services"][service]["days"]
        return next(day for day in days if day["date"] == date)


def message_of(record: dict[str, Any]) -> Message:
    image = record["dynamodb"]["NewImage"]
    return Message(image["org_id"]["S"], image["event_id"]["S"], image["type"]["S"])


@pytest.fixture
def counter(stream: Stream, queues: Queues, documents: Path, clock: Clock) -> Counter:
    """The reaction behind its queue."""
    return Counter(stream, queues, documents)


Wipe = Callable[[], None]
