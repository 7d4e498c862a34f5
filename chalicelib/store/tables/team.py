"""Who works in an organization: members, those invited, and API keys."""

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.compact import CompactJSON
from chalicelib.store.tables.placed import Placed, named


class MembersByUser(GlobalSecondaryIndex["Members"]):
    """The organizations of a user, the one they have been in for longest first.

    Not by the table's own keys the other way round: DynamoDB Local makes no index of those, and reads the whole table.
    """

    class Meta:
        index_name = "by_user_joined"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True)
    joined_at = UnicodeAttribute(range_key=True)


class Members(Table):
    """Who works in an organization, and as what."""

    class Meta(Placed):
        table_name = named("members")

    org_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    joined_at = UnicodeAttribute()
    by_user_joined = MembersByUser()


class InvitationsByToken(GlobalSecondaryIndex["Invitations"]):
    """Which invitation a token is for."""

    class Meta:
        index_name = "by_token"
        projection = KeysOnlyProjection()

    token_hash = UnicodeAttribute(hash_key=True)


class Invitations(Table):
    """Open invitations; one that was accepted or revoked is gone."""

    class Meta(Placed):
        table_name = named("invitations")

    org_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="invitation_id")
    token_hash = UnicodeAttribute()
    proof_hash = UnicodeAttribute()
    email = UnicodeAttribute()
    role = UnicodeAttribute()
    invited_by = CompactJSON()
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

    class Meta(Placed):
        table_name = named("api_keys")

    key_hash = UnicodeAttribute(hash_key=True)
    org_id = UnicodeAttribute()
    id = UnicodeAttribute(attr_name="key_id")
    name = UnicodeAttribute()
    scope = UnicodeAttribute()
    prefix = UnicodeAttribute()
    created_by = CompactJSON()
    owner = CompactJSON(null=True)
    created_at = UnicodeAttribute()
    expires_at = UnicodeAttribute(null=True)
    last_used_at = UnicodeAttribute(null=True)
    by_organization = ApiKeysByOrganization()
