"""What subscribers were told, and who of them got it."""

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class Notifications(Table):
    """A notification, or a thread: an item whose id is `#` and the id of its incident, maintenance or service."""

    class Meta(Placed):
        table_name = named("notifications")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="notification_id")
    told = CompactJSON(null=True)
    created_at = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    counts = CompactJSON(null=True)
    only = CompactJSON(null=True)
    thread = CompactJSON(null=True)
    """Of a thread: all that is known of it."""
    version = NumberAttribute(null=True)
    """Of a thread."""
    expires_at = TTLAttribute()


class Deliveries(Table):
    """A part: at most 50 recipients of a notification. `part` is `<notification>#<way>#<number>`."""

    class Meta(Placed):
        table_name = named("deliveries")

    org_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    recipients = CompactJSON()
    """`[subscriber, state, attempts, tried at, next try at, why]` each; times are seconds since 1970, 0 for none."""
    claimed_until = UnicodeAttribute(null=True)
    claimed_by = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    version = NumberAttribute()
    expires_at = TTLAttribute()
