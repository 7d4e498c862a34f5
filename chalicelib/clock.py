"""What time it is, asked once at the edge of a request and passed on from there."""

from datetime import UTC, datetime


def now() -> datetime:
    """Aware, in UTC."""
    return datetime.now(UTC)
