r"""Web addresses in what people write: where one begins, and where a reader thinks that it ends.

There is one rule. Pages in HTML and mail apply it here; the pages' scripts get the same pattern as `PATTERN`, and
`tests/links.json` holds all three to the same examples.

- `http://` or `https://` in any case, then a host: ASCII or not, with an optional port, or an IPv6 address in brackets.
  What has a name before an `@` is no link: its host is not where it seems to be.
- Behind the host, a path, query or fragment. Brackets belong to it in pairs. Punctuation belongs to it where more
  follows, never at the end. Quotation marks and the punctuation of other scripts (`。`, `،`) end it wherever they are.
"""

import re
from functools import cache

_HIDDEN = r"\u00ad\u061c\u1680\u180e\u2000-\u200b\u200e-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffc"
"""Spaces, and letters that nobody sees; not the joiners that some scripts are written with."""
_IN_NAMES = r"\u00b7\u05be\u05f3\u05f4\u2010\u2011\u2013\u2019\u30fb"
"""Punctuation that words and names are written with: a middle dot, a dash, an apostrophe."""
_LETTER = rf"[^\u0000-\/:-@\[-`{{-\u00a0{_HIDDEN}\p{{P}}]"
"""A letter, digit or symbol of any script; of ASCII, a letter or digit."""
_LABEL = rf"{_LETTER}(?:[-_{_IN_NAMES}]*{_LETTER})*"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}}(?![0-9]))?"
_SCHEME = r"[Hh][Tt][Tt][Pp][Ss]?:\/\/"
_INSIDE = r"\s\u0022<>\\`"
_PAIRS = "|".join(
    rf"\{start}(?:[^{_INSIDE}\{start}\{end}]|\{start}[^{_INSIDE}\{start}\{end}]*\{end})*\{end}"
    for start, end in ("()", "[]", "{}")
)
_NEXT_LINK = rf"(?<=[,;|]){_SCHEME}"
_PATH = rf"(?=[\/?#])(?:[!'*,.:;?^|~_{_IN_NAMES}]*(?!{_NEXT_LINK})(?:[-#$%&+\/=@]|{_LETTER}|{_PAIRS}))*"

PATTERN = rf"(?<![A-Za-z0-9])({_SCHEME}(?![^\s\/?#,;)<>\u0022]*@){_HOST}(?:{_PATH})?)"
"""As scripts read it, with the flag `u`; a text split by it has links at its odd places."""

PUNCTUATION = (
    r"\u00a1\u00a7\u00ab\u00b6-\u00b7\u00bb\u00bf\u037e\u0387\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05c6"
    r"\u05f3-\u05f4\u0609-\u060a\u060c-\u060d\u061b\u061d-\u061f\u066a-\u066d\u06d4\u0700-\u070d\u07f7-\u07f9"
    r"\u0830-\u083e\u085e\u0964-\u0965\u0970\u09fd\u0a76\u0af0\u0c77\u0c84\u0df4\u0e4f\u0e5a-\u0e5b\u0f04-\u0f12"
    r"\u0f14\u0f3a-\u0f3d\u0f85\u0fd0-\u0fd4\u0fd9-\u0fda\u104a-\u104f\u10fb\u1360-\u1368\u1400\u166e"
    r"\u169b-\u169c\u16eb-\u16ed\u1735-\u1736\u17d4-\u17d6\u17d8-\u17da\u1800-\u180a\u1944-\u1945\u1a1e-\u1a1f"
    r"\u1aa0-\u1aa6\u1aa8-\u1aad\u1b5a-\u1b60\u1b7d-\u1b7e\u1bfc-\u1bff\u1c3b-\u1c3f\u1c7e-\u1c7f\u1cc0-\u1cc7"
    r"\u1cd3\u2010-\u2027\u2030-\u2043\u2045-\u2051\u2053-\u205e\u207d-\u207e\u208d-\u208e\u2308-\u230b"
    r"\u2329-\u232a\u2768-\u2775\u27c5-\u27c6\u27e6-\u27ef\u2983-\u2998\u29d8-\u29db\u29fc-\u29fd\u2cf9-\u2cfc"
    r"\u2cfe-\u2cff\u2d70\u2e00-\u2e2e\u2e30-\u2e4f\u2e52-\u2e5d\u3001-\u3003\u3008-\u3011\u3014-\u301f\u3030"
    r"\u303d\u30a0\u30fb\ua4fe-\ua4ff\ua60d-\ua60f\ua673\ua67e\ua6f2-\ua6f7\ua874-\ua877\ua8ce-\ua8cf"
    r"\ua8f8-\ua8fa\ua8fc\ua92e-\ua92f\ua95f\ua9c1-\ua9cd\ua9de-\ua9df\uaa5c-\uaa5f\uaade-\uaadf\uaaf0-\uaaf1"
    r"\uabeb\ufd3e-\ufd3f\ufe10-\ufe19\ufe30-\ufe61\ufe63\ufe68\ufe6a-\ufe6b\uff01-\uff03\uff05-\uff0a"
    r"\uff0c-\uff0f\uff1a-\uff1b\uff1f-\uff20\uff3b-\uff3d\uff3f\uff5b\uff5d\uff5f-\uff65"
)
r"""What `\p{P}` means to scripts, beyond ASCII and up to U+FFFF: Python's patterns do not know the name."""


def split(text: str) -> list[str]:
    """The text in pieces: plain ones at even places, web addresses at odd ones."""
    return _compiled().split(text)


@cache
def _compiled() -> re.Pattern[str]:
    return re.compile(PATTERN.replace(r"\p{P}", PUNCTUATION))
