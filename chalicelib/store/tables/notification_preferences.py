"""What members of a team want to be told."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class NotificationPreferences(Table):
    """The choices of members who made any."""

    class Meta(Placed):
        table_name = named("notification_preferences")

    org_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    events = CompactJSON()
    email = BooleanAttribute()
    web_push = BooleanAttribute()
    subscription = CompactJSON(null=True)
    quiet_hours = CompactJSON(null=True)
    version = NumberAttribute()
