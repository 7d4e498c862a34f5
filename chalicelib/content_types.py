"""The content type of a file or document by its suffix, the same on every machine.

The tables of `mimetypes` depend on the interpreter and on what is installed beside it.
"""

from pathlib import PurePath

_TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".ics": "text/calendar",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


def content_type(name: str) -> str:
    """Text is UTF-8; a suffix that is not known makes bytes that no browser runs or shows."""
    found = _TYPES.get(PurePath(name).suffix, "application/octet-stream")
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
