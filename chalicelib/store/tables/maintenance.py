"""Scheduled maintenance."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection, LocalSecondaryIndex

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class MaintenanceByRelevance(LocalSecondaryIndex["MaintenanceTable"]):
    """Unfinished ones, and finished ones by when; local, so that it can be read consistently."""

    class Meta:
        index_name = "by_relevance"
        projection = AllProjection()

    org_id = UnicodeAttribute(hash_key=True)
    relevant_until = UnicodeAttribute(range_key=True)


class MaintenanceDue(GlobalSecondaryIndex["MaintenanceTable"]):
    """What the clock will move next, of all tenants: sparse, and read by the job alone."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class MaintenanceTable(Table):
    """Scheduled maintenance with its updates."""

    class Meta(Placed):
        table_name = named("maintenance")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="maintenance_id")
    title = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    description_tree = CompactJSON(null=True)
    status = UnicodeAttribute()
    scheduled_start = UnicodeAttribute()
    scheduled_end = UnicodeAttribute()
    actual_start = UnicodeAttribute(null=True)
    actual_end = UnicodeAttribute(null=True)
    services = CompactJSON()
    series_id = UnicodeAttribute(null=True)
    series_day = UnicodeAttribute(null=True)
    claims = CompactJSON(null=True)
    pending = CompactJSON(null=True)
    updates = CompactJSON()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
    relevant_until = UnicodeAttribute()
    due = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    by_relevance = MaintenanceByRelevance()
    due_index = MaintenanceDue()
