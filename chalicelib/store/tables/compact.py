"""JSON as it is stored."""

import json
from typing import Any

from pynamodb.attributes import JSONAttribute


class CompactJSON(JSONAttribute):
    """Letters as UTF-8 and no spaces: escapes would make an emoji 12 bytes long instead of 4."""

    def serialize(self, value: Any) -> str | None:  # noqa: ANN401 - whatever JSON can hold
        """The text, or None for nothing."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
