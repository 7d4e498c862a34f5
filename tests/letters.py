"""Mail as tests read it."""

import re

import pytest

from chalicelib.mail.message import Message

_TOKEN = re.compile(r"/subscription\?token=([\w-]+)")


class Letters:
    """A carrier that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    @classmethod
    def caught(cls, monkeypatch: pytest.MonkeyPatch) -> "Letters":
        """All mail from now on."""
        letters = cls()
        monkeypatch.setattr("chalicelib.mail.sending.carrier", lambda: letters)
        return letters

    def send(self, message: Message) -> None:
        """As carriers do."""
        self.sent.append(message)

    def to(self, address: str) -> list[Message]:
        """What went to one address."""
        return [each for each in self.sent if each.to == address]

    def token(self, address: str) -> str:
        """The token of the subscription, in the last mail to an address."""
        found = _TOKEN.search(self.to(address)[-1].text)
        assert found
        return found[1]
