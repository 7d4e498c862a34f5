"""One rule for web addresses in texts, by one table for pages, HTML, mail and scripts (browser/unit/links.test.mjs)."""

import html
import json
import re
import unicodedata
from email.message import EmailMessage
from pathlib import Path

import pytest

from chalicelib.domain import links
from chalicelib.local.mail import Outbox
from chalicelib.mail.letters import letter
from chalicelib.publish.prose import prose

TABLE: list[tuple[str, list[str]]] = json.loads((Path(__file__).parents[1] / "links.json").read_text(encoding="utf-8"))
HREF = re.compile(r'<a href="([^"]*)"')


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_a_link_ends_where_a_reader_thinks_it_does(text: str, expected: list[str]) -> None:
    pieces = links.split(text)
    assert pieces[1::2] == expected
    assert "".join(pieces) == text


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_the_page_in_html_has_these_links(text: str, expected: list[str]) -> None:
    assert [html.unescape(found) for found in HREF.findall(prose(text))] == expected


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_mail_has_these_links(text: str, expected: list[str]) -> None:
    mail = letter("bob@example.com", "Hello", [text], ("Go", "https://go.example/"), [])
    first_paragraph = mail.html.partition("<body")[2].partition("</p>")[0]
    assert [html.unescape(found) for found in HREF.findall(first_paragraph)] == expected


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_the_local_outbox_has_these_links(tmp_path: Path, text: str, expected: list[str]) -> None:
    mail = EmailMessage()
    mail.set_content(text)
    (tmp_path / "one.eml").write_bytes(mail.as_bytes())
    page = Outbox(tmp_path).mail("one.eml").text or ""
    found = HREF.findall(page.partition("<pre>")[2].partition("</pre>")[0])
    assert [html.unescape(each) for each in found] == expected


def test_punctuation_of_every_script_is_known() -> None:
    known = re.compile(f"[{links.PUNCTUATION}]")
    beyond_ascii = [chr(code) for code in range(0xA0, 0x10000)]
    punctuation = {letter for letter in beyond_ascii if unicodedata.category(letter).startswith("P")}
    written = {letter for letter in beyond_ascii if unicodedata.category(letter)[0] in "LMN"}
    assert {letter for letter in punctuation if not known.match(letter)} == set()
    assert {letter for letter in written if known.match(letter)} == set()
