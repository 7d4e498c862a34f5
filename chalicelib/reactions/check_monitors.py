"""Looks at the monitors of one round."""

from chalicelib.config import settings
from chalicelib.monitors import rounds
from chalicelib.queues.message import CheckRound

settings().need("table_prefix")


def check_monitors(message: CheckRound) -> None:
    """Safe to repeat, and side by side: each monitor is claimed for its minute."""
    rounds.run(message)
