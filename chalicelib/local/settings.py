"""What a person may set about the one-machine stack, checked before anything is started."""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.local.faults import StartError

DEFAULT_PORT = 8000


@dataclass(frozen=True)
class RuntimeSettings:
    """Each field comes from the variable of the same name in capitals; times are in seconds."""

    port: int = DEFAULT_PORT
    host: str = "127.0.0.1"
    data_dir: Path = Path(".local")
    schedule_seconds: float = 5.0
    """What a minute of a job's rate takes here."""
    poll_seconds: float = 0.2
    idle_seconds: float = 600.0
    connection_seconds: float = 7200.0

    @property
    def address(self) -> str:
        """Where this machine reaches the stack, as `host:port`, also when it listens on every interface."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Where this machine reaches the stack."""
        return f"http://{self.address}"

    @property
    def is_for_this_machine(self) -> bool:
        """Whether nobody else can reach it."""
        return self.host == "localhost" or self.host.startswith("127.") or self.host == "::1"

    @property
    def documents(self) -> Path:
        """Where the publisher writes public documents."""
        return self.data_dir / "documents"

    @property
    def files(self) -> Path:
        """Where private files of imports and exports are kept."""
        return self.data_dir / "files"

    @property
    def outbox(self) -> Path:
        """Where mail goes: one .eml file a mail."""
        return self.data_dir / "outbox"


def read_settings(environment: Mapping[str, str]) -> RuntimeSettings:
    """The settings in `environment`, or StartError naming the variable that is wrong."""
    return RuntimeSettings(
        port=_port(environment.get("PORT", "").strip()),
        host=_host(environment.get("HOST", "").strip()),
        data_dir=_data_dir(environment.get("DATA_DIR", "").strip()),
        schedule_seconds=_seconds(environment, "SCHEDULE_SECONDS", 5.0),
        poll_seconds=_seconds(environment, "POLL_SECONDS", 0.2),
        idle_seconds=_seconds(environment, "IDLE_SECONDS", 600.0),
        connection_seconds=_seconds(environment, "CONNECTION_SECONDS", 7200.0),
    )


def _port(given: str) -> int:
    if not given:
        return DEFAULT_PORT
    if given.isascii() and given.isdigit() and 1 <= int(given) <= 65535:
        return int(given)
    raise StartError(f"PORT must be a number from 1 to 65535, not {given!r}.")


def _host(given: str) -> str:
    if not given or given == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(given))
    except ValueError:
        return _resolved(given)


def _resolved(name: str) -> str:
    try:
        return str(socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError):
        raise StartError(f"HOST must be an address of this machine, such as 127.0.0.1, not {name!r}.") from None


def _data_dir(given: str) -> Path:
    folder = Path(given or ".local").expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartError(f"DATA_DIR {folder} can't be written to: {error.strerror}.") from None
    return folder


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    given = environment.get(name, "").strip()
    try:
        seconds = float(given) if given else default
    except ValueError:
        seconds = 0.0
    if 0 < seconds < float("inf"):
        return seconds
    raise StartError(f"{name} must be a number of seconds above 0, not {given!r}.")
