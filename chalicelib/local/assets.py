"""Files as they go out: read and compressed once, kept in memory, and never older than what is on disk."""

import asyncio
import gzip
import hashlib
import os
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chalicelib.content_types import content_type

try:
    import brotli  # type: ignore[import-untyped] # ships no types
except ImportError:  # only the development requirements bring it
    brotli = None

MOST_BYTES = 64 * 1024 * 1024
WORTH_COMPRESSING = 256
QUICK_FROM = 128 * 1024
"""From this size on, a lower level of compression: nobody should wait for it."""
_TEXT = frozenset(
    {
        "application/atom+xml",
        "application/json",
        "application/manifest+json",
        "application/rss+xml",
        "application/xml",
        "image/svg+xml",
    }
)

Version = tuple[int, int, int]


@dataclass(frozen=True)
class Asset:
    """A file's content in every encoding there is of it; `tag` names the content."""

    version: Version
    content_type: str
    tag: str
    bodies: dict[str, bytes]

    @property
    def size(self) -> int:
        """Bytes of memory its bodies take."""
        return sum(map(len, self.bodies.values()))

    def pick(self, accept_encoding: str) -> str:
        """The best encoding this client takes: `br`, `gzip` or `identity`."""
        return next(each for each in accepted(accept_encoding) if each in self.bodies)

    def etag(self, encoding: str) -> str:
        """Strong: another encoding is another representation, and has another tag."""
        return f'"{self.tag}"' if encoding == "identity" else f'"{self.tag}-{encoding}"'

    def matches(self, if_none_match: str) -> bool:
        """Whether the client already holds this content, in whichever encoding."""
        held = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
        return "*" in held or any(self.etag(encoding) in held for encoding in self.bodies)


class Assets:
    """Finds files under one folder; runs on the event loop, reads and compresses on a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._kept: OrderedDict[str, Asset] = OrderedDict()
        self._loading: dict[tuple[str, Version], asyncio.Task[Asset | None]] = {}
        self._bytes = 0

    async def find(self, name: str) -> Asset | None:
        """The file as it is now; None when there is none. `name` must be relative and free of `..`."""
        path = f"{self._folder}/{name}"
        version = _version(path)
        if version is None:
            return None
        kept = self._kept.get(name)
        if kept is not None and kept.version == version:
            return kept
        return await self._load_once(name, path, version)

    async def _load_once(self, name: str, path: str, version: Version) -> Asset | None:
        """Everybody who asks at the same moment waits for the same reading."""
        key = (name, version)
        loading = self._loading.get(key)
        if loading is None:
            loading = asyncio.ensure_future(self._load(name, path))
            self._loading[key] = loading
            loading.add_done_callback(lambda _: self._loading.pop(key, None))
        return await asyncio.shield(loading)

    async def _load(self, name: str, path: str) -> Asset | None:
        asset = await asyncio.to_thread(_read, path)
        if asset is not None:
            self._keep(name, asset)
        return asset

    def _keep(self, name: str, asset: Asset) -> None:
        previous = self._kept.pop(name, None)
        self._bytes += asset.size - (previous.size if previous else 0)
        self._kept[name] = asset
        while self._bytes > MOST_BYTES and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].size


@lru_cache(maxsize=256)
def accepted(accept_encoding: str) -> tuple[str, ...]:
    """The encodings of ours that an Accept-Encoding header allows, best first."""
    allowed: set[str] = set()
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        if parameters.replace(" ", "").removeprefix("q=").strip("0.") or not parameters:
            allowed.add(name.strip())
    known = [each for each in ("br", "gzip") if each in allowed or "*" in allowed]
    return (*known, "identity")


def _version(path: str) -> Version | None:
    try:
        stat = os.stat(path)  # noqa: PTH116 - once a request: a Path costs more than the call
    except (OSError, ValueError):
        return None
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino) if stat.st_mode & 0o170000 == 0o100000 else None


def _read(path: str) -> Asset | None:
    try:
        with Path(path).open("rb") as file:
            stat = os.fstat(file.fileno())
            content = file.read()
    except OSError:
        return None
    version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    kind = content_type(path)
    tag = hashlib.sha256(content).hexdigest()[:12]
    return Asset(version, kind, tag, _bodies(content, kind))


def _bodies(content: bytes, content_type: str) -> dict[str, bytes]:
    bodies = {"identity": content}
    if len(content) < WORTH_COMPRESSING or not _is_text(content_type):
        return bodies
    quick = len(content) > QUICK_FROM
    bodies["gzip"] = gzip.compress(content, 5 if quick else 8, mtime=0)
    if brotli is not None:
        bodies["br"] = brotli.compress(content, quality=4 if quick else 7)
    return bodies


def _is_text(content_type: str) -> bool:
    return content_type.startswith("text/") or content_type in _TEXT
