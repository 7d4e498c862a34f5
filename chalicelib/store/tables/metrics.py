"""Metrics, and what was measured of them."""

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class Metrics(Table):
    """What an organization measures: names and how they are shown."""

    class Meta(Placed):
        table_name = named("metrics")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="metric_id")
    name = UnicodeAttribute()
    unit = UnicodeAttribute(null=True)
    decimals = NumberAttribute(null=True)
    aggregation = UnicodeAttribute(null=True)
    position = NumberAttribute(null=True)
    visible = BooleanAttribute(null=True)
    monitor_id = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()


class MetricsDue(GlobalSecondaryIndex["MetricData"]):
    """Whose points are to be rolled up, of all tenants: one entry each at most, and read by the job alone."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class MetricData(Table):
    """Four kinds of items, told apart by how their keys go on after the metric's id.

    `<metric>#p#<second>`: the points of five minutes, which are the truth. `<metric>#h#<second>`: an hour, and
    `<metric>#d#<date>`: a day of the page's time zone, which are counted from them. `#head`, one for the organization:
    what is to be counted anew. Numbers have ten digits, so that keys are in the order of time.
    """

    class Meta(Placed):
        table_name = named("metric-data")

    org_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    points = BinaryAttribute(null=True, legacy_encoding=False)
    version = NumberAttribute(null=True)
    """Of points; of the head, how often something was noted there."""
    rollup = CompactJSON(null=True)
    """Of an hour or a day."""
    stale = UnicodeSetAttribute(null=True)
    """Of the head, with what follows: hours and days with points that were not counted yet."""
    working = UnicodeSetAttribute(null=True)
    """What is being counted until `claimed_until`."""
    later = UnicodeSetAttribute(null=True)
    """Hours whose days are still to be counted."""
    state = CompactJSON(null=True)
    """`{as_of, zone, wrote_hour, revision}`: how far documents go."""
    claimed_until = NumberAttribute(null=True)
    due = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)
    due_index = MetricsDue()
