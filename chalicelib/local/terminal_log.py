"""The runtime's own log lines: JSON like the product's, on standard error."""

import json
import logging

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """The event's name, its level and its fields; a fault's trace follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the trace if there is one."""
        fields = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        head = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
        line = json.dumps({**head, **fields}, default=str)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def set_up(level: int = logging.WARNING) -> None:
    """For every logger that has no handler of its own."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler])
