"""Headers beyond ASCII come out as they went in, however long they are, by whatever reads them."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from chalicelib.mail.headers import POLICY

LONG = (
    "Zürich & Söhne: Störung der Überweisungen im gesamten Gebiet und später auch in Österreich und anderswo",
    "شركة الاتصالات السعودية للخدمات السحابية والبنية التحتية في جميع المناطق وخارجها",
    "Платежи не проходят, и мы ищем причину во всех регионах, где есть наши центры данных",
    "決済サービスの障害について調査しています。 復旧まで今しばらくお待ちください。 ご不便をおかけします。",
    "\U0001f525 on \U0001f525 and more \U0001f525 " * 9 + "end",
)


def _mail(name: str) -> EmailMessage:
    mail = EmailMessage(policy=POLICY)
    mail["From"] = Address(name, addr_spec="status@example.com")
    mail["To"] = "ada@example.com"
    mail["Subject"] = f"[Resolved] {name}"
    mail.set_content("Text")
    return mail


@pytest.mark.parametrize("name", LONG)
def test_no_space_is_lost_where_a_line_ends(name: str) -> None:
    raw = _mail(name).as_bytes()
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    read = message_from_bytes(raw)
    assert str(make_header(decode_header(read["Subject"]))) == f"[Resolved] {name}"
    assert str(make_header(decode_header(read["From"]))) == f"{name} <status@example.com>"


@pytest.mark.parametrize(
    "name", ["Northwind", 'Acme, Inc. "Status" (EU)', "A" * 60, "Many short words " * 9 + "end", ""]
)
def test_what_is_ascii_is_readable_as_it_is(name: str) -> None:
    raw = _mail(name).as_bytes()
    assert b"=?" not in raw
    assert b"status@example.com" in raw
