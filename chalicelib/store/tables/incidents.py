"""Incidents."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, LocalSecondaryIndex

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class IncidentsByRelevance(LocalSecondaryIndex["Incidents"]):
    """Open ones, and resolved ones by when; local, so that it can be read consistently."""

    class Meta:
        index_name = "by_relevance"
        projection = AllProjection()

    org_id = UnicodeAttribute(hash_key=True)
    relevant_until = UnicodeAttribute(range_key=True)


class Incidents(Table):
    """An incident with its updates."""

    class Meta(Placed):
        table_name = named("incidents")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="incident_id")
    title = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    description_tree = CompactJSON(null=True)
    status = UnicodeAttribute()
    impact = UnicodeAttribute()
    services = CompactJSON()
    claims = CompactJSON(null=True)
    updates = CompactJSON()
    started_at = UnicodeAttribute()
    resolved_at = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
    relevant_until = UnicodeAttribute()
    by_relevance = IncidentsByRelevance()
