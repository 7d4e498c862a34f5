"""From a change to the screens: events, snapshots of pages, and who watches."""

from pynamodb.attributes import BinaryAttribute, BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class Events(Table):
    """What happened. Its stream is what publishes, pushes and mails."""

    class Meta(Placed):
        table_name = named("events")
        stream_view_type = "NEW_IMAGE"

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="event_id")
    type = UnicodeAttribute()
    actor = CompactJSON()
    occurred_at = UnicodeAttribute()
    resource_id = UnicodeAttribute()
    data = CompactJSON()
    summary = UnicodeAttribute(null=True)
    changes = CompactJSON(null=True)
    unsettled = BooleanAttribute(null=True)
    notify = BooleanAttribute(null=True)


class Snapshots(Table):
    """The page as last published, and which events it holds."""

    class Meta(Placed):
        table_name = named("snapshots")

    org_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    slug = UnicodeAttribute()
    marks = BinaryAttribute(null=True, legacy_encoding=False)
    """What `domain.numbering` remembers; an item of a release before has none."""
    told = NumberAttribute(null=True)
    position = UnicodeAttribute(null=True)
    batch = CompactJSON(null=True)
    """`position` and `batch` are for a release before this one, which a rollback may bring back."""
    page = BinaryAttribute(legacy_encoding=False)
    timeline = BinaryAttribute(legacy_encoding=False)
    whole = BooleanAttribute(null=True)
    """Whether nothing was left out of `page` to make it fit; an item of a release before does not say."""


class ConnectionsById(GlobalSecondaryIndex["Connections"]):
    """The subscriptions of a connection, to forget them when it goes; with a key of its own, as MembersByUser has."""

    class Meta:
        index_name = "by_connection_and_end"
        projection = KeysOnlyProjection()

    connection_id = UnicodeAttribute(hash_key=True)
    expires_at = TTLAttribute(range_key=True)


class Connections(Table):
    """Who watches which organization."""

    class Meta(Placed):
        table_name = named("connections")

    org_id = UnicodeAttribute(hash_key=True)
    connection_id = UnicodeAttribute(range_key=True)
    expires_at = TTLAttribute()
    by_connection_and_end = ConnectionsById()
