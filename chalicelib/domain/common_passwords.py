"""Passwords that everybody tries first, told by what they are made of rather than by a list of millions."""

import re
import unicodedata

_WORDS = frozenset(
    """
    password passwort motdepasse contrasena senha wachtwoord parola haslo passphrase passcode pass passw
    qwerty qwertz azerty qwertyuiop qwertzuiop asdfghjkl asdfgh zxcvbnm zxcvbn qazwsx qazwsxedc wsxedc qweasd qweasdzxc
    iloveyou loveyou iloveu letmein welcome welcometo admin administrator root user username guest default login signin
    changeme secret secretpassword master superman batman spiderman pokemon starwars trustno monkey dragon shadow
    sunshine princess football baseball basketball soccer hockey liverpool arsenal chelsea barcelona michael jordan
    charlie jennifer jessica ashley daniel thomas andrew joshua nicole summer winter spring autumn computer internet
    samsung google facebook linkedin microsoft apple whatever freedom hello helloworld test testing tester
    testtest temp temporary demo example statuspage allclear flower killer cookie chocolate butterfly purple
    hunter ranger buster tigger ginger pepper mustang corvette ferrari mercedes yamaha harley merlin matrix
    blink phoenix maverick access account server database database company office business abc abcd abcde abcdef
    abcdefg abcdefgh abcdefghij
    """.split()  # noqa: SIM905 - a list one can read
)
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_RUNS = (
    "01234567890123456789",
    "1234567891011121314",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
)
_ROWS = (
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qwertyuiopasdfghjklzxcvbnm",
)
_FEW_LETTERS = 3


def is_common(password: str) -> bool:
    """Whether it is a common word with digits or signs around it, a run of keys, or a few letters again and again."""
    text = unicodedata.normalize("NFKC", password).casefold()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    words = {core, core.translate(_LEET), re.sub(r"[\W_]", "", text.translate(_LEET)), re.sub(r"[\W\d_]", "", text)}
    return bool(words & _WORDS) or _is_run(text) or _repeats(text)


def _is_run(text: str) -> bool:
    return any(text in run or text in run[::-1] for run in (*_RUNS, *_ROWS))


def _repeats(text: str) -> bool:
    """One or a few letters, or one common piece, said again and again."""
    piece = re.fullmatch(r"(.+?)\1+.{0,2}", text)
    if len(set(text)) <= _FEW_LETTERS:
        return True
    return piece is not None and (len(piece[1]) <= 2 * _FEW_LETTERS or piece[1] in _WORDS)
