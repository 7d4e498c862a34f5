"""What our mails say, in plain text and as HTML from the same words."""

import html
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from chalicelib.config import settings
from chalicelib.domain.api_keys import ApiKey
from chalicelib.domain.invitations import Invitation
from chalicelib.domain.organizations import Member, Organization, Role
from chalicelib.mail.message import Message
from chalicelib.mail.words import as_html, as_text, called, hello, named

_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{subject}</title>'
    '<meta name="color-scheme" content="light dark">'
    "<style>body{{background:#ffffff;color:#1c2127}}a{{color:#0a58ca}}@media (prefers-color-scheme:dark)"
    "{{body{{background:#0e1116;color:#e6e9ed}}a{{color:#7db4ff}}}}</style></head>"
    '<body style="font:16px/1.5 system-ui,sans-serif;'
    'overflow-wrap:anywhere;max-width:36rem;margin:2rem auto;padding:0 1rem">{content}</body></html>'
)
_BUTTON = (
    '<p><a href="{url}" style="display:inline-block;padding:.6rem 1.2rem;border-radius:6px;'
    'background:#0b6e3f;color:#ffffff;text-decoration:none">{label}</a></p>'
    '<p style="font-size:14px">Or open this address: <a href="{url}">{url}</a></p>'
)

_AS = {Role.VIEWER: "a viewer", Role.MEMBER: "a member", Role.ADMIN: "an admin", Role.OWNER: "an owner"}


def letter(
    to: str, subject: str, before: Sequence[str], link: tuple[str, str], after: Sequence[str], from_name: str = ""
) -> Message:
    """Paragraphs, a link as (label, address), and paragraphs; nothing in them is taken for markup.

    What people wrote stands in the subject and in the paragraphs as `named`.
    """
    label, url = link
    subject = as_text(subject)
    text = "\n\n".join([*map(as_text, before), f"{label}:\n{url}", *map(as_text, after)]) + "\n"
    button = _BUTTON.format(url=html.escape(url), label=html.escape(label))
    content = f"{_paragraphs(before)}{button}{_paragraphs(after)}"
    return Message(to, subject, text, _PAGE.format(subject=html.escape(subject), content=content), from_name)


def link_to(page: str, token: str) -> str:
    """The token stands behind `#`, so that no server, log or Referer header ever sees it."""
    return f"{settings().need('public_url').public_url.rstrip('/')}/{page}#token={quote(token, safe='')}"


def invitation(invited: Invitation, organization_name: str, token: str) -> Message:
    """To somebody who may not know us yet."""
    inviter = called(invited.invited_by.name, "Somebody")
    organization = called(organization_name, "an organization")
    return letter(
        invited.email,
        f"Join {organization} on Allclear",
        [
            "Hello,",
            f"{inviter} invites you to work on the status page of {organization}, as {_AS[invited.role]}.",
        ],
        ("Accept the invitation", link_to("accept-invitation", token)),
        [
            f"The link works once, for {named(invited.email)} only, until {_until(invited.expires_at)}.",
            "You did not expect this? Then you need not do anything.",
        ],
    )


def deletion_requested(owner: Member, organization: Organization, by: str) -> Message:
    """To every owner: what is under way can be undone."""
    when = _until(organization.deletes_at or organization.updated_at)
    name = called(organization.name, "Your organization")
    return letter(
        owner.email,
        f"{name} is to be deleted",
        [hello(owner.name), f"{called(by, 'Somebody')} asked to delete {name}, its status page and all that is in it."],
        ("Keep it", dashboard("organization/danger", organization.id)),
        [f"Until {when} an owner can undo this. Then everything is deleted for good."],
    )


def member_joined(owner: Member, member: Member, organization_name: str) -> Message:
    """To every owner, unless the settings say otherwise."""
    name = called(member.name, "Somebody")
    said = f"{name} ({named(member.email)}) accepted an invitation and is now {_AS[member.role]}."
    return _notice(
        owner,
        f"{name} joined {called(organization_name, 'your organization')}",
        said,
        ("See the team", dashboard("team", owner.org_id)),
    )


def api_key_created(owner: Member, key: ApiKey, organization_name: str) -> Message:
    """To every owner, unless the settings say otherwise."""
    by, name = called(key.created_by.name, "Somebody"), called(key.name, "")
    said = f"{by} made the API key {name} ({key.prefix}...), to {key.scope}."
    link = ("See the API keys", dashboard("organization/keys", owner.org_id))
    return _notice(owner, f"New API key for {called(organization_name, 'your organization')}", said, link)


def _notice(owner: Member, subject: str, said: str, link: tuple[str, str]) -> Message:
    after = "The organization's settings say whether you get such mails."
    return letter(owner.email, subject, [hello(owner.name), said], link, [after])


def dashboard(place: str, org_id: str) -> str:
    """An address in the dashboard, which opens on the organization that the mail is about."""
    return f"{settings().need('public_url').public_url.rstrip('/')}/dashboard/{place}?organization={org_id}"


def _until(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f'<p dir="auto">{as_html(text)}</p>' for text in texts)
