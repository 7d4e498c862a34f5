"""What the status of services was, and what was counted of it."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class HistoryDue(GlobalSecondaryIndex["History"]):
    """Whose documents are to be counted on, of all tenants: one entry each, and read by the job alone."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class History(Table):
    """Five kinds of items, told apart by how their keys begin.

    `turn#<service>#<second>#<version>`: a service turned to a status. `told#<service>#<event>#<place>`: what it was
    between two moments, as told afterwards. `entry#<id>`: an incident or maintenance as days show it. These three are
    the truth; `month#<generation>#<month>` and `head` are counted from them.
    """

    class Meta(Placed):
        table_name = named("history")

    org_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    told = CompactJSON(null=True)
    """Of a turn, a told span or an entry."""
    version = NumberAttribute(null=True)
    """Of an entry; of the head, how often it was written."""
    sums = BinaryAttribute(null=True, legacy_encoding=False)
    entries = BinaryAttribute(null=True, legacy_encoding=False)
    head = CompactJSON(null=True)
    due = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    due_index = HistoryDue()
