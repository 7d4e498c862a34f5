"""Google Chat's incoming webhooks, with a card.

Texts of cards take a little HTML, so what others wrote is escaped. All messages of an incident share a thread.
https://developers.google.com/workspace/chat/api/reference/rest/v1/cards
"""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from chalicelib.notifications.channel import Outcome, Recipient, Rendered
from chalicelib.notifications.channels.card import Card, Update, card_of
from chalicelib.notifications.channels.delivering import as_json, delivered
from chalicelib.notifications.channels.lines import Line, Run, shortened

MAX_BYTES = 30_000
"""Chat takes messages of 32,000 bytes."""
_LETTERS = (6000, 3000, 1500, 500, 0)
"""Of texts, from the most that is tried; some letters take many bytes."""
_HEADLINE_LETTERS, _SUBTITLE_LETTERS = 300, 150
_REPLY = "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
_JOINER = "\u2060"
_PLAIN = str.maketrans({"<": "\u2039", ">": "\u203a", "&": "\uff06", "@": f"@{_JOINER}"})
"""Where it is not said whether a text may hold markup, none of its letters can be any."""

Json = dict[str, Any]


def send(recipient: Recipient, message: Rendered) -> Outcome:
    """Into the thread of its incident."""
    thread = message.told.thread
    return delivered(
        in_thread(recipient.subscriber.url or ""),
        body(lambda letters: card_of(recipient, message, letters), thread),
    )


def in_thread(url: str) -> str:
    """The address of the webhook, told to answer in a thread or to begin one."""
    return f"{url}{'&' if '?' in url else '?'}{_REPLY}"


def body(card: Callable[[int], Card], thread: str) -> bytes:
    """The message, with as much text as Chat takes."""
    found = b""
    for letters in _LETTERS:
        found = as_json(payload(card(letters), thread))
        if len(found) <= MAX_BYTES:
            break
    return found


def payload(card: Card, thread: str) -> Json:
    """The message with its one card."""
    header = {"title": plain(card.organization), "subtitle": plain(shortened(card.headline, _SUBTITLE_LETTERS))}
    sections = [{"widgets": list(_top(card))}, *({"widgets": [_said(each)]} for each in card.updates)]
    sections.append({"widgets": [{"buttonList": {"buttons": list(_buttons(card))}}]})
    return {
        "fallbackText": plain(shortened(card.summary, _HEADLINE_LETTERS)),
        "cardsV2": [{"cardId": "status", "card": {"header": header, "sections": sections}}],
        "thread": {"threadKey": thread},
    }


def plain(text: str) -> str:
    """A text in which nothing can be markup or a mention."""
    return text.translate(_PLAIN)


def escaped(text: str) -> str:
    """As the HTML of a card; no address in it is made a link."""
    return escape(text, quote=True).replace("://", f":{_JOINER}//").replace("@", f"@{_JOINER}").replace("\n", "<br>")


def drawn(line: Line) -> str:
    """A line as HTML."""
    text = "".join(map(_run, line.runs))
    if line.kind == "li":
        return "&nbsp;" * (4 * line.depth) + (f"{line.mark} " if line.mark else "&nbsp;&nbsp;") + text
    if line.kind == "quote":
        return f"<i>{f'{line.mark} ' if line.mark else ''}{text}</i>"
    return text


def _run(run: Run) -> str:
    text = escaped(run.text)
    text = f"<i>{text}</i>" if run.em else text
    text = f"<b>{text}</b>" if run.strong else text
    return f'<a href="{escape(run.link)}">{text}</a>' if run.link else text


def _top(card: Card) -> Iterator[Json]:
    colored = f'<font color="#{card.mood.value}"><b>{escaped(shortened(card.headline, _HEADLINE_LETTERS))}</b></font>'
    yield {"textParagraph": {"text": colored}}
    for label, value in card.facts:
        yield {"decoratedText": {"topLabel": label, "text": escaped(value), "wrapText": True}}


def _said(update: Update) -> Json:
    lead = f"<b>{escaped(update.label)}</b>, {escaped(update.when)}"
    return {"textParagraph": {"text": "<br>".join((lead, *map(drawn, update.lines)))}}


def _buttons(card: Card) -> Iterator[Json]:
    yield {"text": card.read_on, "onClick": {"openLink": {"url": card.url}}}
    if card.manage_url:
        yield {"text": "Change or end this subscription", "onClick": {"openLink": {"url": card.manage_url}}}
