"""Templates for incidents and maintenance."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class Templates(Table):
    """A template, or the claim of a name: an item whose id is `#`, the kind and the name, and nothing else."""

    class Meta(Placed):
        table_name = named("templates")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="template_id")
    kind = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    title = UnicodeAttribute(null=True)
    description = UnicodeAttribute(null=True)
    texts = CompactJSON(null=True)
    impact = UnicodeAttribute(null=True)
    service_ids = CompactJSON(null=True)
    service_status = CompactJSON(null=True)
    duration_minutes = NumberAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    updated_at = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
