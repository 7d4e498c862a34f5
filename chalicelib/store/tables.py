"""The tables, one PynamoDB model each. Every key starts with the organization, or with the user it belongs to."""

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection, LocalSecondaryIndex

from chalicelib.config import settings
from chalicelib.store.connection import Table

_CONFIG = settings().need("table_prefix", "aws_region")


class _Meta:
    region = _CONFIG.aws_region
    billing_mode = "PAY_PER_REQUEST"


def _named(name: str) -> str:
    return f"{_CONFIG.table_prefix}{name}"


class OrganizationsDue(GlobalSecondaryIndex["Organizations"]):
    """Which organizations are to be deleted, of all tenants: sparse, and read by the job alone."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class Organizations(Table):
    """A tenant's profile and settings."""

    class Meta(_Meta):
        table_name = _named("organizations")

    id = UnicodeAttribute(hash_key=True, attr_name="org_id")
    name = UnicodeAttribute()
    slug = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    website_url = UnicodeAttribute(null=True)
    logo_url = UnicodeAttribute(null=True)
    accent_color = UnicodeAttribute(null=True)
    time_zone = UnicodeAttribute(null=True)
    links = JSONAttribute(null=True)
    intro_text = UnicodeAttribute(null=True)
    footer_text = UnicodeAttribute(null=True)
    status_words = JSONAttribute(null=True)
    categories = JSONAttribute(null=True)
    notifications = JSONAttribute(null=True)
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

    class Meta(_Meta):
        table_name = _named("slugs")

    slug = UnicodeAttribute(hash_key=True)
    org_id = UnicodeAttribute()


class MembersByUser(GlobalSecondaryIndex["Members"]):
    """The organizations of a user."""

    class Meta:
        index_name = "by_user"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True)
    org_id = UnicodeAttribute(range_key=True)


class Members(Table):
    """Who works in an organization, and as what."""

    class Meta(_Meta):
        table_name = _named("members")

    org_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    joined_at = UnicodeAttribute()
    by_user = MembersByUser()


class InvitationsByToken(GlobalSecondaryIndex["Invitations"]):
    """Which invitation a token is for."""

    class Meta:
        index_name = "by_token"
        projection = KeysOnlyProjection()

    token_hash = UnicodeAttribute(hash_key=True)


class Invitations(Table):
    """Open invitations; one that was accepted or revoked is gone."""

    class Meta(_Meta):
        table_name = _named("invitations")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="invitation_id")
    token_hash = UnicodeAttribute()
    proof_hash = UnicodeAttribute()
    email = UnicodeAttribute()
    role = UnicodeAttribute()
    invited_by = JSONAttribute()
    created_at = UnicodeAttribute()
    expires_at = UnicodeAttribute()
    ttl = TTLAttribute()
    by_token = InvitationsByToken()


class ApiKeysByOrganization(GlobalSecondaryIndex["ApiKeys"]):
    """The keys of an organization."""

    class Meta:
        index_name = "by_organization"
        projection = AllProjection()

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="key_id")


class ApiKeys(Table):
    """API keys by their hash: whoever sends one has not said yet whose it is."""

    class Meta(_Meta):
        table_name = _named("api_keys")

    key_hash = UnicodeAttribute(hash_key=True)
    org_id = UnicodeAttribute()
    id = UnicodeAttribute(attr_name="key_id")
    name = UnicodeAttribute()
    scope = UnicodeAttribute()
    prefix = UnicodeAttribute()
    created_by = JSONAttribute()
    created_at = UnicodeAttribute()
    expires_at = UnicodeAttribute(null=True)
    last_used_at = UnicodeAttribute(null=True)
    by_organization = ApiKeysByOrganization()


class Services(Table):
    """One line of a page each."""

    class Meta(_Meta):
        table_name = _named("services")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="service_id")
    name = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    category = UnicodeAttribute(null=True)
    position = NumberAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
    status_before_maintenance = UnicodeAttribute(null=True)


class IncidentsByRelevance(LocalSecondaryIndex["Incidents"]):
    """Open ones, and resolved ones by when; local, so that it can be read consistently."""

    class Meta:
        index_name = "by_relevance"
        projection = AllProjection()

    org_id = UnicodeAttribute(hash_key=True)
    relevant_until = UnicodeAttribute(range_key=True)


class Incidents(Table):
    """An incident with its updates."""

    class Meta(_Meta):
        table_name = _named("incidents")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="incident_id")
    title = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    impact = UnicodeAttribute()
    services = JSONAttribute()
    updates = JSONAttribute()
    started_at = UnicodeAttribute()
    resolved_at = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
    relevant_until = UnicodeAttribute()
    by_relevance = IncidentsByRelevance()


class MaintenanceByRelevance(LocalSecondaryIndex["MaintenanceTable"]):
    """Unfinished ones, and finished ones by when; local, so that it can be read consistently."""

    class Meta:
        index_name = "by_relevance"
        projection = AllProjection()

    org_id = UnicodeAttribute(hash_key=True)
    relevant_until = UnicodeAttribute(range_key=True)


class MaintenanceDue(GlobalSecondaryIndex["MaintenanceTable"]):
    """What the clock will move next, of all tenants: sparse, and read by the job alone."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class MaintenanceTable(Table):
    """Scheduled maintenance with its updates."""

    class Meta(_Meta):
        table_name = _named("maintenance")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="maintenance_id")
    title = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    scheduled_start = UnicodeAttribute()
    scheduled_end = UnicodeAttribute()
    actual_start = UnicodeAttribute(null=True)
    actual_end = UnicodeAttribute(null=True)
    services = JSONAttribute()
    updates = JSONAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = NumberAttribute()
    relevant_until = UnicodeAttribute()
    due = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    by_relevance = MaintenanceByRelevance()
    due_index = MaintenanceDue()


class Events(Table):
    """What happened. Its stream is what publishes, pushes and mails."""

    class Meta(_Meta):
        table_name = _named("events")
        stream_view_type = "NEW_IMAGE"

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="event_id")
    type = UnicodeAttribute()
    actor = JSONAttribute()
    occurred_at = UnicodeAttribute()
    resource_id = UnicodeAttribute()
    data = JSONAttribute()
    summary = UnicodeAttribute(null=True)
    changes = JSONAttribute(null=True)


class Snapshots(Table):
    """The page as last published, and how far in the stream that was."""

    class Meta(_Meta):
        table_name = _named("snapshots")

    org_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    slug = UnicodeAttribute()
    position = UnicodeAttribute()
    batch = JSONAttribute()
    page = BinaryAttribute(legacy_encoding=False)
    timeline = BinaryAttribute(legacy_encoding=False)


class ConnectionsById(GlobalSecondaryIndex["Connections"]):
    """The subscriptions of a connection, to forget them when it goes."""

    class Meta:
        index_name = "by_connection"
        projection = KeysOnlyProjection()

    connection_id = UnicodeAttribute(hash_key=True)


class Connections(Table):
    """Who watches which organization."""

    class Meta(_Meta):
        table_name = _named("connections")

    org_id = UnicodeAttribute(hash_key=True)
    connection_id = UnicodeAttribute(range_key=True)
    expires_at = TTLAttribute()
    by_connection = ConnectionsById()


class Accounts(Table):
    """A user by `user_id`; beside it an item `email#...` whose existence claims the address."""

    class Meta(_Meta):
        table_name = _named("accounts")

    user_id = UnicodeAttribute(hash_key=True)
    email = UnicodeAttribute()
    holder_id = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    password_hash = UnicodeAttribute(null=True)
    email_verified = BooleanAttribute(null=True)
    issuer = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()


class AccountTokens(Table):
    """What a mail lets its reader do, once: the token only as a hash."""

    class Meta(_Meta):
        table_name = _named("account-tokens")

    token_hash = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    purpose = UnicodeAttribute()
    holds_for = UnicodeAttribute()
    expires_at = TTLAttribute()


class Sessions(Table):
    """Signed-in browsers of a user."""

    class Meta(_Meta):
        table_name = _named("sessions")

    user_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="session_id")
    token_hash = UnicodeAttribute()
    previous_hash = UnicodeAttribute(null=True)
    rotated_at = UnicodeAttribute()
    expires_at = UnicodeAttribute()
    created_at = UnicodeAttribute()
    user_agent = UnicodeAttribute(null=True)
    ttl = TTLAttribute()


class Counters(Table):
    """How often somebody did something within a window of time; `key` starts with who."""

    class Meta(_Meta):
        table_name = _named("counters")

    key = UnicodeAttribute(hash_key=True)
    hits = NumberAttribute()
    next_at = UnicodeAttribute(null=True)
    expires_at = TTLAttribute()


class Replays(Table):
    """The first answer to a request with an Idempotency-Key, sealed; without one, the request is under way."""

    class Meta(_Meta):
        table_name = _named("replays")

    scope = UnicodeAttribute(hash_key=True)
    key_hash = UnicodeAttribute(range_key=True)
    fingerprint = UnicodeAttribute()
    claimed_until = UnicodeAttribute()
    answer = BinaryAttribute(legacy_encoding=False, null=True)
    expires_at = TTLAttribute()


TABLES: tuple[type[Table], ...] = (
    Organizations,
    Slugs,
    Members,
    Invitations,
    ApiKeys,
    Services,
    Incidents,
    MaintenanceTable,
    Events,
    Snapshots,
    Connections,
    Accounts,
    AccountTokens,
    Sessions,
    Counters,
    Replays,
)
