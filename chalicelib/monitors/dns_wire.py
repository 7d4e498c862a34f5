"""What name servers speak (RFC 1035): a question, and answers as `dig +short` writes them."""

import secrets
import struct
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from chalicelib.domain.monitors import RecordType

NUMBERS: Mapping[RecordType, int] = {
    RecordType.A: 1,
    RecordType.NS: 2,
    RecordType.CNAME: 5,
    RecordType.SOA: 6,
    RecordType.PTR: 12,
    RecordType.MX: 15,
    RecordType.TXT: 16,
    RecordType.AAAA: 28,
    RecordType.SRV: 33,
    RecordType.CAA: 257,
}
REASONS: Mapping[int, str] = {
    1: "The name server could not read the question.",
    2: "The name server failed.",
    3: "There is no such name.",
    5: "The name server refused to answer.",
}
_HEAD = struct.Struct(">HHHHHH")
_RECORD = struct.Struct(">HHIH")
_RECURSION = 0x0100
_ANSWER, _CUT_OFF = 0x8000, 0x0200
_MOST_POINTERS = 40


class BadAnswerError(ValueError):
    """It is no answer to the question."""


class Reply(NamedTuple):
    """What a name server said."""

    code: int
    cut_off: bool
    """Whether it had no room, and is to be asked over TCP."""
    answers: tuple[str, ...]


def question(name: str, kind: RecordType) -> bytes:
    """A question with a random number; raises ValueError for what is no name."""
    labels = name.rstrip(".").encode("ascii").split(b".")
    if any(not 0 < len(each) < 64 for each in labels) or sum(map(len, labels)) + len(labels) > 254:
        raise ValueError("is no name")
    written = b"".join(bytes([len(each)]) + each for each in labels) + b"\0"
    head = _HEAD.pack(secrets.randbits(16), _RECURSION, 1, 0, 0, 0)
    return head + written + struct.pack(">HH", NUMBERS[kind], 1)


def reply(message: bytes, asked: bytes, kind: RecordType) -> Reply:
    """Raises BadAnswerError for what does not answer the question."""
    try:
        return _reply(message, asked, kind)
    except BadAnswerError:
        raise
    except (struct.error, IndexError, ValueError) as error:
        raise BadAnswerError("is cut off") from error


def _reply(message: bytes, asked: bytes, kind: RecordType) -> Reply:
    number, flags, questions, count, _, _ = _HEAD.unpack_from(message)
    asked_end = _HEAD.size + len(asked) - _HEAD.size
    same = message[_HEAD.size : asked_end].lower() == asked[_HEAD.size :].lower()
    if number != _HEAD.unpack_from(asked)[0] or not flags & _ANSWER or questions != 1 or not same:
        raise BadAnswerError("answers something else")
    found, place = [], asked_end
    for _ in range(count):
        _, place = _name(message, place)
        record, _, _, length = _RECORD.unpack_from(message, place)
        place += _RECORD.size
        if record == NUMBERS[kind]:
            found.append(_TEXTS[kind](message, place, length))
        place += length
    return Reply(flags & 15, bool(flags & _CUT_OFF), tuple(found))


def _name(message: bytes, place: int) -> tuple[str, int]:
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
        labels.append(message[place : place + length].decode("ascii").lower())
        place += length
    raise BadAnswerError("has a name without end")


def _of_name(message: bytes, place: int, _: int) -> str:
    return _name(message, place)[0]


def _a(message: bytes, place: int, _: int) -> str:
    return str(IPv4Address(message[place : place + 4]))


def _aaaa(message: bytes, place: int, _: int) -> str:
    return str(IPv6Address(message[place : place + 16]))


def _mx(message: bytes, place: int, _: int) -> str:
    return f"{struct.unpack_from('>H', message, place)[0]} {_name(message, place + 2)[0]}"


def _srv(message: bytes, place: int, _: int) -> str:
    priority, weight, port = struct.unpack_from(">HHH", message, place)
    return f"{priority} {weight} {port} {_name(message, place + 6)[0]}"


def _soa(message: bytes, place: int, _: int) -> str:
    first, place = _name(message, place)
    mailbox, place = _name(message, place)
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


_TEXTS: Mapping[RecordType, Callable[[bytes, int, int], str]] = {
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
