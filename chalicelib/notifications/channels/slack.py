"""Slack's incoming webhooks, in Block Kit.

Texts are `rich_text`, whose elements are data: no letter of them is markup, and a mention or a link is an element of
its own. What must be mrkdwn is ours, or escaped. https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.notifications.channel import Outcome, Recipient, Rendered
from chalicelib.notifications.channels.card import Card, Update, card_of
from chalicelib.notifications.channels.delivering import as_json, delivered
from chalicelib.notifications.channels.lines import BULLET, Line, Run, shortened

TEXT_LETTERS = 6000
"""Of all updates; Slack cuts messages off far beyond."""
_HEADER_LETTERS, _FALLBACK_LETTERS = 150, 1000
_DEEPEST, _URL_LETTERS = 8, 3000
_JOINER = "\u2060"

Json = dict[str, Any]


def send(recipient: Recipient, message: Rendered) -> Outcome:
    """Slack answers 404 or 410 once the webhook or its channel is gone."""
    card = card_of(recipient, message, TEXT_LETTERS)
    return delivered(recipient.subscriber.url or "", as_json(payload(card)))


def payload(card: Card) -> Json:
    """The message. Its `text` is what notifications and screen readers get."""
    header = {"type": "plain_text", "text": shortened(card.headline, _HEADER_LETTERS), "emoji": False}
    return {
        "text": escaped(shortened(card.summary, _FALLBACK_LETTERS)),
        "blocks": [
            {"type": "header", "text": header},
            {"type": "rich_text", "elements": [_section(list(_facts(card)))]},
            *({"type": "rich_text", "elements": [_said(each), *elements(each.lines)]} for each in card.updates),
            {"type": "context", "elements": [{"type": "mrkdwn", "verbatim": True, "text": _footer(card)}]},
        ],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escaped(text: str) -> str:
    """For mrkdwn that is not shown as such: no link or mention begins, not even by an @ that Slack may look up."""
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(letter, entity)
    return text.replace("@", f"@{_JOINER}")


def elements(lines: Sequence[Line]) -> list[Json]:
    """Sections, lists, quotes and preformatted text."""
    found: list[Json] = []
    for line in lines:
        inside = [_element(run) for run in line.runs if run.text]
        if line.kind == "li":
            _add_item(found, line, inside)
        elif line.kind == "quote":
            mark = [_element(Run(f"{line.mark} "))] if line.mark else []
            found.append({"type": "rich_text_quote", "elements": [*mark, *inside]})
        elif line.kind == "pre":
            found.append({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": line.text or " "}]})
        else:
            space = [_element(Run("\n"))] if found and found[-1]["type"] == "rich_text_section" else []
            found.append(_section([*space, *inside]))
    return found


def _add_item(found: list[Json], line: Line, inside: list[Json]) -> None:
    """To the list before it, where that is its own; what goes on without a mark belongs to the last item."""
    last = found[-1] if found and found[-1]["type"] == "rich_text_list" else None
    if last and not line.mark:
        last["elements"][-1]["elements"] += [_element(Run("\n")), *inside]
        return
    style = "bullet" if line.mark in {BULLET, ""} else "ordered"
    indent = min(line.depth, _DEEPEST)
    if not last or (last["style"], last["indent"]) != (style, indent):
        last = {"type": "rich_text_list", "style": style, "indent": indent, "elements": []}
        if style == "ordered" and line.mark != "1.":
            last["offset"] = max(0, int(line.mark[:-1]) - 1)
        found.append(last)
    last["elements"].append(_section(inside))


def _section(inside: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": inside or [_element(Run(" "))]}


def _element(run: Run) -> Json:
    is_link = bool(run.link) and len(run.link) <= _URL_LETTERS
    kind: Json = {"type": "link", "url": run.link, "text": run.text} if is_link else {"type": "text", "text": run.text}
    looks = {"bold": run.strong, "italic": run.em, "code": run.code}
    style = {name: True for name, is_so in looks.items() if is_so}
    return kind | ({"style": style} if style else {})


def _facts(card: Card) -> Iterator[Json]:
    yield _element(Run(card.organization, strong=True))
    for label, value in card.facts:
        yield _element(Run(f"\n{label}: "))
        yield _element(Run(value))


def _said(update: Update) -> Json:
    """The time is shown in the zone of whoever reads it."""
    date = {
        "type": "date",
        "timestamp": int(update.at.timestamp()),
        "format": "{date_short_pretty} at {time}",
        "fallback": update.when,
    }
    return _section([_element(Run(update.label, strong=True)), _element(Run(", ")), date, _element(Run("\n"))])


def _footer(card: Card) -> str:
    shown = [f"<{card.url}|{card.read_on}>"]
    if card.manage_url:
        shown.append(f"<{card.manage_url}|Change or end this subscription>")
    return " | ".join(shown)
