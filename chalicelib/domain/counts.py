"""Numbers of things, in sentences that people read."""

_IRREGULAR = {
    "history": ("entry of history", "entries of history"),
    "series": ("series",) * 2,
    "settings": ("settings",) * 2,
}


def so_many(count: int, what: str) -> str:
    """`1 day`, `2 days`."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def so_many_of(count: int, sort: str) -> str:
    """`1 service`, `2 incidents`, of a sort of things as imports and archives call it, in the singular or plural."""
    if sort in _IRREGULAR:
        return f"{count:,} {_IRREGULAR[sort][count != 1]}"
    return so_many(count, sort.removesuffix("s").replace("_", " "))
