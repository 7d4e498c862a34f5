"""Postmortems of incidents."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class Postmortems(Table):
    """What is said of an incident afterwards, by the incident's id."""

    class Meta(Placed):
        table_name = named("postmortems")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="incident_id")
    text = UnicodeAttribute()
    text_tree = CompactJSON(null=True)
    published = BooleanAttribute(null=True)
    published_at = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
