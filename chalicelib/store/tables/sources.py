"""What sends alerts, and what it sent."""

from pynamodb.attributes import BinaryAttribute, BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class Sources(Table):
    """A source; or a mail address: an item in the partition `mail#<hash>`, which says whose it is."""

    class Meta(Placed):
        table_name = named("sources")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="source_id")
    name = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    rules = CompactJSON(null=True)
    mapping = CompactJSON(null=True)
    service_id = UnicodeAttribute(null=True)
    signed = BooleanAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    updated_at = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    token_hash = UnicodeAttribute(null=True)
    signing_secret = UnicodeAttribute(null=True)
    holder = CompactJSON(null=True)
    """Of a mail address: the organization and the source."""

    @staticmethod
    def mail_partition(token_hash: str) -> str:
        """Where a mail address is."""
        return f"mail#{token_hash}"


class Alerts(Table):
    """A message that came: `<source>#<id>`. It forgets itself."""

    class Meta(Placed):
        table_name = named("alerts")

    org_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    content = BinaryAttribute(legacy_encoding=False)
    """JSON, compressed."""
    expires_at = TTLAttribute()
