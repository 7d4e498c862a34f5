"""Where all tables are: their region, and what stands before their names."""

from chalicelib.config import settings

_CONFIG = settings().need("table_prefix", "aws_region")


class Placed:
    """What every table's `Meta` begins with."""

    region = _CONFIG.aws_region
    billing_mode = "PAY_PER_REQUEST"


def named(name: str) -> str:
    """A table's name in this deployment."""
    return f"{_CONFIG.table_prefix}{name}"
