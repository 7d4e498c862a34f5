"""Imports from other products, exports, and what was imported already."""

from pynamodb.attributes import BinaryAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.placed import Placed, named


class Moving(Table):
    """`import#<id>` and `export#<id>`; below an import, what became of each part: `import#<id>#<number>`.

    They forget themselves.
    """

    class Meta(Placed):
        table_name = named("moving")

    org_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    content = BinaryAttribute(legacy_encoding=False)
    """JSON, compressed."""
    sealed_key = UnicodeAttribute(null=True)
    """The key of another product's API, encrypted; only until everything is read."""
    version = NumberAttribute(default=1)
    expires_at = TTLAttribute()


class ForeignIds(Table):
    """What was imported, by the id that it has where it comes from: `<source>#<sort>#<id there>`.

    It stays for as long as the organization, so that the same import adds nothing twice.
    """

    class Meta(Placed):
        table_name = named("foreign_ids")

    org_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    id = UnicodeAttribute(null=True)
    """Here."""
    import_id = UnicodeAttribute(null=True)
    """The import that brought it."""
    said = UnicodeAttribute(null=True)
    """A digest of what its source said of it when it was last taken over."""
    left = UnicodeAttribute(null=True)
    """A digest of how the import left it here."""
    changed_by = UnicodeAttribute(null=True)
    """The import that changed it last."""
