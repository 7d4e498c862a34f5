"""Drafts of incidents and maintenance."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class Drafts(Table):
    """What only the team knows of, away from everything that is published from."""

    class Meta(Placed):
        table_name = named("drafts")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="draft_id")
    kind = UnicodeAttribute()
    content = CompactJSON()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
