"""One JSON line an outcome: an event name and fields; never a token, a password or an address."""

import json
import logging
import sys
from typing import Any

from chalicelib.config import settings

_LOGGER = logging.getLogger("allclear")


def setup() -> None:
    """Lines go to standard error as they are; Lambda's own handler is left out of it."""
    if _LOGGER.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    _LOGGER.addHandler(handler)
    _LOGGER.propagate = False
    _LOGGER.setLevel(settings().log_level)


def info(event: str, **fields: Any) -> None:  # noqa: ANN401 - anything JSON can say
    """Something that was meant to happen, did."""
    _write(logging.INFO, event, fields)


def warning(event: str, **fields: Any) -> None:  # noqa: ANN401 - anything JSON can say
    """Something went wrong that will be tried again."""
    _write(logging.WARNING, event, fields)


def exception(event: str, **fields: Any) -> None:  # noqa: ANN401 - anything JSON can say
    """A fault of ours, with its traceback, for the operator alone."""
    _write(logging.ERROR, event, fields, exc_info=True)


def _write(level: int, event: str, fields: dict[str, Any], *, exc_info: bool = False) -> None:
    if not _LOGGER.handlers:
        setup()
    line = {"event": event, "level": logging.getLevelName(level).lower(), **fields}
    _LOGGER.log(level, json.dumps(line, default=str), exc_info=exc_info)
