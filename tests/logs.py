"""What a process writes to its log, read as the lines that an operator, or CloudWatch, gets."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from typing import Any
from unittest.mock import patch

from chalicelib import log
from chalicelib.config import Settings

LOGGERS = [logging.getLogger(name) for name in ("allclear", "allclear.metrics")]


@contextmanager
def lines_with(settings: Settings) -> Iterator[list[dict[str, Any]]]:
    """The lines written within, once it is over, by loggers as a new process with these settings has them."""
    before = [(each, each.level, list(each.handlers), each.propagate) for each in LOGGERS]
    for each in LOGGERS:
        each.handlers[:] = []
        each.setLevel(logging.NOTSET)
    written, lines = io.StringIO(), list[dict[str, Any]]()
    try:
        with patch.object(log, "settings", lambda: settings), redirect_stderr(written):
            yield lines
    finally:
        lines += [json.loads(line) for line in written.getvalue().splitlines()]
        for each, level, handlers, propagate in before:
            each.setLevel(level)
            each.handlers[:], each.propagate = handlers, propagate
