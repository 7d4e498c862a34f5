"""What is remembered of requests: how many, and what was answered."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.placed import Placed, named


class Counters(Table):
    """How often somebody did something within a window of time; `key` starts with who."""

    class Meta(Placed):
        table_name = named("counters")

    key = UnicodeAttribute(hash_key=True)
    hits = NumberAttribute()
    next_at = UnicodeAttribute(null=True)
    expires_at = TTLAttribute()


class Replays(Table):
    """The first answer to a request with an Idempotency-Key, sealed; without one, the request is under way."""

    class Meta(Placed):
        table_name = named("replays")

    scope = UnicodeAttribute(hash_key=True)
    key_hash = UnicodeAttribute(range_key=True)
    fingerprint = UnicodeAttribute()
    claimed_until = UnicodeAttribute()
    answer = BinaryAttribute(legacy_encoding=False, null=True)
    expires_at = TTLAttribute()
