"""Every minute: the monitors whose turn it is are handed on to be looked at."""

from chalicelib.config import settings
from chalicelib.monitors import planning

settings().need("table_prefix")


def plan_checks() -> int:
    """Returns how many monitors were handed on."""
    return planning.plan()
