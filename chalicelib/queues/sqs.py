"""SQS, by botocore: no request of a person waits for it, so its milliseconds do not matter."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from chalicelib import log
from chalicelib.queues.message import S, Sendable, owner_of

_PATIENCE = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 2, "mode": "standard"})
"""A person's request may wait for the answer, which is due within 5 seconds."""
_REGION = re.compile(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.")
AT_ONCE = 10
"""Messages that one request takes."""


class SqsQueues:
    """The queues whose URLs the settings name."""

    def __init__(self, urls: str, region: str) -> None:
        """`urls` is `name=url` pairs, separated by spaces."""
        self._urls = dict(each.split("=", 1) for each in urls.split())
        self._region = region
        self._clients: dict[str, Any] = {}

    def send(self, queue: str, messages: Sequence[S], delay: int = 0) -> Sequence[S]:
        """As `Queues` says."""
        waiting, untaken = iter(messages), list[S]()
        while batch := list(islice(waiting, AT_ONCE)):
            untaken += self._send(queue, batch, delay)
        return untaken

    def hide(self, queue: str, receipt: str, seconds: int) -> None:
        """As `Queues` says; a message that can't be hidden comes again when its visibility timeout is over."""
        try:
            self._client(queue).change_message_visibility(
                QueueUrl=self._urls[queue], ReceiptHandle=receipt, VisibilityTimeout=seconds
            )
        except (BotoCoreError, ClientError):
            log.exception("message_not_hidden", queue=queue)

    def _client(self, queue: str) -> Any:  # noqa: ANN401 - botocore makes it
        """A queue is spoken to in its own region, which its URL names."""
        named = _REGION.match(self._urls[queue])
        region = named[1] if named else self._region
        if region not in self._clients:
            self._clients[region] = get_session().create_client("sqs", region_name=region, config=_PATIENCE)
        return self._clients[region]

    def _send(self, queue: str, batch: Sequence[S], delay: int) -> Sequence[S]:
        entries = [_entry(place, message, delay) for place, message in enumerate(batch)]
        try:
            answer = self._client(queue).send_message_batch(QueueUrl=self._urls[queue], Entries=entries)
        except (BotoCoreError, ClientError):
            log.exception("messages_not_taken", queue=queue, count=len(batch))
            return batch
        return [batch[int(failed["Id"])] for failed in answer.get("Failed", ())]


def _entry(place: int, message: Sendable, delay: int) -> dict[str, Any]:
    """With the organization as its group, a standard queue is a fair one: a long backlog delays only its own."""
    entry = {"Id": str(place), "MessageBody": message.body, "DelaySeconds": delay}
    owner = owner_of(message)
    return {**entry, "MessageGroupId": owner} if owner else entry
