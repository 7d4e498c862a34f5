"""Embedded accounts, what is mailed to them, and where they are signed in."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.placed import Placed, named


class Accounts(Table):
    """A user by `user_id`; beside it an item `email#...` whose existence claims the address."""

    class Meta(Placed):
        table_name = named("accounts")

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

    class Meta(Placed):
        table_name = named("account-tokens")

    token_hash = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    purpose = UnicodeAttribute()
    holds_for = UnicodeAttribute()
    expires_at = TTLAttribute()


class Sessions(Table):
    """Signed-in browsers of a user."""

    class Meta(Placed):
        table_name = named("sessions")

    user_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True, attr_name="session_id")
    token_hash = UnicodeAttribute()
    previous_hash = UnicodeAttribute(null=True)
    rotated_at = UnicodeAttribute()
    rotations = NumberAttribute(null=True)
    expires_at = UnicodeAttribute()
    created_at = UnicodeAttribute()
    user_agent = UnicodeAttribute(null=True)
    ttl = TTLAttribute()
