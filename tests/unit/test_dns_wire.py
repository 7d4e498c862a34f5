"""Answers of name servers that are short of something."""

import struct

import pytest

from chalicelib.domain.monitors import RecordType
from chalicelib.monitors import dns_wire
from chalicelib.monitors.dns_records import BadAnswerError

ASKED = dns_wire.question("shop.example", RecordType.A)
RECORD = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + bytes([192, 0, 2, 7])


def _answer(flags: int, *, count: int = 0, questions: int = 1, records: bytes = b"") -> bytes:
    head = struct.pack(">HHHHHH", *struct.unpack_from(">H", ASKED), 0x8000 | flags, questions, count, 0, 0)
    return head + (ASKED[12:] if questions else b"") + records


def test_one_that_is_cut_off_within_a_record_is_asked_for_over_tcp() -> None:
    found = dns_wire.reply(_answer(0x0200, count=2, records=RECORD + RECORD[:9]), ASKED, RecordType.A)
    assert found == (0, True, ())
    with pytest.raises(BadAnswerError):
        dns_wire.reply(_answer(0, count=2, records=RECORD + RECORD[:9]), ASKED, RecordType.A)


def test_a_refusal_need_not_repeat_the_question_and_anything_else_must() -> None:
    assert dns_wire.reply(_answer(5, questions=0), ASKED, RecordType.A) == (5, False, ())
    with pytest.raises(BadAnswerError):
        dns_wire.reply(_answer(0, questions=0), ASKED, RecordType.A)


def test_a_label_of_any_letters_is_written_as_dig_does() -> None:
    name = b"\x05a.b\xe4C\x00"
    record = b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 60, len(name)) + name
    asked = dns_wire.question("shop.example", RecordType.CNAME)
    answer = asked[:2] + _answer(0, count=1, records=record)[2:12] + asked[12:] + record
    assert dns_wire.reply(answer, asked, RecordType.CNAME).answers == ("a\\.b\\228c.",)
