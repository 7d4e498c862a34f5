"""A write in two steps: what it would do is said first, and it is done when that very thing is asked for again."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allclear_cli.client import AllclearError

GOOD_FOR = 600.0
"""Seconds."""


class UnconfirmedError(AllclearError):
    """A confirmation is of something else, too old, or was used."""


@dataclass
class Confirmations:
    """Codes that this process gave out. Each is good once, for the same arguments and while nothing has changed."""

    clock: Callable[[], float] = time.monotonic
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _open: dict[str, float] = field(default_factory=dict)

    def given(self, tool: str, arguments: Mapping[str, Any], seen: object) -> str:
        """A code for a call and for what it was shown: `seen` is what it would change, as it is now."""
        code = secrets.token_urlsafe(9)
        self._open = {each: until for each, until in self._open.items() if until > self.clock()}
        self._open[code] = self.clock() + GOOD_FOR
        return f"{code}.{self._proof(code, tool, arguments, seen)}"

    def take(self, confirmation: str, tool: str, arguments: Mapping[str, Any], seen: object) -> None:
        """Uses a code up; raises UnconfirmedError."""
        code, _, proof = confirmation.partition(".")
        if not hmac.compare_digest(proof.encode(), self._proof(code, tool, arguments, seen).encode()):
            raise UnconfirmedError(
                "This confirmation is of another call, or what it is about has changed since. Nothing was done. "
                "Call again without it, and show what comes back."
            )
        if self._open.pop(code, 0.0) <= self.clock():
            raise UnconfirmedError("This confirmation is too old or was used. Nothing was done. Call again without it.")

    def _proof(self, code: str, tool: str, arguments: Mapping[str, Any], seen: object) -> str:
        said = json.dumps([code, tool, arguments, seen], sort_keys=True, ensure_ascii=True, default=str)
        return hmac.new(self._secret, said.encode(), hashlib.sha256).hexdigest()[:32]
