"""Runs tasks side by side, each with its own time limit, so that a slow or endless one holds up no other."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

AT_ONCE = 8
HUNG_SECONDS = 60.0
"""A late task that takes longer does not keep the next one for the same key from starting."""
BUSY = 5
"""So many times what the last tasks took is no sign of trouble yet."""


class LateError(Exception):
    """The task was not waited for any longer; it goes on, if its process does."""

    def __init__(self, why: str, turn: "Turn | None" = None) -> None:
        super().__init__(why)
        self._turn = turn

    @property
    def has_succeeded_since(self) -> bool:
        """Whether the task was done soon after all."""
        return self._turn is not None and self._turn.is_done and self._turn.error is None


@dataclass(frozen=True)
class Patience:
    """How long a task is waited for, in seconds."""

    first: float = 10.0
    """While nothing has succeeded in this process yet: its connections are still to be made."""
    usual: float = 3.0
    """At least. On a busy machine all tasks are slow, and it is up to `first`, by what the last ones took."""
    pushing: float = 20.0
    """From the moment a task says that all that is left is to tell viewers, which takes as long as they are many."""


class Turn:
    """The time limit of one task. It ends with the task, or when the task is not waited for any longer."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.started = time.monotonic()
        self.ends = self.started + _state.allowed(patience)
        self.took = 0.0
        """Without the time for telling viewers, where that has one of its own."""
        self.is_done = False
        self.is_late = False
        self.error: Exception | None = None

    def pushes(self) -> None:
        """Only telling viewers is left."""
        with _changed:
            self.ends = max(self.ends, time.monotonic() + self.patience.pushing)
            if self.patience.pushing:
                self.took = time.monotonic() - self.started

    def is_over(self, error: Exception | None) -> None:
        """The task has ended."""
        self.error, self.is_done = error, True
        self.took = self.took or time.monotonic() - self.started


Task = Callable[[Turn], None]


@dataclass
class State:
    """What this process knows."""

    patience: Patience
    took: deque[float] = field(default_factory=lambda: deque(maxlen=5))
    """Seconds of the last tasks that succeeded here, also of those that were late."""

    def allowed(self, patience: Patience) -> float:
        """Seconds for the next task."""
        if not self.took:
            return patience.first
        return max(patience.usual, min(patience.first, BUSY * median(self.took)))


_state = State(Patience())
_changed = threading.Condition()
_late: dict[str, Turn] = {}
"""Those that nobody waits for any more, and that are still at work."""


def be(patience: Patience) -> None:
    """Sets the limits from now on. Where threads go on after a handler has returned, it need not wait for long."""
    _state.patience = patience


def run(tasks: Mapping[str, Task], patience: Patience | None = None) -> dict[str, Exception]:
    """What went wrong, by key; LateError for a task that still runs, or could not start because an earlier one does."""
    waiting, turns, wrong = deque(tasks.items()), dict[str, Turn](), dict[str, Exception]()
    with _changed:
        while waiting or turns:
            while waiting and len(turns) < AT_ONCE:
                key, task = waiting.popleft()
                if _is_still_at_work(key):
                    wrong[key] = LateError("An earlier one still runs.")
                else:
                    turns[key] = _start(key, task, patience or _state.patience)
            ended = {key: turn for key, turn in turns.items() if turn.is_done or turn.ends <= time.monotonic()}
            for key, turn in ended.items():
                del turns[key]
                if not turn.is_done:
                    turn.is_late = True
                    _late[key] = turn
                if error := LateError("It takes too long.", turn) if turn.is_late else turn.error:
                    wrong[key] = error
            if turns and not ended:
                _changed.wait(max(0.0, min(turn.ends for turn in turns.values()) - time.monotonic()))
    return wrong


def _is_still_at_work(key: str) -> bool:
    turn = _late.get(key)
    return turn is not None and time.monotonic() < turn.started + HUNG_SECONDS


def _start(key: str, task: Task, patience: Patience) -> Turn:
    """On a daemon thread, so that a task which never ends does not keep the process alive."""
    turn = Turn(patience)
    threading.Thread(target=_work, args=(key, task, turn), name=f"task-{key}", daemon=True).start()
    return turn


def _work(key: str, task: Task, turn: Turn) -> None:
    failure: Exception | None = None
    try:
        task(turn)
    except Exception as error:  # noqa: BLE001 - whoever waits is told
        failure = error
    with _changed:
        turn.is_over(failure)
        if failure is None and turn.patience is _state.patience:
            _state.took.append(turn.took)
        if _late.get(key) is turn:
            del _late[key]
        _changed.notify_all()
