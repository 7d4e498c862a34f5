"""Series of maintenance."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class SeriesTable(Table):
    """What the occurrences of repeated maintenance are made from."""

    class Meta(Placed):
        table_name = named("series")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="series_id")
    title = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    service_ids = CompactJSON(null=True)
    repeat = CompactJSON()
    wall = CompactJSON()
    day = UnicodeAttribute()
    occurrences = CompactJSON(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
