"""Whether the time of an answer tells what is known of an address: `python -m bench.known_addresses`, five minutes.

The kinds of addresses are asked by turns, each call on a connection of its own, with a pause in which what follows from
the call ends. A kind differs when its median does, by more than three standard errors of the difference.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles, stdev
from typing import Any

from bench.figures import Figure, ms, report
from bench.readers import org_of
from bench.rest_write import client_of
from bench.running import Measured, running_stack
from tests.live.stack.whole import Admin

CALLS = 200
PAUSE_SECONDS = 0.08
RESAMPLED = 400
NO_LIMITS = {
    "RATE_LIMIT_AUTH": "0",
    "RATE_LIMIT_WRITES": "0",
    "RATE_LIMIT_READS": "0",
    "OPT_IN_LIMIT_NETWORK": "0",
    "MAIL_LIMIT_NETWORK": "0",
}
"""Of calls and mails from one network, which would answer first. Those of an address stay."""
WORDS = "a long enough passphrase"
_RANDOM = random.Random(14)  # noqa: S311 - it only orders and resamples
Ask = Callable[[int], Any]
"""One call about the address of that number; answers what was answered."""


def timed(stack: Measured, kinds: Mapping[str, Ask], calls: int) -> dict[str, tuple[list[float], list[float]]]:
    """For each kind the seconds of its calls, and of a call of somebody else's right after each."""
    taken: dict[str, tuple[list[float], list[float]]] = {kind: ([], []) for kind in kinds}
    answers = set()
    for number in range(calls):
        for kind in _RANDOM.sample(sorted(kinds), len(kinds)):
            time.sleep(PAUSE_SECONDS)
            began = time.perf_counter()
            answer = kinds[kind](number)
            ended = time.perf_counter()
            assert stack.send("GET", "/api/services").status == 401
            taken[kind][1].append(time.perf_counter() - ended)
            taken[kind][0].append(ended - began)
            answers.add((answer.status, answer.body))
    assert len(answers) == 1, answers
    return taken


def error_of(seconds: Sequence[float]) -> float:
    """The standard error of the median, by resampling."""
    return stdev(median(_RANDOM.choices(seconds, k=len(seconds))) for _ in range(RESAMPLED))


def figures(what: str, taken: Mapping[str, tuple[list[float], list[float]]]) -> list[Figure]:
    """Each kind beside the first one: the difference of medians in standard errors."""
    found = []
    first = next(iter(taken))
    for place, when in enumerate((what, f"{what}, the next call")):
        base = taken[first][place]
        for kind, each in taken.items():
            seconds = each[place]
            quartiles = quantiles(seconds, n=4)
            spread = f"{ms(median(seconds))} ({ms(quartiles[0])} to {ms(quartiles[2])})"
            error = (error_of(seconds) ** 2 + error_of(base) ** 2) ** 0.5
            apart = abs(median(seconds) - median(base)) / error
            words = f"{kind}: {spread}, {(median(seconds) - median(base)) * 1e6:+.0f} µs"
            found.append(
                Figure(f"{when}, {words}", f"error {error * 1e6:.0f} µs", apart, None if kind == first else 3.0)
            )
    return found


def subscribing(stack: Measured, admin: Admin, calls: int) -> dict[str, Ask]:
    """Addresses of five kinds."""

    def ask(email: str) -> Any:  # noqa: ANN401 - a Reply
        return stack.send("POST", "/api/status/demo-org/subscribers", {"channel": "email", "email": email})

    for number in range(calls):
        assert ask(f"pending{number}@readers.example").status == 202
        for kind in ("active", "suppressed"):
            body = {"channel": "email", "email": f"{kind}{number}@readers.example", "consent": "given"}
            answer = admin.send("POST", "/api/subscribers", body)
            assert answer.status == 201, answer.body
            if kind == "suppressed":
                _suppress(stack, org_of(admin), answer.json()["id"])
    for _ in range(4):
        ask("often@readers.example")
    return {
        "unknown": lambda number: ask(f"unknown{number}@readers.example"),
        "pending": lambda number: ask(f"pending{number}@readers.example"),
        "active": lambda number: ask(f"active{number}@readers.example"),
        "suppressed": lambda number: ask(f"suppressed{number}@readers.example"),
        "asked too often": lambda _: ask("often@readers.example"),
    }


def _suppress(stack: Measured, org_id: str, subscriber_id: str) -> None:
    client_of(stack).update_item(
        TableName="allclear-subscribers",
        Key={"org_id": {"S": org_id}, "subscriber_id": {"S": subscriber_id}},
        UpdateExpression="SET #s = :s REMOVE audience",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": {"S": "suppressed"}},
    )


def accounts(stack: Measured, calls: int) -> None:
    """People who are known."""
    for number in range(calls):
        body = {"email": f"known{number}@people.example", "password": WORDS, "name": "Known"}
        assert stack.send("POST", "/api/auth/sign-up", body).status == 201


def forgetting(stack: Measured) -> dict[str, Ask]:
    """Passwords of accounts there are and aren't."""

    def ask(email: str) -> Any:  # noqa: ANN401 - a Reply
        return stack.send("POST", "/api/auth/forgot-password", {"email": email})

    for _ in range(6):
        ask("known0@people.example")
    return {
        "unknown": lambda number: ask(f"stranger{number}@people.example"),
        "known": lambda number: ask(f"known{number}@people.example"),
        "mailed too often": lambda _: ask("known0@people.example"),
    }


def main() -> int:
    """Prints the figures; 1 when a target is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=CALLS)
    calls: int = parser.parse_known_args()[0].calls
    os.environ.update(NO_LIMITS)
    with running_stack() as stack:
        found = figures("subscribing", timed(stack, subscribing(stack, stack.admin(), calls), calls))
        accounts(stack, calls)
        found += figures("forgotten password", timed(stack, forgetting(stack), calls))
    return report(found)


if __name__ == "__main__":
    sys.exit(main())
