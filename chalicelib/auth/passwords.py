"""Passwords by scrypt, a memory-hard hash, at OWASP's parameters: 32 MB and about 0.3 s a guess."""

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

_MEMORY = 64 * 1024 * 1024


@dataclass(frozen=True)
class Cost:
    """What one guess costs; memory is 128 * n * r bytes, and time grows with p as well."""

    n: int
    r: int
    p: int


COST = Cost(2**15, 8, 3)
"""As OWASP's Password Storage Cheat Sheet has it for 32 MB, which a small Lambda function can spare."""


def hashed(password: str) -> str:
    """`scrypt$n$r$p$salt$key`, so that the cost can rise without a migration."""
    salt = secrets.token_bytes(16)
    key = _derive(_normal(password), salt, COST)
    return f"scrypt${COST.n}${COST.r}${COST.p}${salt.hex()}${key.hex()}"


def matches(password: str, stored: str) -> bool:
    """Whether the password is right; checking a wrong one takes as long.

    It is compared after NFKC, since keyboards and systems write the same letters differently. Hashes made before that
    are compared with what was typed as well.
    """
    cost, salt, key = _parts(stored)
    typed = [_normal(password)]
    if cost != COST and password not in typed:
        typed.append(password)
    found = [hmac.compare_digest(_derive(each, salt, cost), key) for each in typed]
    _take_as_long(cost, len(found))
    return any(found)


def _take_as_long(cost: Cost, guesses: int) -> None:
    """An old, cheap hash takes as long as one of today, so that time does not tell how old an account is."""
    left = COST.p - cost.p * guesses
    if cost != COST and left > 0:
        _derive("", bytes(16), Cost(COST.n, COST.r, left))


def is_outdated(stored: str) -> bool:
    """Whether the hash should be made anew when the password is known, which is at the next sign-in."""
    return _parts(stored)[0] != COST


def match_nobody(password: str) -> None:
    """Takes as long as `matches`, so that time does not tell whether an account exists."""
    _derive(_normal(password), bytes(16), COST)


def _parts(stored: str) -> tuple[Cost, bytes, bytes]:
    _, n, r, p, salt, key = stored.split("$")
    return Cost(int(n), int(r), int(p)), bytes.fromhex(salt), bytes.fromhex(key)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _derive(password: str, salt: bytes, cost: Cost) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=_MEMORY, dklen=32)
