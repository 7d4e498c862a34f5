"""Incidents."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import TableConnection
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
    pending = CompactJSON(null=True)
    updates = CompactJSON()
    started_at = UnicodeAttribute()
    resolved_at = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    postmortem_at = UnicodeAttribute(null=True)
    version = NumberAttribute()
    relevant_until = UnicodeAttribute()
    public_id = UnicodeAttribute(null=True)
    """The incident's id, where its key is another one: since its start was corrected, the key is of that time."""
    by_relevance = IncidentsByRelevance()


class MovedIncidents(Table):
    """Where an incident is whose key is not its id; in the same table, in a partition that lists do not read."""

    class Meta(Placed):
        table_name = named("incidents")

    partition = UnicodeAttribute(hash_key=True, attr_name="org_id")
    id = UnicodeAttribute(range_key=True, attr_name="incident_id")
    moved_to = UnicodeAttribute()

    @staticmethod
    def partition_of(org_id: str) -> str:
        """It starts with the organization, as every key does."""
        return f"{org_id}#moved"

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """Of the one table; PynamoDB keeps one for each name."""
        return Incidents._get_connection()  # noqa: SLF001 - another model of the same table
