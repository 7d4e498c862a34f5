"""A clock that can be put forward, and that pauses put forward instead of waiting."""

import time
from dataclasses import dataclass, field


@dataclass
class Clock:
    """Stands in for the module `time`."""

    ahead: float = 0.0
    wall_ahead: float = 0.0
    pauses: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        """Real time, and what was skipped."""
        return time.monotonic() + self.ahead

    def time(self) -> float:
        """The same, on the wall."""
        return time.time() + self.wall_ahead

    def sleep(self, seconds: float) -> None:
        """Returns at once, when that much later it is."""
        self.pauses.append(seconds)
        self.ahead += seconds
        self.wall_ahead += seconds


@dataclass
class StillClock(Clock):
    """Only pauses put it forward, however slow the machine is."""

    began: float = field(default_factory=time.monotonic)

    def monotonic(self) -> float:
        """When it began, and what was skipped."""
        return self.began + self.ahead
