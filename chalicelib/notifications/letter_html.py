"""A mail as HTML: the page's colour and logo, and readable in the dark. Every letter that people wrote is escaped."""

from collections.abc import Mapping
from html import escape

from chalicelib.domain.appearance import Tone
from chalicelib.domain.branding import READABLE, contrast
from chalicelib.domain.notifications import Said
from chalicelib.notifications.channel import Rendered
from chalicelib.notifications.facts import facts, tone
from chalicelib.notifications.letter_text import Links, footer, own_choice
from chalicelib.notifications.moments import moment
from chalicelib.publish.prose import prose

OWN_COLOR = "#0b6e3f"
_TONES: Mapping[Tone, tuple[str, str]] = {
    Tone.OK: ("#0b6e3f", "#e3f4ea"),
    Tone.MAINTENANCE: ("#1b5cae", "#e5eefb"),
    Tone.MINOR: ("#7a5200", "#fdf3d8"),
    Tone.MAJOR: ("#a13c00", "#fde9dc"),
    Tone.CRITICAL: ("#a8071a", "#fde3e4"),
    Tone.IDLE: ("#444c56", "#eceff2"),
}
"""Letters and ground of a state; the same in the dark, where they stand on a ground of their own."""
_PILL = "display:inline-block;padding:2px 10px;border-radius:12px;font-size:14px;font-weight:600"
_BUTTON = "display:inline-block;padding:10px 20px;border-radius:6px;text-decoration:none"
_STYLE = (
    "body{margin:0;background:#f3f5f7;color:#1c2127}"
    "a{color:#0a58ca}"
    ".card{background:#ffffff}.muted{color:#59636e}"
    "@media (prefers-color-scheme:dark){"
    "body{background:#0e1116!important;color:#e6e9ed!important}.card{background:#171b22!important}"
    ".muted{color:#a3adb8!important}a{color:#7db4ff}.line{border-color:#2b323c!important}}"
)
_PAGE = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">\n'
    '<meta name="supported-color-schemes" content="light dark">\n<style>{style}</style></head>\n'
    '<body style="font:16px/1.5 system-ui,-apple-system,Segoe UI,sans-serif">\n'
    '<div style="max-width:600px;margin:0 auto;padding:24px 16px">\n'
    '<div class="card" style="border-top:4px solid {color};border-radius:6px;padding:24px">\n{content}</div>\n'
    '<div class="muted" style="font-size:13px;padding:16px 24px">{foot}</div></div></body></html>\n'
)


def html(message: Rendered, zone: str, links: Links) -> str:
    """All of it."""
    told, organization = message.told, message.organization
    color = organization.color or OWN_COLOR
    content = "".join(
        [
            _header(message),
            _badge(message),
            f'<h1 dir="auto" style="font-size:20px;line-height:1.3;margin:8px 0 16px">{escape(told.title)}</h1>\n',
            *(_said(each, zone) for each in told.updates),
            _facts(message, zone),
            _button(message.url, color),
        ]
    )
    return _PAGE.format(
        title=escape(told.title), style=_STYLE, color=color, content=content, foot=_foot(message, links)
    )


def _header(message: Rendered) -> str:
    organization = message.organization
    logo = ""
    if organization.logo_url:
        logo = f'<img src="{escape(organization.logo_url)}" alt="" height="28" style="vertical-align:middle;border:0"> '
    return f'<p class="muted" style="margin:0 0 16px">{logo}<bdi>{escape(organization.name)}</bdi></p>\n'


def _badge(message: Rendered) -> str:
    letters, ground = _TONES[tone(message.told)]
    style = f"{_PILL};color:{letters};background:{ground}"
    return f'<span style="{style}">{escape(message.told.state)}</span>\n'


def _said(said: Said, zone: str) -> str:
    when = f'<strong>{escape(said.label)}</strong> <span class="muted">{escape(moment(said.at, zone))}</span>'
    text = prose(said.text, said.tree) if said.text else ""
    return (
        '<div class="line" style="border-left:3px solid #d5dbe1;padding-left:12px;margin:0 0 16px">'
        f'<p style="margin:0;font-size:14px">{when}</p>\n{text}</div>\n'
    )


def _facts(message: Rendered, zone: str) -> str:
    rows = "".join(
        f'<p dir="auto" style="margin:0 0 4px"><strong>{name}:</strong> {escape(value)}</p>\n'
        for name, value in facts(message.told, zone)
    )
    return f'<div style="margin:0 0 16px;font-size:14px">{rows}</div>\n' if rows else ""


def _button(url: str, color: str) -> str:
    letters = "#ffffff" if contrast(color, "#ffffff") >= READABLE else "#0e1116"
    style = f"{_BUTTON};color:{letters};background:{color}"
    return f'<p style="margin:16px 0 0"><a\nhref="{escape(url)}" style="{style}">Read it on the status page</a></p>\n'


def _foot(message: Rendered, links: Links) -> str:
    lines = "".join(f"<p>{escape(each)}</p>\n" for each in footer(message, links))
    change, end = (escape(each) for each in links or (own_choice(message), ""))
    lines += f'<p><a\nhref="{change}">Change what you get</a>'
    lines += f' &middot; <a\nhref="{end}">Unsubscribe</a></p>\n' if end else "</p>\n"
    if message.organization.postal_address:
        lines += f'<p dir="auto">{"<br>".join(map(escape, message.organization.postal_address.splitlines()))}</p>\n'
    return lines
