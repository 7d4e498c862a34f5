"""How headers are written: so that every program reads them as they were meant.

Python folds a long text beyond ASCII into encoded words of RFC 2047, and leaves out a space where two of them meet. So
here all of such a text is encoded words, whose spaces are inside.
"""

from email.header import Header
from email.headerregistry import AddressHeader
from email.policy import EmailPolicy

MAX_LINE = 78
_LONGEST = 76
"""Of a line that holds an encoded word."""


class _Policy(EmailPolicy):
    def fold(self, name: str, value: str) -> str:
        return _line(name, value, self.linesep) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return _line(name, value, self.linesep).encode("ascii") or super().fold_binary(name, value)


POLICY = _Policy(linesep="\r\n", max_line_length=MAX_LINE)
"""Of all mail that is made here."""


def _line(name: str, value: str, linesep: str) -> str:
    """The header whole; empty for what Python writes well."""
    written = _written(name, value, linesep)
    return f"{name}: {written}{linesep}" if written else ""


def _written(name: str, value: str, linesep: str) -> str:
    """A subject, or whose address it is; empty for what Python writes well."""
    if name.lower() == "subject" and not value.isascii():
        return _words(value, name, linesep)
    if not isinstance(value, AddressHeader) or len(value.addresses) != 1:
        return ""
    (address,) = value.addresses
    if address.display_name.isascii():
        return ""
    return f"{_words(address.display_name, name, linesep)}{linesep} <{address.addr_spec}>"


def _words(text: str, name: str, linesep: str) -> str:
    return Header(text, "utf-8", _LONGEST, name).encode(linesep=linesep)
