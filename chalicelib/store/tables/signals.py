"""What machines said, and what became of it."""

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class SignalsDue(GlobalSecondaryIndex["Signals"]):
    """Groups to be looked at, of all tenants: sparse, and read by the job alone."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class Signals(Table):
    """The last word on a key, that a key fires for a rule, or a group; `item` begins with `k#`, `f#` or `g#`."""

    class Meta(Placed):
        table_name = named("signals")

    org_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    content = CompactJSON(null=True)
    state = UnicodeAttribute(null=True)
    """Of a key: its state and since when, which its next writer must have seen."""
    version = NumberAttribute(null=True)
    """Of a group."""
    due = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)
    due_index = SignalsDue()
