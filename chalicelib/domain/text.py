"""Texts people write: trimmed, NFC, of bounded length, and free of characters that lie to a reader."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, StringConstraints, TypeAdapter

_LINE_BREAKS = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, separators of lines and paragraphs, overrides of direction, and halves of letters."""
_CONTROL_IN_LINES = re.compile(_CONTROL.pattern.replace(r"\x00-\x1f", r"\x00-\x08\x0b-\x1f"))
"""The same but for tabs and ends of lines."""
_HTTP_URL = TypeAdapter(HttpUrl)
_PLAIN_URL = re.compile(r"""https?://[^\s/?#@\\<>"'`{}|^]+([/?#][^\s\\<>"'`{}|^]*)?""", re.IGNORECASE)


def _composed(value: object) -> object:
    """Composed before its length is measured, because composing can change the number of letters."""
    return unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", value).strip()) if isinstance(value, str) else value


def _clean(text: str, control: re.Pattern[str]) -> str:
    if control.search(text):
        raise ValueError("must not contain control characters")
    return text


def _one_line(text: str) -> str:
    return _clean(text, _CONTROL)


def _lines(text: str) -> str:
    return _clean(text, _CONTROL_IN_LINES)


def _not_blank(text: str) -> str:
    if all(letter.isspace() or unicodedata.category(letter) == "Cf" for letter in text):
        raise ValueError("must not be blank")
    return text


def _web_address(text: str) -> str:
    """An address that everybody reads alike: no user name before an `@`, and nothing that a browser would correct."""
    if text:
        _HTTP_URL.validate_python(text)
        if not _PLAIN_URL.fullmatch(text):
            raise ValueError("must be a plain web address, such as https://example.com/support")
    return text


_COMPOSED = BeforeValidator(_composed)
_ONE_LINE, _LINES, _NOT_BLANK = AfterValidator(_one_line), AfterValidator(_lines), AfterValidator(_not_blank)

MULTILINE_RULES = (_LINES, _NOT_BLANK, _COMPOSED)
"""For a text of several lines whose length is told elsewhere."""
OneLine = Annotated[str, _ONE_LINE]
"""A text that machines compare: it stays letter by letter as it was given."""
Lines = Annotated[str, _LINES]
"""The same of several lines."""
Name = Annotated[str, Field(min_length=1, max_length=100), _ONE_LINE, _NOT_BLANK, _COMPOSED]
Title = Annotated[str, Field(min_length=1, max_length=200), _ONE_LINE, _NOT_BLANK, _COMPOSED]
Headline = Annotated[str, Field(max_length=200), _ONE_LINE, _COMPOSED]
"""A title that may be left out."""
Unit = Annotated[str, Field(max_length=20), _ONE_LINE, _COMPOSED]
"""Behind a number; may be left out."""
Label = Annotated[str, Field(max_length=100), _ONE_LINE, _COMPOSED]
LongText = Annotated[str, Field(max_length=5000), _LINES, _COMPOSED]
RequiredText = Annotated[str, Field(min_length=1, max_length=5000), _LINES, _NOT_BLANK, _COMPOSED]
WebAddress = Annotated[str, Field(max_length=2000), _ONE_LINE, AfterValidator(_web_address), _COMPOSED]
Color = Annotated[str, StringConstraints(pattern=r"^(#[0-9a-fA-F]{6})?$")]
