"""What name servers speak (RFC 1035): a question, and answers as `dig +short` writes them."""

import secrets
import struct
from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.domain.monitors import RecordType
from chalicelib.monitors.dns_records import TEXTS, BadAnswerError, name_at

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
    code, cut_off = flags & 15, bool(flags & _CUT_OFF)
    same = message[_HEAD.size : len(asked)].lower() == asked[_HEAD.size :].lower()
    repeats = (questions == 1 and same) or (code and not questions)  # who could not read it need not repeat it
    if number != _HEAD.unpack_from(asked)[0] or not flags & _ANSWER or not repeats:
        raise BadAnswerError("answers something else")
    try:
        return Reply(code, cut_off, _answers(message, len(asked), count, kind) if questions else ())
    except (struct.error, IndexError, ValueError):
        if not cut_off:
            raise
        return Reply(code, cut_off, ())


def _answers(message: bytes, place: int, count: int, kind: RecordType) -> tuple[str, ...]:
    found = []
    for _ in range(count):
        _, place = name_at(message, place)
        record, _, _, length = _RECORD.unpack_from(message, place)
        place += _RECORD.size
        if record == NUMBERS[kind]:
            found.append(TEXTS[kind](message, place, length))
        place += length
    return tuple(found)
