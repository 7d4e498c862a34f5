"""Pages of others, and which services follow them."""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class ProvidersByTurn(GlobalSecondaryIndex["Providers"]):
    """Those that are to be read; sparse."""

    class Meta:
        index_name = "by_turn"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class Providers(Table):
    """Somebody else's page. It is public, and nobody's here: whoever follows it shares what was read."""

    class Meta(Placed):
        table_name = named("providers")

    id = UnicodeAttribute(hash_key=True, attr_name="provider_id")
    kind = UnicodeAttribute(null=True)
    url = UnicodeAttribute(null=True)
    source = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    status = UnicodeAttribute(null=True)
    components = CompactJSON(null=True)
    checked_at = UnicodeAttribute(null=True)
    etag = UnicodeAttribute(null=True)
    last_modified = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    """Absent while nobody follows it."""
    due_at = UnicodeAttribute(null=True)
    by_turn = ProvidersByTurn()


class FollowersByProvider(GlobalSecondaryIndex["Followers"]):
    """The services of all organizations that follow a page."""

    class Meta:
        index_name = "by_provider"
        projection = KeysOnlyProjection()

    provider_id = UnicodeAttribute(hash_key=True)
    service_id = UnicodeAttribute(range_key=True)


class Followers(Table):
    """A service that follows a page."""

    class Meta(Placed):
        table_name = named("followers")

    org_id = UnicodeAttribute(hash_key=True)
    service_id = UnicodeAttribute(range_key=True)
    provider_id = UnicodeAttribute()
    by_provider = FollowersByProvider()
