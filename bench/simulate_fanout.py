"""One change, 100,000 viewers of one page: how long until the last has its frame, by invocations, quota and pacing.

A simulation of API Gateway's management API as a token bucket that the whole account shares, of push clients that try
again as chalicelib.live.apigateway does, and of the time it takes to list viewers and to start invocations.
`python -m bench.simulate_fanout [VIEWERS]`.
"""

import heapq
import random
import sys
from dataclasses import dataclass

VIEWERS = 100_000
POSTS_A_SECOND = 4_000
"""One invocation's best, measured by bench.push_client: 1,000 in 0.25 s."""
LISTED_A_SECOND = 120_000
"""Connections read from DynamoDB: a page of 1 MB, some 6,000 items, in 50 ms."""
STARTS = (0.03, 0.9)
"""Seconds to start a warm invocation and a cold one."""
COLD = 0.5
PAUSES = (0.05, 0.1, 0.2)
"""Between the four tries of a post that is refused."""


@dataclass(frozen=True)
class Plan:
    """How a change is spread."""

    name: str
    invocations: int
    quota: int
    """Calls a second that the account's API Gateway takes; 10,000 until AWS is asked for more."""
    paced: bool
    """Whether each invocation keeps to its share of the quota."""


@dataclass(frozen=True)
class Outcome:
    """When frames arrived, in seconds after the change was written, and how many never did."""

    arrived: list[float]
    lost: int

    def at(self, share: float) -> float:
        """When this share of those that arrived had."""
        return self.arrived[min(len(self.arrived) - 1, int(share * len(self.arrived)))]


class Bucket:
    """The account's quota: a second's worth may come at once as a burst, up to half of it."""

    def __init__(self, quota: int) -> None:
        self._quota, self._most = quota, quota / 2
        self._tokens, self._then = quota / 2, 0.0

    def take(self, now: float) -> bool:
        """Whether a call at this moment is let through."""
        self._tokens = min(self._most, self._tokens + (now - self._then) * self._quota)
        self._then = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def simulate(plan: Plan, viewers: int, seed: int = 7) -> Outcome:
    """One change under a plan."""
    chance, bucket = random.Random(seed), Bucket(plan.quota)  # noqa: S311 - a simulation, not a secret
    rate = min(POSTS_A_SECOND, plan.quota * 0.95 / plan.invocations) if plan.paced else POSTS_A_SECOND
    waiting: list[tuple[float, int, int]] = []
    for invocation in range(plan.invocations):
        part = range(invocation, viewers, plan.invocations)
        start = _start(plan, invocation, viewers, chance)
        waiting += [(start + count / rate, viewer, 0) for count, viewer in enumerate(part)]
    heapq.heapify(waiting)
    return _run(waiting, bucket, chance)


def _start(plan: Plan, invocation: int, viewers: int, chance: random.Random) -> float:
    """The viewers are listed first; a part's invocation is started as soon as its part is known."""
    share = (invocation + 1) / plan.invocations
    listed = viewers * share / LISTED_A_SECOND
    return listed if plan.invocations == 1 else listed + STARTS[chance.random() < COLD]


def _run(waiting: list[tuple[float, int, int]], bucket: Bucket, chance: random.Random) -> Outcome:
    arrived, lost = [], 0
    while waiting:
        now, viewer, tries = heapq.heappop(waiting)
        if bucket.take(now):
            arrived.append(now + chance.uniform(0.005, 0.03))
        elif tries < len(PAUSES):
            heapq.heappush(waiting, (now + PAUSES[tries], viewer, tries + 1))
        else:
            lost += 1
    return Outcome(sorted(arrived), lost)


PLANS = (
    Plan("one invocation", 1, 10_000, paced=False),
    Plan("10 invocations, not paced", 10, 10_000, paced=False),
    Plan("10 invocations, paced: as built", 10, 10_000, paced=True),
    Plan("as built, quota raised", 10, 40_000, paced=True),
    Plan("25 invocations, paced, quota raised", 25, 100_000, paced=True),
)


def table(viewers: int) -> str:
    """The plans side by side, as Markdown."""
    rows = [f"| {viewers:,} viewers of one page | quota/s | half have it | 95% | the last | lost |", _RULE]
    for plan in PLANS:
        done = simulate(plan, viewers)
        times = " | ".join(f"{done.at(share):.1f} s" for share in (0.5, 0.95, 1))
        rows.append(f"| {plan.name} | {plan.quota:,} | {times} | {done.lost:,} |")
    return "\n".join(rows)


_RULE = "|---|---:|---:|---:|---:|---:|"


if __name__ == "__main__":
    print(table(int(sys.argv[1]) if len(sys.argv) > 1 else VIEWERS))
