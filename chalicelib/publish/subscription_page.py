"""The page behind a subscriber's own link: to confirm, change, pause and end a subscription. It needs no script.

Nothing happens by looking at it: every button posts a form.
"""

from datetime import datetime
from html import escape
from urllib.parse import urlencode, urlsplit

from chalicelib.domain.ids import Id
from chalicelib.domain.page import Page
from chalicelib.domain.subscribers import Channel, Following, Subscriber, SubscriberState
from chalicelib.domain.times import zone_names
from chalicelib.publish import markup
from chalicelib.publish.address import page_link, site_url
from chalicelib.publish.moments import local
from chalicelib.publish.subscribe_page import SHEETS, WHICH, chosen, which

PATH = "/subscription"
THEMED = "/js/page/themed.js"
"""Draws in the page's colour, which no style sheet knows; nothing else needs it."""
DONE = {
    "confirmed": "You are subscribed. We tell you when something changes.",
    "saved": "Your choice is saved.",
    "paused": "Paused: nothing is sent until the pause ends.",
    "resumed": "You are told again from now on.",
}
"""What is said at the top, after a form was posted."""
_CHANNELS = {
    Channel.EMAIL: "Mail",
    Channel.WEBHOOK: "Webhook",
    Channel.SLACK: "Slack",
    Channel.TEAMS: "Microsoft Teams",
    Channel.DISCORD: "Discord",
    Channel.GOOGLE_CHAT: "Google Chat",
    Channel.WEB_PUSH: "A browser",
}
_PAUSES = ((1, "1 day"), (7, "1 week"), (30, "30 days"), (0, "Until I go on"))
"""[days, label]; 0 has no end."""
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
    '<title>{title}</title><link rel="icon" href="data:,">'
    '<link rel="stylesheet" href="/css/base.css">' + SHEETS + "{themed}</head>"
)


def manage(subscriber: Subscriber, shown: Page, token: str, now: datetime, done: str = "") -> str:
    """What there is to do, by the state it is in."""
    if subscriber.state is SubscriberState.PENDING:
        return _framed(shown, "Confirm your subscription", _confirming(subscriber, shown, token))
    said = f'<p class="notice" role="status">{DONE[done]}</p>' if done in DONE else ""
    asked = _asked(subscriber.requested, subscriber, shown, token) if subscriber.requested else ""
    parts = said + asked + _standing(subscriber, token, now) + _facts(subscriber, subscriber.following, shown)
    parts += _changing(subscriber, shown, token) + _pausing(subscriber, token) + _ending(token)
    return _framed(shown, "Your subscription", parts)


def unsubscribing(subscriber: Subscriber, shown: Page, token: str) -> str:
    """Asks whether to end it: programs that look into mails open links."""
    end = _posting(token, "unsubscribe", '<button class="button danger">Unsubscribe</button>')
    back = f'<p><a href="{_address(token)}">Change or pause it instead</a></p>'
    facts = _facts(subscriber, subscriber.following, shown)
    return _framed(
        shown, "Unsubscribe?", f"{facts}<p>Nothing more is sent, also nothing that waits already.</p>{end}{back}"
    )


def unsubscribed(shown: Page | None) -> str:
    """Once it has ended."""
    return _framed(shown, "You are unsubscribed", f"<p>Nothing more is sent to you.</p>{_back_to(shown)}")


def sent(shown: Page | None) -> str:
    """After somebody asked to be told by mail with a plain form."""
    text = (
        "<p>We have sent a mail with a link. Open it to begin: until then, nothing else comes.</p>"
        '<p class="muted">Nothing there after some minutes? Look among unwanted mail.</p>'
    )
    return _framed(shown, "One more step: look into your mail", text + _back_to(shown))


def ended() -> str:
    """For a link that is good no more, or never was."""
    text = (
        "<p>The subscription has ended, or was not confirmed in time, or the link did not come whole: open it from the "
        "mail again. You can subscribe anew on the status page at any time.</p>"
    )
    return _framed(None, "This link is not good any more", text)


def _framed(shown: Page | None, title: str, content: str) -> str:
    organization = shown.organization if shown else None
    site = escape(site_url(""))
    name = f" - {escape(organization.name)} status" if organization else " - Allclear"
    top = (
        markup.masthead(organization, subscribes=False)
        if organization
        else f'<header class="masthead"><a class="brand" href="{site}"><strong>Allclear</strong></a></header>'
    )
    color = organization.accent_color if organization else ""
    themed = f'<meta name="theme-color" content="{escape(color)}"><script type="module" src="{THEMED}"></script>'
    head = _HEAD.format(title=f"{title}{name}", themed=themed if color else "")
    foot = f'<footer class="footer"><p>Powered by <a href="{site}">Allclear</a></p></footer>'
    return (
        f'{head}<body><div class="page">{top}'
        f'<main class="subscription"><h2>{title}</h2>{content}</main>{foot}</div></body></html>'
    )


def _back_to(shown: Page | None) -> str:
    return f'<p><a class="button" href="{page_link(shown.organization)}">Current status</a></p>' if shown else ""


def _address(token: str) -> str:
    return escape(f"{PATH}?{urlencode({'token': token})}")


def _posting(token: str, action: str, fields: str) -> str:
    hidden = f'<input type="hidden" name="token" value="{escape(token)}">'
    hidden += f'<input type="hidden" name="action" value="{action}">'
    return f'<form class="form" method="post" action="{PATH}">{hidden}{fields}</form>'


def _confirming(subscriber: Subscriber, shown: Page, token: str) -> str:
    button = _posting(token, "confirm", '<button class="button primary">Confirm</button>')
    hint = '<p class="muted">It was not you? Then you need not do anything.</p>'
    return f"{_facts(subscriber, subscriber.following, shown)}{button}{hint}"


def _asked(wanted: Following, subscriber: Subscriber, shown: Page, token: str) -> str:
    """A change that waits; whoever asked for it, all that the subscription has is below."""
    button = _posting(token, "confirm", '<button class="button primary">Confirm</button>')
    words = "<p>Somebody asked to change what this subscription tells:</p>"
    hint = '<p class="muted">It was not you? Then you need not do anything: it stays as it is below.</p>'
    return f'<div class="notice">{words}{_facts(subscriber, wanted, shown)}{button}{hint}</div>'


def _standing(subscriber: Subscriber, token: str, now: datetime) -> str:
    """Why nothing is told, and how it is told again."""
    if subscriber.state is SubscriberState.SUPPRESSED:
        why = escape(subscriber.suppressed_because or "It could not be delivered for days.")
        again = _posting(token, "confirm", '<button class="button primary">Tell me again</button>')
        return f'<div class="notice"><p><strong>Nothing is sent any more.</strong> {why}</p>{again}</div>'
    if subscriber.state is not SubscriberState.PAUSED or (subscriber.paused_until and subscriber.paused_until <= now):
        return ""
    until = f" until {local(subscriber.paused_until, subscriber.time_zone)}" if subscriber.paused_until else ""
    again = _posting(token, "resume", '<button class="button primary">Go on</button>')
    said = f"<p><strong>Paused{until}.</strong> What happens meanwhile is not sent later.</p>"
    return f'<div class="notice">{said}{again}</div>'


def _facts(subscriber: Subscriber, following: Following, shown: Page) -> str:
    facts = [
        ("To", _target(subscriber)),
        ("About", escape(_about(following, shown))),
        ("How much", next(label for value, label in WHICH if value == following.which)),
    ]
    rows = "".join(f'<div><dt>{name}</dt><dd dir="auto">{value}</dd></div>' for name, value in facts)
    return f'<dl class="facts">{rows}</dl>'


def _target(subscriber: Subscriber) -> str:
    """Whoever knows the whole address of a chat can write to it: the host is enough to know it again."""
    if subscriber.email:
        return escape(subscriber.email)
    host = urlsplit(subscriber.url or "").hostname
    return f"{_CHANNELS[subscriber.channel]} ({escape(host)})" if host else _CHANNELS[subscriber.channel]


def _about(following: Following, shown: Page) -> str:
    if following.everything:
        return "Everything on the page"
    names = [each.name for each in shown.services if each.id in following.service_ids]
    incidents = [_title(each, shown) for each in following.incident_ids]
    return ", ".join([*following.categories, *names, *incidents]) or "Nothing that is still on the page"


def _title(incident_id: Id, shown: Page) -> str:
    known = (*shown.active_incidents, *shown.recent_incidents)
    return next((f"“{each.title}”" for each in known if each.id == incident_id), "an earlier incident")


def _changing(subscriber: Subscriber, shown: Page, token: str) -> str:
    boxes = chosen(markup.by_category(shown), subscriber.categories, subscriber.service_ids)
    fields = boxes + _incidents(subscriber, shown) + which(subscriber.which) + _zone(subscriber.time_zone)
    save = '<div class="actions"><button class="button primary">Save</button></div>'
    return f'<section class="subscribe"><h3>What you are told</h3>{_posting(token, "change", fields + save)}</section>'


def _incidents(subscriber: Subscriber, shown: Page) -> str:
    rows = "".join(
        f'<li><label class="choice"><input type="checkbox" name="incident_ids" value="{each}" checked>'
        f'<span dir="auto">{escape(_title(each, shown))}</span></label></li>'
        for each in subscriber.incident_ids
    )
    return f'<fieldset class="field"><legend>Incidents you follow</legend><ul>{rows}</ul></fieldset>' if rows else ""


def _zone(picked: str) -> str:
    names = sorted(zone_names() | {picked})
    options = "".join(
        f'<option value="{name}"{" selected" if name == picked else ""}>{name.replace("_", " ")}</option>'
        for name in names
    )
    label = '<label for="zone">Time zone</label><p class="hint">Messages tell times in it.</p>'
    return f'<div class="field">{label}<select id="zone" name="time_zone">{options}</select></div>'


def _pausing(subscriber: Subscriber, token: str) -> str:
    if subscriber.state is not SubscriberState.ACTIVE:
        return ""
    buttons = "".join(f'<button class="button" name="days" value="{days}">{label}</button>' for days, label in _PAUSES)
    pausing = _posting(token, "pause", f'<div class="actions">{buttons}</div>')
    return f'<section><h3>Pause</h3><p class="hint">What happens meanwhile is not sent later.</p>{pausing}</section>'


def _ending(token: str) -> str:
    end = _posting(token, "unsubscribe", '<div class="actions"><button class="button">Unsubscribe</button></div>')
    return f"<section><h3>End it</h3>{end}</section>"
