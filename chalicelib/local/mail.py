"""Mail on this machine goes nowhere: DATA_DIR/outbox holds one .eml file a mail, and a page lists them."""

import asyncio
import base64
import hashlib
import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiohttp import web

from chalicelib.domain import links
from chalicelib.local.loopback import asked_by_local_name, from_this_machine

MOST_LISTED = 200
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}\.eml")
_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
li{margin:.5rem 0}dt{font-weight:600}pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid;padding:1rem}
iframe{width:100%;height:24rem;border:1px solid;background:#fff}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_SANDBOX = {
    **_HEADERS,
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'",
}


class Outbox:
    """The pages `/_local/outbox`, `/_local/outbox/{name}` and `/_local/outbox/{name}/html`, for this machine only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """404 to everybody else, as if there were no such page."""
        rest = request.path.removeprefix("/_local/outbox")
        if not (from_this_machine(request) and asked_by_local_name(request)) or rest == request.path:
            return _page("Not found", "<p>There is nothing at this address.</p>", status=404)
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={**_HEADERS, "Allow": "GET, HEAD"})
        name, _, view = rest.strip("/").partition("/")
        # on a thread: hundreds of mails are read for one list, and nobody else should wait for that
        return await asyncio.to_thread(self.mail, name, view) if name else await asyncio.to_thread(self._list)

    def _list(self) -> web.Response:
        files = sorted(self._folder.glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
        rows = [_row(file.name, _read(file)) for file in files[:MOST_LISTED]]
        if not rows:
            return _page("Outbox", "<p>No mail yet. What Allclear would send, such as an invitation, appears here.</p>")
        return _page("Outbox", f"<ul>{''.join(rows)}</ul>")

    def mail(self, name: str, view: str = "") -> web.Response:
        """One mail; its HTML alone where `view` is "html"."""
        file = self._folder / name
        if not _NAME.fullmatch(name) or not file.is_file() or view not in {"", "html"}:
            return _page("Not found", "<p>There is no such mail.</p>", status=404)
        mail = _read(file)
        if view == "html":
            return web.Response(text=_body(mail, "html"), content_type="text/html", charset="utf-8", headers=_SANDBOX)
        return _page(str(mail["subject"] or "(no subject)"), _details(name, mail))


def _read(file: Path) -> EmailMessage:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - the default policy makes no other
    return mail


def _row(name: str, mail: EmailMessage) -> str:
    subject, to, date = (html.escape(str(mail[field] or "")) for field in ("subject", "to", "date"))
    return f'<li><a href="/_local/outbox/{html.escape(name)}">{subject or "(no subject)"}</a><br>to {to}, {date}</li>'


def _details(name: str, mail: EmailMessage) -> str:
    fields = [(field, str(mail[field] or "")) for field in ("From", "To", "Date")]
    rows = "".join(f"<dt>{label}</dt><dd>{html.escape(value)}</dd>" for label, value in fields)
    text = _with_links(_body(mail, "plain"))
    frame = _frame(name) if _body(mail, "html") else ""
    return f'<dl>{rows}</dl><pre>{text}</pre>{frame}<p><a href="/_local/outbox">All mail</a></p>'


def _with_links(text: str) -> str:
    pieces = (html.escape(piece) for piece in links.split(text))
    return "".join(
        f'<a href="{piece}" rel="noreferrer">{piece}</a>' if odd % 2 else piece for odd, piece in enumerate(pieces)
    )


def _frame(name: str) -> str:
    source = f"/_local/outbox/{html.escape(name)}/html"
    return f'<h2>As HTML</h2><iframe sandbox title="The mail as HTML" src="{source}"></iframe>'


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        return "(This mail can't be shown.)"


def _page(title: str, content: str, status: int = 200) -> web.Response:
    safe = html.escape(title)
    head = (
        f'<meta charset="utf-8"><title>{safe} - Allclear on this machine</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
    )
    text = f'<!doctype html><html lang="en">{head}<main><h1>{safe}</h1>{content}</main></html>'
    return web.Response(status=status, text=text, content_type="text/html", headers=_HEADERS)
