"""Texts of other products made into ours: no HTML, nothing that lies to a reader, within what a field takes."""

import re
from html import unescape

from chalicelib.domain.text import _CONTROL, _CONTROL_IN_LINES  # one rule for what a text may hold

MAX_TITLE, MAX_NAME, MAX_TEXT, MAX_POSTMORTEM = 200, 100, 5000, 20_000
_TAG = re.compile(
    r"</?(?:p|br|b|strong|i|em|u|ul|ol|li|a|span|div|h[1-6]|code|pre|blockquote|var|small|sup|hr)\b", re.I
)
_LINK = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)["']?[^>]*>(.*?)</a>""", re.I | re.S)
_REPLACED = (
    (re.compile(r"<(script|style)\b.*?</\1\s*>", re.I | re.S), ""),
    (re.compile(r"\s*<br\s*/?>\s*", re.I), "\n"),
    (re.compile(r"</(?:p|div|h[1-6]|blockquote)\s*>|<hr\s*/?>", re.I), "\n\n"),
    (re.compile(r"<li\b[^>]*>\s*", re.I), "\n- "),
    (re.compile(r"</?(?:b|strong)\s*>", re.I), "**"),
    (re.compile(r"</?(?:i|em)\s*>", re.I), "*"),
    (re.compile(r"</?code\s*>", re.I), "`"),
    (re.compile(r"<[^<>]*>"), ""),
)
_ELLIPSIS = "\u2026"


def markdown_of(text: str) -> str:
    """A text that may be HTML, as Markdown; one without tags stays as it is, but for entities."""
    if _TAG.search(text):
        text = _LINK.sub(lambda found: _link(found[1], found[2]), text)
        for pattern, instead in _REPLACED:
            text = pattern.sub(instead, text)
    return re.sub(r"\n{3,}", "\n\n", unescape(text)).strip()


def _link(address: str, inside: str) -> str:
    shown = re.sub(r"<[^<>]*>", "", inside).strip()
    return f"[{shown}]({address})" if shown and shown != address else address


def line(text: object, most: int = MAX_TITLE, otherwise: str = "Untitled") -> str:
    """One line of at most so many letters; never blank."""
    clean = " ".join(_CONTROL.sub(" ", unescape(str(text or ""))).split())
    return cut(clean, most) or otherwise


def lines(text: object, most: int = MAX_TEXT) -> str:
    """Lines of Markdown of at most so many letters; may be blank."""
    given = str(text or "").replace("\r\n", "\n").replace("\r", "\n")
    return cut(_CONTROL_IN_LINES.sub(" ", markdown_of(given)).strip(), most)


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits before an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _ELLIPSIS


def is_cut(text: object, most: int = MAX_TEXT) -> bool:
    """Whether `lines` shortens it."""
    return len(markdown_of(str(text or ""))) > most
