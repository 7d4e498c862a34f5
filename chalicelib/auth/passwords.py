"""Passwords by scrypt, a memory-hard hash: 32 MB and about 0.1 s a guess."""

import hashlib
import hmac
import secrets

_N, _R, _P = 2**15, 8, 1
_MEMORY = 64 * 1024 * 1024


def hashed(password: str) -> str:
    """`scrypt$n$r$p$salt$key`, so that the cost can rise without a migration."""
    return _with_salt(password, secrets.token_bytes(16))


def matches(password: str, stored: str) -> bool:
    """Whether the password is the one; a wrong one takes as long."""
    _, n, r, p, salt, key = stored.split("$")
    derived = _derive(password, bytes.fromhex(salt), int(n), int(r), int(p))
    return hmac.compare_digest(derived, bytes.fromhex(key))


def match_nobody(password: str) -> None:
    """Takes as long as `matches`, so that time does not tell whether an account exists."""
    _derive(password, bytes(16), _N, _R, _P)


def _with_salt(password: str, salt: bytes) -> str:
    key = _derive(password, salt, _N, _R, _P)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${key.hex()}"


def _derive(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)
