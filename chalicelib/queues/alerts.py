"""What came from a source of alerts, on its way to being followed. A queue's message has room for it, compressed."""

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from functools import cached_property

from chalicelib.domain.sources import Came
from chalicelib.queues.message import Message, read

MAX_BYTES = 190_000
"""SQS takes 256 KB, of which base64 needs a quarter."""


@dataclass(frozen=True)
class AlertCame:
    """A message of a source."""

    org_id: str
    source_id: str
    token_hash: str
    """Of the token that it came with: whether that is still the source's is told later, by the database."""
    packed: bytes = field(repr=False)

    @classmethod
    def of(cls, came: Came, token_hash: str) -> "AlertCame":
        """The message that says so."""
        said = came.model_dump(mode="json") | {"headers": came.headers, "query": came.query}
        packed = zlib.compress(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6)
        return cls(came.org_id, came.source_id, token_hash, packed)

    @cached_property
    def came(self) -> Came:
        """What came."""
        given = json.loads(zlib.decompress(self.packed))
        return Came.model_validate({**given, "org_id": self.org_id, "source_id": self.source_id}, extra="ignore")

    @property
    def body(self) -> str:
        """The message as JSON."""
        return json.dumps(
            {
                "org_id": self.org_id,
                "source_id": self.source_id,
                "token_hash": self.token_hash,
                "packed": b64encode(self.packed).decode(),
            }
        )


def read_alert(body: str) -> AlertCame | Message:
    """One that came, or one about an event; raises ValueError, TypeError or KeyError for what is neither."""
    given = json.loads(body)
    if "packed" not in given:
        return read(body)
    return AlertCame(given["org_id"], given["source_id"], given["token_hash"], b64decode(given["packed"]))
