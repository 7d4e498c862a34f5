"""Every minute: the pages of others whose turn it is are read, and the services that follow them told."""

from chalicelib.config import settings
from chalicelib.providers import round as reading

settings().need("table_prefix", "documents")


def read_providers() -> int:
    """Returns how many pages were read."""
    return reading.run()
