"""Domains of organizations' own; who claims which, and which the CDN is yet to forget."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection.table import TableConnection
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.placed import Placed, named


class HostsDue(GlobalSecondaryIndex["Hosts"]):
    """Which domains are to be looked at, of all tenants: sparse, and read by the job alone."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class Hosts(Table):
    """A domain that an organization claims."""

    class Meta(Placed):
        table_name = named("hosts")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="host")
    state = UnicodeAttribute(null=True)
    problem = UnicodeAttribute(null=True)
    token = UnicodeAttribute(null=True)
    tenant_id = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    checked_at = UnicodeAttribute(null=True)
    proven_at = UnicodeAttribute(null=True)
    live_at = UnicodeAttribute(null=True)
    lost_at = UnicodeAttribute(null=True)
    updated_at = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    due = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    due_index = HostsDue()


class HostClaims(Table):
    """Whose a name is: in the same table, in a partition of its own, so that it is there once for all organizations."""

    class Meta(Placed):
        table_name = named("hosts")

    partition = UnicodeAttribute(hash_key=True, attr_name="org_id")
    id = UnicodeAttribute(range_key=True, attr_name="host")
    holder = UnicodeAttribute()

    @staticmethod
    def partition_of(name: str) -> str:
        """No organization's: their ids have no `#`."""
        return f"#{name}"

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """Of the one table; PynamoDB keeps one for each name."""
        return Hosts._get_connection()  # noqa: SLF001 - another model of the same table


GONE = "#gone"
"""The partition of names that were given up and that the CDN is yet to forget; items of `Hosts` with `tenant_id`."""
