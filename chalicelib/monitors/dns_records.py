"""What is in the records of a name server's answer, as `dig +short` writes it."""

import struct
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address

from chalicelib.domain.monitors import RecordType

_MOST_POINTERS = 40
_ESCAPED = '"$();@.\\'


class BadAnswerError(ValueError):
    """It is no answer to the question."""


def name_at(message: bytes, place: int) -> tuple[str, int]:
    """A name with a dot behind it, and where it ends."""
    labels: list[str] = []
    end = 0
    for _ in range(_MOST_POINTERS + 128):
        length = message[place]
        if length >= 0xC0:
            end = end or place + 2
            place = (length & 0x3F) << 8 | message[place + 1]
            continue
        place += 1
        if not length:
            return "".join(f"{each}." for each in labels) or ".", end or place
        labels.append("".join(map(_letter, message[place : place + length].lower())))
        place += length
    raise BadAnswerError("has a name without end")


def _letter(byte: int) -> str:
    """As `dig` writes it: a dot within a label is none between labels."""
    if chr(byte) in _ESCAPED:
        return f"\\{chr(byte)}"
    return chr(byte) if 0x20 < byte < 0x7F else f"\\{byte:03}"


def _of_name(message: bytes, place: int, _: int) -> str:
    return name_at(message, place)[0]


def _a(message: bytes, place: int, _: int) -> str:
    return str(IPv4Address(message[place : place + 4]))


def _aaaa(message: bytes, place: int, _: int) -> str:
    return str(IPv6Address(message[place : place + 16]))


def _mx(message: bytes, place: int, _: int) -> str:
    return f"{struct.unpack_from('>H', message, place)[0]} {name_at(message, place + 2)[0]}"


def _srv(message: bytes, place: int, _: int) -> str:
    priority, weight, port = struct.unpack_from(">HHH", message, place)
    return f"{priority} {weight} {port} {name_at(message, place + 6)[0]}"


def _soa(message: bytes, place: int, _: int) -> str:
    first, place = name_at(message, place)
    mailbox, place = name_at(message, place)
    return " ".join([first, mailbox, *map(str, struct.unpack_from(">IIIII", message, place))])


def _txt(message: bytes, place: int, length: int) -> str:
    """Its pieces as one text, without quotes."""
    end, text = place + length, b""
    while place < end:
        text += message[place + 1 : place + 1 + message[place]]
        place += 1 + message[place]
    return text.decode(errors="replace")


def _caa(message: bytes, place: int, length: int) -> str:
    tag_end = place + 2 + message[place + 1]
    tag, value = message[place + 2 : tag_end].decode(), message[tag_end : place + length].decode(errors="replace")
    return f'{message[place]} {tag} "{value}"'


TEXTS: Mapping[RecordType, Callable[[bytes, int, int], str]] = {
    RecordType.A: _a,
    RecordType.AAAA: _aaaa,
    RecordType.CAA: _caa,
    RecordType.CNAME: _of_name,
    RecordType.MX: _mx,
    RecordType.NS: _of_name,
    RecordType.PTR: _of_name,
    RecordType.SOA: _soa,
    RecordType.SRV: _srv,
    RecordType.TXT: _txt,
}
