"""The prices of AWS, and how many functions, queues and rounds of the clock there are to pay for."""

from infra.environment import prepare
from infra.prices import prices

prepare()
from chalicelib.jobs.declared import JOBS  # noqa: E402 - it imports what reads the environment
from chalicelib.reactions import declared as reactions  # noqa: E402

PRICES: dict[str, float] = {name: each.price for name, each in prices().items()}
MONTH = 30 * 24 * 3600
"""Seconds."""
SCHEDULED = sum(MONTH / 60 / job.every_minutes for job in JOBS)
"""Runs of all scheduled jobs in a month."""
QUEUES, READERS = len(reactions.from_queues()), len(reactions.from_stream())
FED = len([each for each in reactions.from_queues() if each.takes or each.name == "syndicate"])
"""Queues that get a message for each change. The others get one when people ask for something, which is rare."""


def rate(name: str) -> float:
    """Dollars for one unit of it."""
    return PRICES[name]
