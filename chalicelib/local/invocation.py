"""What every Lambda handler is called with."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
Handler = Callable[[Event, Any], Any]

LAMBDA_SECONDS = 29.0
"""How long API Gateway waits for an answer."""


@dataclass(frozen=True)
class LambdaContext:
    """The part of Lambda's context object that code relies on."""

    function_name: str
    aws_request_id: str
    _started: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        """How long the caller will still wait."""
        return max(0, int((self._started + LAMBDA_SECONDS - time.monotonic()) * 1000))
