"""Whether what is there is as the file says."""

from collections.abc import Mapping
from typing import Any

_OPEN = frozenset({"rules", "sender", "notifications"})
"""Fields of which a file may say a part; the rest is as it is."""
_HIDDEN = frozenset({"headers"})
"""Fields whose values are never shown: only their names can be compared."""


def same(field: str, wanted: object, there: object) -> bool:
    """Whether a field needs no change."""
    if field in _HIDDEN and isinstance(wanted, Mapping) and isinstance(there, Mapping):
        return {str(name).casefold() for name in wanted} == {str(name).casefold() for name in there}
    if field == "accent_color":
        return str(wanted).casefold() == str(there).casefold()
    return _covers(wanted, there, part=field in _OPEN)


def _covers(wanted: Any, there: Any, *, part: bool) -> bool:  # noqa: ANN401 - they are JSON
    if isinstance(wanted, str) and isinstance(there, str):
        return wanted.strip() == there.strip()
    if isinstance(wanted, Mapping) and isinstance(there, Mapping):
        known = all(_covers(value, there.get(name), part=part) for name, value in wanted.items())
        return known and (part or not _said(there).keys() - wanted.keys())
    if isinstance(wanted, (list, tuple)) and isinstance(there, (list, tuple)):
        pairs = zip(wanted, there, strict=False)
        return len(wanted) == len(there) and all(_covers(a, b, part=part) for a, b in pairs)
    if wanted in (None, "") and there in (None, ""):
        return True
    return bool(wanted == there)


def _said(there: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without trees of Markdown, which are made from the texts beside them."""
    return {name: value for name, value in there.items() if not str(name).endswith("_tree")}
