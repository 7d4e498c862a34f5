"""What people call themselves and their organizations, inside our sentences.

A name may be written from right to left. It is kept apart, so that it changes neither the order of the words around
it nor the side that the sentence begins on: by Unicode's isolates in plain text, by `<bdi>` in HTML. No name is made
a link: a mail to a stranger must not carry an address that somebody called themselves.
"""

import html
import re
import unicodedata

from chalicelib.domain import links

_LETTER = r"[^\W_]"
_ADDRESS = re.compile(
    rf"://|//|@|\bwww\b|\bmailto:|[\r\n\x85\u2028\u2029]|{_LETTER}[.\u2024\u3002]+(?:[^\W\d_]{{2,}}|xn--)"
    rf"|\b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b|\blocalhost\b|(?:\d[\s()./+-]*){{7,}}|{_LETTER}:\d{{2,5}}\b",
    re.IGNORECASE,
)
"""What a mail program or a reader may take for a way out: an address, a host, a port, a telephone number."""
_START, _END = "\u2068", "\u2069"
_NAME = re.compile(f"{_START}([^{_START}{_END}]*){_END}")


def named(name: str) -> str:
    """The name, marked for `as_text` and `as_html`."""
    return f"{_START}{re.sub(f'[{_START}{_END}]', '', name)}{_END}"


def called(name: str, otherwise: str) -> str:
    """The name as `named` marks it; what we say instead, where the name holds an address of any kind.

    Mail programs make links of whatever looks like one, so not to write it is the only way not to pass it on.
    """
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    return otherwise if _ADDRESS.search(seen) or _ADDRESS.search(name) else named(name)


def hello(name: str) -> str:
    """How a letter begins."""
    spoken = called(name, "")
    return f"Hello {spoken}," if spoken else "Hello,"


def as_text(sentence: str) -> str:
    """For plain text and subjects: the marks stay only around names that need them."""
    return _NAME.sub(lambda found: found[0] if _runs_right_to_left(found[1]) else found[1], sentence)


def as_html(sentence: str) -> str:
    """Nothing in it is taken for markup; web addresses outside of names are links."""
    pieces = _NAME.split(sentence)
    return "".join(_isolated(piece) if odd % 2 else _linked(piece) for odd, piece in enumerate(pieces))


def _runs_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL", "AN"} for letter in text)


def _isolated(name: str) -> str:
    return f'<bdi dir="auto">{html.escape(name)}</bdi>'


def _linked(text: str) -> str:
    pieces = (html.escape(piece) for piece in links.split(text))
    return "".join(f'<a href="{piece}">{piece}</a>' if odd % 2 else piece for odd, piece in enumerate(pieces))
