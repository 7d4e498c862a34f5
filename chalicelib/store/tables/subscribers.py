"""Who is told what happens on a page."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class SubscribersByAudience(GlobalSecondaryIndex["Subscribers"]):
    """Those of an organization that may be told, by mail or by calls; sparse."""

    class Meta:
        index_name = "by_audience"
        projection = AllProjection()

    audience = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="subscriber_id")


class SubscribersByMailbox(GlobalSecondaryIndex["Subscribers"]):
    """The subscribers of one email address in all organizations, for what a mail server says of it."""

    class Meta:
        index_name = "by_mailbox"
        projection = KeysOnlyProjection()

    mailbox_hash = UnicodeAttribute(hash_key=True)
    org_id = UnicodeAttribute(range_key=True)


class Subscribers(Table):
    """A subscriber, or the claim of an address: an item whose id is `#`, the channel and a hash of the address.

    The claim makes an address unique for its channel. It outlives the subscriber that unsubscribed, without the
    address, so that nobody else subscribes them again.
    """

    class Meta(Placed):
        table_name = named("subscribers")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="subscriber_id")
    holder_id = UnicodeAttribute(null=True)
    """Of a claim: the subscriber who has the address."""
    unsubscribed_at = UnicodeAttribute(null=True)
    """Of a claim without a subscriber."""
    channel = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    url = UnicodeAttribute(null=True)
    subscription = CompactJSON(null=True)
    categories = CompactJSON(null=True)
    service_ids = CompactJSON(null=True)
    incident_ids = CompactJSON(null=True)
    which = UnicodeAttribute(null=True)
    time_zone = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    confirmed_at = UnicodeAttribute(null=True)
    paused_until = UnicodeAttribute(null=True)
    suppressed_because = UnicodeAttribute(null=True)
    failing_since = UnicodeAttribute(null=True)
    consent = CompactJSON(null=True)
    signing_secrets = CompactJSON(null=True)
    requested = CompactJSON(null=True)
    version = NumberAttribute(null=True)
    audience = UnicodeAttribute(null=True)
    chooses = BooleanAttribute(null=True)
    """Where not all of the page is followed."""
    mailbox_hash = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)
    """Of a subscriber who has not confirmed yet, and of their claim."""
    by_audience = SubscribersByAudience()
    by_mailbox = SubscribersByMailbox()
