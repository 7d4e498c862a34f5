"""Publications that failed for one organization alone, until they are made up for."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.placed import Placed, named


class SetAside(Table):
    """An organization whose publications fail, for operators to see."""

    class Meta(Placed):
        table_name = named("set_aside")

    org_id = UnicodeAttribute(hash_key=True)
    since = UnicodeAttribute()
    tries = NumberAttribute()
    error = UnicodeAttribute()
    next_at = UnicodeAttribute()


class Unpublished(Table):
    """Events of such an organization that its page does not show yet."""

    class Meta(Placed):
        table_name = named("unpublished")

    org_id = UnicodeAttribute(hash_key=True)
    event_id = UnicodeAttribute(range_key=True)
