"""Whose turn it is, handed on in rounds: hundreds of monitors to one invocation, which looks at them side by side."""

from itertools import islice

from chalicelib import clock, log
from chalicelib.queues import queues
from chalicelib.queues.message import CheckRound
from chalicelib.store import monitors

QUEUE = "check_monitors"
AT_ONCE = 500
"""Monitors of one round; what AWS charges for is the time that a round waits, however many wait."""
AHEAD = 10.0
"""Seconds before a minute begins at which its rounds may be handed on."""


class _Planned:
    """The last minute that this process has handed on: one machine asks more often than once a minute."""

    minute = 0


def plan() -> int:
    """Hands the rounds of this minute on, and returns how many monitors are in them.

    A minute that nobody planned is left out: nothing comes in a burst afterwards. One that is planned twice does no
    harm, since each monitor is claimed for its minute.
    """
    now = clock.now().timestamp()
    minute = int(now + AHEAD) // 60
    if minute <= _Planned.minute:
        return 0
    waiting = iter(monitors.due(minute))
    begins = max(now, minute * 60.0)
    rounds: list[CheckRound] = []
    while some := tuple(islice(waiting, AT_ONCE)):
        rounds.append(CheckRound(minute, begins, some))
    untaken = queues.current().send(QUEUE, rounds) if rounds else ()
    if untaken:
        log.warning("checks_not_handed_on", count=len(untaken))
    _Planned.minute = minute
    return sum(len(each.monitors) for each in rounds if each not in untaken)


def forget() -> None:
    """As a new process."""
    _Planned.minute = 0
