"""How passwords are kept."""

import hashlib
import hmac

import pytest

from chalicelib.auth import passwords
from chalicelib.auth.passwords import Cost, hashed, is_outdated, matches

REAL_COST = passwords.COST
OWASP = {Cost(2**17, 8, 1), Cost(2**16, 8, 2), Cost(2**15, 8, 3)}


def _of_before(password: str) -> str:
    """As hashes were made at first: cheaper, and of the letters as they were typed."""
    key = hashlib.scrypt(password.encode(), salt=b"s" * 16, n=2**4, r=8, p=1, maxmem=2**26, dklen=32)
    return f"scrypt$16$8$1${(b's' * 16).hex()}${key.hex()}"


@pytest.fixture(autouse=True)
def _dearer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", Cost(2**4, 8, 3))


def test_the_cost_is_one_that_owasp_recommends() -> None:
    assert REAL_COST in OWASP


def test_a_password_is_the_same_however_a_keyboard_writes_it() -> None:
    assert matches("caf\u00e9 \ufb01ne \uff11\uff12", hashed("cafe\u0301 fine 12"))
    assert not matches("cafe fine 12", hashed("caf\u00e9 fine 12"))


def test_an_old_hash_still_opens_and_is_outdated() -> None:
    old = _of_before("caf\u00e9 \ufb01ne")
    assert matches("caf\u00e9 \ufb01ne", old)
    assert not matches("wrong password", old)
    assert is_outdated(old)
    assert not is_outdated(hashed("caf\u00e9 \ufb01ne"))


def test_the_cost_of_a_guess_is_the_same_for_an_old_hash_a_new_one_and_for_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spent = list[int]()

    def scrypt(password: bytes, **cost: int) -> bytes:
        spent.append(cost["n"] * cost["r"] * cost["p"])
        return hmac.digest(b"", password, "sha256")

    old, new = _of_before("some words"), hashed("some words")
    monkeypatch.setattr(hashlib, "scrypt", scrypt)
    costs = list[int]()
    for guess in (
        lambda: matches("other words", old),
        lambda: matches("other words", new),
        lambda: passwords.match_nobody("x"),
    ):
        spent.clear()
        guess()
        costs.append(sum(spent))
    assert len(set(costs)) == 1
