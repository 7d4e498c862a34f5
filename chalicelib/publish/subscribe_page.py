"""The forms by which somebody subscribes without scripts: at an address of their own, and below an incident.

They are posted as browsers post forms; js/page/subscribe draws the same with every way of being told.
"""

from collections.abc import Sequence
from html import escape

from chalicelib.domain.addresses import MAX_ADDRESS
from chalicelib.domain.appearance import Tone
from chalicelib.domain.ids import Id
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import Page
from chalicelib.domain.services import Service
from chalicelib.publish import markup, shell
from chalicelib.publish.shell import Head

SHEETS = '<link rel="stylesheet" href="/css/forms.css"><link rel="stylesheet" href="/css/subscribe.css">'
WHICH = (("all", "Every update"), ("start_and_end", "Only when something begins and when it is over"))
"""How much of an incident or of maintenance: [value, label], the first being what is chosen at first."""


def page(shown: Page) -> str:
    """`/subscribe`."""
    organization = shown.organization
    about = f"Be told by email when the services of {organization.name} have trouble, and when they work again."
    head = Head(f"Subscribe - {organization.name} status", about, Tone.IDLE, ("subscribe",))
    fields = _address() + which() + chosen(markup.by_category(shown))
    form = _form(organization, "Subscribe", fields)
    return shell.below(organization, head, f'{SHEETS}<h2>Get updates by email</h2><div class="subscribe">{form}</div>')


def following(organization: OrganizationProfile, incident_id: Id) -> str:
    """Below an incident, for who runs no scripts: to be told of this one alone."""
    fields = f'<input type="hidden" name="incident_id" value="{incident_id}">{_address()}'
    form = _form(organization, "Follow this incident", fields)
    section = f'<section class="subscribe" id="follow"><h2>Follow this incident</h2>{form}</section>'
    return f"<noscript>{SHEETS}{section}</noscript>"


def _form(organization: OrganizationProfile, action: str, fields: str) -> str:
    address = f"/api/status/{organization.slug}/subscribers"
    channel = '<input type="hidden" name="channel" value="email">'
    return (
        f'<form class="form" method="post" action="{address}">{channel}{fields}'
        '<p class="hint">We send a mail with a link: nothing else comes until you have opened it, and every mail has a '
        f'link to end it.</p><div class="actions"><button class="button primary">{action}</button></div></form>'
    )


def _address() -> str:
    return (
        '<div class="field"><label for="email">Email address</label><input id="email" name="email" type="email" '
        f'autocomplete="email" maxlength="{MAX_ADDRESS}" required></div>'
    )


def which(picked: str = WHICH[0][0]) -> str:
    """How much somebody is told, as radio buttons."""
    return (
        f'<fieldset class="field"><legend>How much</legend>{"".join(_radio(each, picked) for each in WHICH)}</fieldset>'
    )


def _radio(choice: tuple[str, str], picked: str) -> str:
    value, label = choice
    checked = " checked" if value == picked else ""
    return (
        f'<label class="choice"><input type="radio" name="which" value="{value}"{checked}><span>{label}</span></label>'
    )


def chosen(services: Sequence[Service], categories: Sequence[str] = (), service_ids: Sequence[Id] = ()) -> str:
    """What somebody is told of, as boxes to tick; those of `categories` and `service_ids` are."""
    if not services:
        return ""
    groups: dict[str, list[Service]] = {}
    for service in services:
        groups.setdefault(service.category, []).append(service)
    boxes = "".join(_group(name, found, categories, service_ids) for name, found in groups.items())
    hint = '<p class="hint">Tick nothing to hear of everything on this page.</p>'
    return f'<fieldset class="field"><legend>Only about</legend>{hint}<ul class="follow">{boxes}</ul></fieldset>'


def _group(name: str, services: Sequence[Service], categories: Sequence[str], service_ids: Sequence[Id]) -> str:
    rows = "".join(_box("service_ids", each.id, each.name, is_ticked=each.id in service_ids) for each in services)
    if not name:
        return rows
    whole = _box("categories", name, name, is_ticked=name in categories)
    return f'<li class="follow-group"><ul>{whole}</ul><ul class="follow-of">{rows}</ul></li>'


def _box(field: str, value: str, label: str, *, is_ticked: bool) -> str:
    checked = " checked" if is_ticked else ""
    box = f'<input type="checkbox" name="{field}" value="{escape(value)}"{checked}>'
    return f'<li><label class="choice">{box}<span dir="auto">{escape(label)}</span></label></li>'
