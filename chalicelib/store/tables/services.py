"""Services."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class Services(Table):
    """One line of a page each."""

    class Meta(Placed):
        table_name = named("services")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="service_id")
    name = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    description_tree = CompactJSON(null=True)
    status = UnicodeAttribute()
    category = UnicodeAttribute(null=True)
    position = NumberAttribute()
    follows = CompactJSON(null=True)
    show_uptime = BooleanAttribute(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
    own_status = UnicodeAttribute(null=True)
    chosen_at = NumberAttribute(null=True)
    status_before_maintenance = UnicodeAttribute(null=True)
    automatic = CompactJSON(null=True)
