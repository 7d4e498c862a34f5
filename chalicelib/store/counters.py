"""Counters that all instances share; each forgets itself when its window is long over."""

from datetime import datetime, timedelta

from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.tables import Counters

LINGER = timedelta(minutes=5)


def add(key: str, hits: int, ends: datetime) -> int:
    """How many there are now, with these; atomic."""
    row = Counters(key)
    with reaching_dynamodb():
        row.update(actions=[Counters.hits.add(hits), Counters.expires_at.set(ends + LINGER)])
    return int(row.hits)
