"""Reading an address that a stranger typed, so strictly that no two programs can read it differently."""

import re
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

from chalicelib.outbound.errors import RefusedError
from chalicelib.outbound.networks import is_loopback, is_public, read

MAX_LETTERS = 2000
_PORTS = {"https": 443, "http": 80}
NOT_ALLOWED = re.compile(r"""[\x00-\x20\x7f-\xa0\\"<>^`{|}\u2028\u2029\ud800-\udfff\ufeff]""")
"""In an address that somebody types."""
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_DOTS = re.compile(r"[.\u3002\uff0e\uff61]")
_BRACKETED = re.compile(r"\[[^\[\]]*\](?::[0-9]*)?")
ALLOWED = "/?#[]@!$&'()*+,;=:%~"
"""Besides letters and digits, as they are."""


class Target(NamedTuple):
    """Whom to call."""

    scheme: str
    host: str
    """A name in ASCII, or an address without brackets."""
    port: int
    path: str
    """With the query, percent-encoded."""
    is_loopback: bool
    """Whether it names this machine itself, which only a runtime on one machine may call."""

    @property
    def origin(self) -> str:
        """`https://example.com`, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")


def target_of(url: str, *, loopback: bool = False, plain: bool = False) -> Target:
    """The target of an address; raises RefusedError for one that may not be called, as far as its text tells.

    `https` alone, no user name, no number or encoding that only some programs take for an address, nothing that is
    not public. With `loopback`, this machine may be called by its own names, by plain `http`, too. With `plain`,
    everybody may be called by that.
    """
    parts = _split(url)
    host = _host(parts)
    literal = read(host)
    at_home = host == "localhost" or (literal is not None and is_loopback(literal))
    if at_home and not loopback:
        raise RefusedError("The address must be public, not one of this machine.")
    if literal is not None and not at_home and not is_public(literal):
        raise RefusedError("The address must be public, not one of a private or reserved network.")
    if parts.scheme != "https" and not (plain or at_home):
        raise RefusedError("The address must begin with https://.")
    return Target(parts.scheme, host, _port(parts), _path(parts), at_home)


def _split(url: str) -> SplitResult:
    if len(url) > MAX_LETTERS or NOT_ALLOWED.search(url):
        raise RefusedError("The address must be a plain web address, such as https://example.com/hook.")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise RefusedError("The address can't be read.") from None
    if parts.scheme not in _PORTS or not url[len(parts.scheme) :].startswith("://"):
        raise RefusedError("The address must begin with https://.")
    if "@" in parts.netloc:
        raise RefusedError("The address must not hold a user name or password.")
    if "[" in parts.netloc and not _BRACKETED.fullmatch(parts.netloc):
        raise RefusedError("The address can't be read.")
    return parts


def _host(parts: SplitResult) -> str:
    """Lower case, without the dot that a full name may end with."""
    host = _in_ascii((parts.hostname or "").removesuffix("."))
    is_bracketed = "[" in parts.netloc
    is_name = not is_bracketed and (host == "localhost" or _is_name(host))
    if not (is_name or _is_address(host, is_bracketed=is_bracketed)):
        raise RefusedError("The address must name its host in full, such as hooks.example.com.")
    return host


def _is_address(host: str, *, is_bracketed: bool) -> bool:
    """IPv6 only in brackets, and nothing else in them; no zone of this machine behind it."""
    found = read(host)
    return found is not None and (found.version == 6) == is_bracketed and "%" not in host


def _is_name(host: str) -> bool:
    """More than one label; the last is no number, which would make all of it an IPv4 address to some programs."""
    is_number = _NUMBER.fullmatch(host.rpartition(".")[2])
    return len(host) <= 253 and _NAME.fullmatch(host) is not None and not is_number


def _in_ascii(host: str) -> str:
    try:
        return host if host.isascii() else in_ascii(host).removesuffix(".")
    except UnicodeError:
        raise RefusedError("The name of the host can't be read.") from None


def in_ascii(name: str) -> str:
    """A name in any script as name servers know it; raises UnicodeError. Labels in ASCII stay, `_dmarc` too."""
    if name.isascii():
        return name
    import idna  # noqa: PLC0415 - few names need it

    labels = _DOTS.split(name)
    return ".".join(each if each.isascii() else idna.encode(each, uts46=True).decode() for each in labels)


def _port(parts: SplitResult) -> int:
    try:
        port = _PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError:
        port = 0
    if not port or parts.netloc.endswith(":"):
        raise RefusedError("The port of the address can't be read.")
    return port


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=ALLOWED)
    return f"{path}?{quote(parts.query, safe=ALLOWED)}" if parts.query else path
