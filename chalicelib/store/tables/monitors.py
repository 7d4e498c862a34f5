"""What is looked at, what is known of it, and what single checks found."""

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class Monitors(Table):
    """A monitor as people made it."""

    class Meta(Placed):
        table_name = named("monitors")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="monitor_id")
    name = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    paused = BooleanAttribute(null=True)
    interval_minutes = NumberAttribute(null=True)
    timeout_seconds = NumberAttribute(null=True)
    failures = NumberAttribute(null=True)
    recoveries = NumberAttribute(null=True)
    regions = CompactJSON(null=True)
    quorum = NumberAttribute(null=True)
    rules = CompactJSON(null=True)
    url = UnicodeAttribute(null=True)
    method = UnicodeAttribute(null=True)
    headers = CompactJSON(null=True)
    secret_headers = CompactJSON(null=True)
    body = UnicodeAttribute(null=True)
    expected_statuses = CompactJSON(null=True)
    expected_text = UnicodeAttribute(null=True)
    json_path = UnicodeAttribute(null=True)
    max_redirects = NumberAttribute(null=True)
    ip_version = NumberAttribute(null=True)
    certificate_days = NumberAttribute(null=True)
    host = UnicodeAttribute(null=True)
    port = NumberAttribute(null=True)
    record_type = UnicodeAttribute(null=True)
    expected_answers = CompactJSON(null=True)
    server = UnicodeAttribute(null=True)
    heartbeat_minutes = NumberAttribute(null=True)
    cron = UnicodeAttribute(null=True)
    time_zone = UnicodeAttribute(null=True)
    grace_minutes = NumberAttribute(null=True)
    token_hash = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    updated_at = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)


class MonitorsBySlot(GlobalSecondaryIndex["MonitorStates"]):
    """Whose turn it is in a minute, in all organizations; sparse. Nothing that checks write is in it."""

    class Meta:
        index_name = "by_slot"
        projection = KeysOnlyProjection()

    slot = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="monitor_id")


class MonitorStates(Table):
    """What is known of what a monitor looks at, and the last minute in which it was its turn."""

    class Meta(Placed):
        table_name = named("monitor_states")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="monitor_id")
    slot = UnicodeAttribute(null=True)
    """Interval, phase and shard; absent while it is paused."""
    claimed = NumberAttribute(null=True)
    """The minute since 1970."""
    health = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)
    told = UnicodeAttribute(null=True)
    last = CompactJSON(null=True)
    regions = CompactJSON(null=True)
    certificate_expires_at = UnicodeAttribute(null=True)
    revision = NumberAttribute(null=True)
    by_slot = MonitorsBySlot()


class MonitorResults(Table):
    """Results of a monitor: one, whose id is the monitor, the moment and the region.

    An earlier release kept those of an hour together, under the monitor and the hour.
    """

    class Meta(Placed):
        table_name = named("monitor_results")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="monitor_hour")
    result = UnicodeAttribute(null=True)
    """As JSON."""
    results: ListAttribute[str] = ListAttribute(null=True)
    """Of an hour: each as JSON, in the order in which they came."""
    expires_at = TTLAttribute(null=True)

    @property
    def lines(self) -> list[str]:
        """Each as JSON."""
        return [self.result] if self.result else list(self.results or ())
