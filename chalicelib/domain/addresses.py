"""Email addresses: one spelling for each mailbox, so that nobody is two people, or takes another for themselves.

What mail treats alike must be alike here: letters that only look different to a computer (`K`, the Kelvin sign),
domains in full-width letters or with invisible ones in between, and the two ways to write a domain beyond ASCII.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

MAX_ADDRESS = 254
PATTERN = r"^[!#-'*+./0-9=?A-Z^-~-]+@[^\s\x00-,/:-@\[-^`{-\x7f]+\.[^\s\x00-,./:-@\[-^`{-\x7f]{2,}$"
"""Only ASCII before the `@`: our mail could not reach anything else. A domain in ASCII has letters, digits and `-._`,
and no comma or semicolon: another address would begin there, to some programs."""
_SHAPE = re.compile(PATTERN)
_IDNA_PREFIX = "xn--"


def canonical(address: str) -> str:
    """The one spelling of an address; raises ValueError for what is none, or whose domain is not written plainly."""
    lowered = unicodedata.normalize("NFC", address).lower()
    local, _, domain = lowered.rpartition("@")
    if not _SHAPE.fullmatch(address):
        raise ValueError("must be an email address, such as ada@example.com")
    plain = _in_letters(domain)
    if domain not in {plain, domain_in_ascii(plain)}:
        raise ValueError("must have its domain in plain letters")
    return f"{local}@{plain}"


def domain_in_ascii(domain: str) -> str:
    """The domain as DNS and mail servers know it (`xn--...`); raises ValueError for what cannot be one.

    By IDNA 2008: `straße.example` is another domain than `strasse.example`.
    """
    try:
        if domain.isascii() and _IDNA_PREFIX not in domain.lower():
            return domain.encode("idna").decode()  # nothing to encode: labels are measured
        import idna  # noqa: PLC0415 - takes 10 ms, and few domains need it

        return idna.encode(domain).decode()
    except UnicodeError:
        raise ValueError("must have a domain that mail can reach") from None


def _in_letters(domain: str) -> str:
    ascii_domain = domain_in_ascii(domain)
    if _IDNA_PREFIX not in ascii_domain:
        return ascii_domain
    import idna  # noqa: PLC0415

    try:
        return idna.decode(ascii_domain)
    except UnicodeError:
        raise ValueError("must have a domain that mail can reach") from None


def address_of(text: str) -> str:
    """As `canonical`, or an empty text for what is not an address."""
    try:
        return canonical(text) if len(text) <= MAX_ADDRESS else ""
    except ValueError:
        return ""


def is_written_plainly(address: str) -> bool:
    """Whether a mail can name it: dots of its first part stand between letters, and no encoded word begins in it.

    An address of somebody who is known by it may be otherwise.
    """
    local = address.rpartition("@")[0]
    return all(local.split(".")) and "=?" not in local


def _as_looked_up(text: str) -> str:
    return address_of(text) or text.lower()


_SCHEMA = WithJsonSchema({"type": "string", "maxLength": MAX_ADDRESS, "pattern": PATTERN})
Email = Annotated[str, Field(max_length=MAX_ADDRESS), AfterValidator(canonical), _SCHEMA]
AnyAddress = Annotated[str, Field(max_length=MAX_ADDRESS), AfterValidator(_as_looked_up)]
"""What somebody signs in with. A text that is not an address belongs to no account."""
