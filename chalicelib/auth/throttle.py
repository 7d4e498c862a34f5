"""How often somebody may guess a password. The wait grows with each failure, first for that account from that address.

Three things are counted: failures at an account from one address, at an account, and from an address. Only the first
grows long. Whoever signed in to an account from an address before is not held up there by what others do elsewhere, so
that nobody can lock a victim out of their own desk; and a reset by mail always works.
"""

import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.config import settings
from chalicelib.domain.errors import TooManyError
from chalicelib.store import failures
from chalicelib.store.failures import Failures
from chalicelib.store.transactions import LostRaceError

KEPT = timedelta(hours=1)
KNOWN_FOR = timedelta(days=30)
_TRIES = 5


@dataclass(frozen=True)
class Patience:
    """How many failures are free, and how long the wait can grow."""

    free: int
    longest: timedelta

    def wait(self, count: int) -> timedelta:
        """After so many failures: nothing, and then 1 s, 2 s, 4 s ..."""
        return (
            min(timedelta(seconds=2 ** min(count - self.free, 20)), self.longest) if count >= self.free else timedelta()
        )


HERE = Patience(5, timedelta(minutes=15))
ACCOUNT = Patience(20, timedelta(seconds=30))
ADDRESS = Patience(100, timedelta(minutes=5))
FEW = 3
"""With fewer recent failures an account is under no attack, and what others do at its address holds nobody up."""


@dataclass(frozen=True)
class Attempt:
    """One try to sign in, already counted as a failure until it is known to be none."""

    here: str
    account: str
    address: str
    known: str
    now: datetime

    def succeeded(self) -> None:
        """Forgets the failures here, and remembers the place."""
        failures.forget(self.here)
        with suppress(LostRaceError):
            failures.note(self.known, failures.known(self.known, self.now), self.now, self.now, KNOWN_FOR)

    def failed(self) -> None:
        """Counts it at the account and at the address, too."""
        for key, patience in ((self.account, ACCOUNT), (self.address, ADDRESS)):
            _count(key, patience, self.now)


def attempt(email: str, sender: str, now: datetime) -> Attempt:
    """Lets a try through and counts it, or raises TooManyError saying how long to wait."""
    who, where = hidden(email), hidden(sender)
    tried = Attempt(f"{who}#from#{where}", f"{who}#failures", f"{where}#failures", f"{who}#known#{where}", now)
    if not failures.known(tried.known, now).count:
        seen = failures.known(tried.account, now)
        _refuse_early(seen, now)
        if seen.count >= FEW:
            _refuse_early(failures.known(tried.address, now), now)
    _count(tried.here, HERE, now)
    return tried


def forgive(email: str) -> None:
    """Whoever reads the account's mail may sign in again; guesses from each place are still counted there."""
    failures.forget(f"{hidden(email)}#failures")


def _count(key: str, patience: Patience, now: datetime) -> None:
    """Before the password is looked at: of a hundred tries at once, only the free ones get through."""
    for _ in range(_TRIES):
        seen = failures.known(key, now)
        if patience is HERE:
            _refuse_early(seen, now)
        with suppress(LostRaceError):
            failures.note(key, seen, now + patience.wait(seen.count + 1), now, KEPT)
            return
    if patience is HERE:
        raise TooManyError("Too many tries at once. Try again in a moment.", 1)


def _refuse_early(seen: Failures, now: datetime) -> None:
    if seen.next_at and seen.next_at > now:
        wait = int((seen.next_at - now).total_seconds()) + 1
        raise TooManyError(f"Too many wrong passwords. Try again in {wait} s, or reset the password.", wait)


def hidden(text: str) -> str:
    """Addresses are nobody's business, not even in the table."""
    key = settings().need("token_secret").token_secret.encode()
    return hmac.new(key, f"throttle:{text.lower()}".encode(), hashlib.sha256).hexdigest()[:32]
