"""What an answer's content says: text in its encoding, and places in JSON."""

import codecs
import json
import re
from collections.abc import Iterator

from chalicelib.domain import json_path
from chalicelib.monitors.finding import FailedError
from chalicelib.monitors.http_wire import MAX_BYTES, Answer

_ENCODING = re.compile(
    r"utf-?(8|16(le|be)?)|us-ascii|iso-8859-\d+|latin-?1|windows-125\d|koi8-[ru]|shift_jis|euc-(jp|kr)|gb\w+|big5"
)
"""Python knows others, some of which take long to be read."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"""<meta[^>]{0,200}\bcharset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_HEAD = 1024
"""Bytes within which a page of HTML names its encoding."""
_UNNAMED = "windows-1252"
"""What browsers take pages for that are not in UTF-8 and do not say so."""


def check_text(expected: str, answer: Answer) -> None:
    """Raises FailedError for an answer that does not hold the text."""
    if not any(expected in answer.body.decode(encoding, errors="replace") for encoding in _encodings(answer)):
        raise FailedError("The answer does not hold the expected text.")


def check_json(path: str, expected: str | None, answer: Answer) -> None:
    """Raises FailedError for nothing at the path, and for something else than what is expected."""
    try:
        found = json_path.at(_json(answer), path)
        is_as_expected = expected is None or found is json_path.MISSING or _is_alike(found, expected)
    except (ValueError, RecursionError):
        why = f"is larger than {MAX_BYTES // 1024} KB" if len(answer.body) >= MAX_BYTES else "is no JSON"
        raise FailedError(f"The answer {why}.") from None
    if found is json_path.MISSING:
        raise FailedError(f"The answer has nothing at {path}.")
    if not is_as_expected:
        raise FailedError(f"The answer has something else at {path}.")


def _encodings(answer: Answer) -> Iterator[str]:
    """The one that the answer is in by its mark, its header or its HTML; else those that it may be in."""
    for mark, encoding in _MARKS:
        if answer.body.startswith(mark):
            yield encoding
            return
    if named := _known(_in_header(answer)) or _known(_in_html(answer)):
        yield named
        return
    yield from ("utf-8", _UNNAMED)


def _in_header(answer: Answer) -> str:
    _, _, named = answer.headers.get("content-type", "").lower().partition("charset")
    return named.strip().removeprefix("=").partition(";")[0].strip(" \"'")


def _in_html(answer: Answer) -> str:
    found = _META.search(answer.body[:_HEAD])
    return found[1].decode("ascii", errors="replace").lower() if found else ""


def _known(encoding: str) -> str:
    """The encoding, if that is a usual one that Python has."""
    try:
        return encoding if _ENCODING.fullmatch(encoding) and codecs.lookup(encoding) else ""
    except LookupError:
        return ""


def _json(answer: Answer) -> object:
    """JSON is in UTF-8, unless the answer says otherwise."""
    try:
        return json.loads(answer.body)
    except UnicodeDecodeError:
        return json.loads(answer.body.decode(next(_encodings(answer)), errors="replace"))


def _is_alike(found: object, expected: str) -> bool:
    """Text is compared as it is, everything else as JSON, however that is written."""
    if isinstance(found, str):
        return found == expected
    try:
        given = json.loads(expected)
    except ValueError:
        return False
    if _is_number(found) and _is_number(given):
        return bool(found == given)
    return json.dumps(found, sort_keys=True) == json.dumps(given, sort_keys=True)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
