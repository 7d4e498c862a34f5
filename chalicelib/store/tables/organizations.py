"""An organization: its profile, and the slug its page is found by."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class OrganizationsDue(GlobalSecondaryIndex["Organizations"]):
    """Which organizations are to be deleted, of all tenants: sparse, and read by the job alone."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class Organizations(Table):
    """A tenant's profile and settings."""

    class Meta(Placed):
        table_name = named("organizations")

    id = UnicodeAttribute(hash_key=True, attr_name="org_id")
    name = UnicodeAttribute()
    slug = UnicodeAttribute()
    host = UnicodeAttribute(null=True)
    description = UnicodeAttribute(null=True)
    description_tree = CompactJSON(null=True)
    website_url = UnicodeAttribute(null=True)
    logo_url = UnicodeAttribute(null=True)
    accent_color = UnicodeAttribute(null=True)
    time_zone = UnicodeAttribute(null=True)
    links = CompactJSON(null=True)
    intro_text = UnicodeAttribute(null=True)
    intro_text_tree = CompactJSON(null=True)
    footer_text = UnicodeAttribute(null=True)
    footer_text_tree = CompactJSON(null=True)
    status_words = CompactJSON(null=True)
    categories = CompactJSON(null=True)
    category_details = CompactJSON(null=True)
    show_uptime = BooleanAttribute(null=True)
    shows_metrics = BooleanAttribute(null=True)
    notifications = CompactJSON(null=True)
    sender = CompactJSON(null=True)
    notify_service_status = BooleanAttribute(null=True)
    automation_paused = BooleanAttribute(null=True)
    deletes_at = UnicodeAttribute(null=True)
    erasing = BooleanAttribute(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
    due = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    due_index = OrganizationsDue()


class Slugs(Table):
    """Who holds a slug: the item's existence is the claim."""

    class Meta(Placed):
        table_name = named("slugs")

    slug = UnicodeAttribute(hash_key=True)
    org_id = UnicodeAttribute()
