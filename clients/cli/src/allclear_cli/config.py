"""What is kept of a sign-in: addresses and keys, in a file that only the user may read."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_config_path

from allclear_cli.client.address import Address, found
from allclear_cli.client.errors import AllclearError, UsageError

DEFAULT = "default"
KEY, URL, PROFILE, FOLDER = "ALLCLEAR_API_KEY", "ALLCLEAR_URL", "ALLCLEAR_PROFILE", "ALLCLEAR_CONFIG_DIR"


class NotSignedInError(AllclearError):
    """There is no key for what needs one."""

    exit_code = 3


@dataclass(frozen=True)
class Profile:
    """One sign-in."""

    api: str
    live: str
    slug: str
    """The organization's page."""
    key: str

    @property
    def address(self) -> Address:
        """Where it leads."""
        return Address(self.api, self.live, self.slug)


@dataclass(frozen=True)
class Access:
    """Where a command goes, and with what key; the key is empty where only public pages are read."""

    address: Address
    key: str


def access(profile: str | None, url: str | None, environment: Mapping[str, str], *, key_needed: bool = True) -> Access:
    """From the option, the environment, or what was stored by `sign-in`; in this order, and piece by piece.

    A stored key is only sent to where it was stored for.
    """
    stored = profiles().get(profile or environment.get(PROFILE) or DEFAULT)
    if profile and stored is None:
        raise NotSignedInError(f"There is no profile {profile}. Make one: allclear --profile {profile} sign-in")
    given = url or (None if profile else environment.get(URL))
    key = "" if profile else environment.get(KEY, "")
    if given:
        address = found(given)
        if not key and stored and stored.api == address.api:
            key = stored.key
    elif stored:
        address = stored.address
        key = key or stored.key
    else:
        raise NotSignedInError(f"Say where your page is: allclear sign-in, or {URL} and {KEY}.")
    if key_needed and not key:
        raise NotSignedInError(f"There is no key for {address.api}: allclear sign-in, or {KEY}.")
    return Access(address, key)


def path() -> Path:
    """The file."""
    folder = os.environ.get(FOLDER)
    return (Path(folder) if folder else user_config_path("allclear", appauthor=False)) / "config.json"


def profiles() -> dict[str, Profile]:
    """Every sign-in by its name; raises UsageError for a file that is none of ours."""
    try:
        said = json.loads(path().read_text(encoding="utf-8"))
        return {name: Profile(**fields) for name, fields in said["profiles"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{path()} cannot be read. Mend or remove it, and sign in again.") from None


def store(name: str, profile: Profile) -> Path:
    """Keeps a sign-in; where it is kept."""
    return _write({**profiles(), name: profile})


def forget(name: str) -> bool:
    """Whether there was one."""
    kept = profiles()
    if kept.pop(name, None) is None:
        return False
    _write(kept)
    return True


def _write(kept: Mapping[str, Profile]) -> Path:
    """In one step, and never readable for others: a temporary file has 0600 from its first moment."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    said = json.dumps({"profiles": {name: asdict(profile) for name, profile in kept.items()}}, indent=2)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".config-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(said + "\n")
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target
