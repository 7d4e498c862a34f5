"""Names in mails: what could be taken for an address is not passed on."""

import pytest

from chalicelib.mail.words import called, hello, named


@pytest.mark.parametrize(
    "name",
    [
        "https://evil.example",
        "HTTP://EVIL.EXAMPLE/x",
        "//evil.example",
        "Visit evil.example now",
        "evil.com",
        "Win at evil.co.uk/prize",
        "evil。example",
        "evil\uff0eexample",
        "".join(chr(ord(letter) + 0xFEE0) for letter in "evil.example"),
        "e\u200bvil.\u2060exa\u00admple",
        "evil.\u200bcom",
        "bücher.example",
        "пример.рф",
        "xn--bcher-kva.xn--p1ai",
        "write to eve@evil",
        "mailto:eve",
        "www evil",
        "10.0.0.1",
        "localhost",
        "evil:8080",
        "Call +49 30 1234567",
        "two\r\nlines",
        "two\u2028lines",
        "two\x85lines",
    ],
)
def test_a_name_that_holds_an_address_is_left_out(name: str) -> None:
    assert called(name, "somebody") == "somebody"
    assert hello(name) == "Hello,"


@pytest.mark.parametrize(
    "name",
    [
        "Northwind",
        "St. Mary's Hospital",
        "J. R. R. Tolkien",
        "U.S. Bank",
        "Ärzte ohne Grenzen e.V.",
        "Studio 54",
        "Version 2.0",
        "AT&T (Germany)",
        "Ops: Berlin",
        "שלום",
        "株式会社ノースウィンド",
        "24/7 Support",
    ],
)
def test_every_other_name_is_said(name: str) -> None:
    assert called(name, "somebody") == named(name)
    assert hello(name) == f"Hello {named(name)},"
