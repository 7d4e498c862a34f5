"""Imports of subscribers."""

from pynamodb.attributes import BinaryAttribute, TTLAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.placed import Placed, named


class SubscriberImports(Table):
    """An import by its id, or a part of it: `<id>#<number>`. Both forget themselves."""

    class Meta(Placed):
        table_name = named("subscriber_imports")

    org_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    content = BinaryAttribute(legacy_encoding=False)
    """JSON, compressed: a part has hundreds of lines that look alike."""
    expires_at = TTLAttribute()
