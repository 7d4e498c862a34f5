"""One JSON line per outcome: an event name and fields, never a token, a password or an address."""

import json
import logging
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.config import settings

NAMESPACE = "Allclear"
WARNING = logging.WARNING


@dataclass(frozen=True)
class Metric:
    """One or more values, in one of CloudWatch's units."""

    value: float | Sequence[float]
    unit: Literal["Count", "Milliseconds"] = "Count"


_LOGGER = logging.getLogger("allclear")
_METRICS = logging.getLogger("allclear.metrics")
"""Writes by the same handler. It has a level of its own, so that alarms do not depend on LOG_LEVEL."""


def setup() -> None:
    """Lines go to standard error as they are; Lambda's own handler is left out of it."""
    if _LOGGER.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    _LOGGER.addHandler(handler)
    _LOGGER.propagate = False
    _LOGGER.setLevel(settings().log_level)
    _METRICS.setLevel(logging.INFO if settings().metrics == "on" else settings().log_level)


def info(event: str, **fields: Any) -> None:  # noqa: ANN401 - anything JSON can say
    """Something happened as it should."""
    _write(logging.INFO, event, fields)


def measured(
    event: str,
    by: Mapping[str, str],
    metrics: Mapping[str, Metric],
    *,
    level: int = logging.INFO,
    **fields: Any,  # noqa: ANN401 - anything JSON can say
) -> None:
    """A line that CloudWatch also makes metrics from (its embedded format), one of each for every value of `by`.

    It is written whatever LOG_LEVEL is, unless METRICS is off. A metric holds at most 100 numbers. Dimensions are few,
    because each value of one is a metric to pay for.
    """
    about = {
        "Timestamp": int(time.time() * 1000),
        "CloudWatchMetrics": [
            {
                "Namespace": NAMESPACE,
                "Dimensions": [list(by)],
                "Metrics": [{"Name": name, "Unit": metric.unit} for name, metric in metrics.items()],
            }
        ],
    }
    values = {name: metric.value for name, metric in metrics.items()}
    _write(level, event, {**fields, **by, **values, "_aws": about}, logger=_METRICS)


def warning(event: str, **fields: Any) -> None:  # noqa: ANN401 - anything JSON can say
    """Something failed and will be tried again."""
    _write(logging.WARNING, event, fields)


def exception(event: str, fault: BaseException | None = None, /, **fields: Any) -> None:  # noqa: ANN401 - anything JSON can say
    """A fault of ours, with its traceback, for the operator alone: this one, or the one that is being handled."""
    _write(logging.ERROR, event, fields, fault=fault or sys.exception())


def _write(
    level: int,
    event: str,
    fields: dict[str, Any],
    *,
    fault: BaseException | None = None,
    logger: logging.Logger = _LOGGER,
) -> None:
    if not _LOGGER.handlers:
        setup()
    line = {"event": event, "level": logging.getLevelName(level).lower(), **fields}
    if fault:
        line["trace"] = "".join(traceback.format_exception(fault))
    logger.log(level, json.dumps(line, default=str))
