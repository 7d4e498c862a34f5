"""The documents that follow a publication from a queue, told apart from those that are written with it."""

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.publish import catalogue
from chalicelib.publish.documents import file_name
from tests.queues import Queues


def is_syndicated(name: str) -> bool:
    """Whether a file of a folder of documents is one of them, of whatever page."""
    later = (document for document in catalogue.DOCUMENTS if document.later)
    patterns = (re.escape(file_name(document.key("0", "1"), document.kind)) for document in later)
    return any(re.fullmatch(re.sub("/[01](?=/)", "/[^/]+", pattern), name) for pattern in patterns)


def without(found: Mapping[str, str]) -> dict[str, str]:
    """The others."""
    return {name: text for name, text in found.items() if not is_syndicated(name)}


def others(queues: Queues) -> dict[str, list[Any]]:
    """What was sent to every other queue."""
    return {name: messages for name, messages in queues.sent.items() if name != "syndicate"}
