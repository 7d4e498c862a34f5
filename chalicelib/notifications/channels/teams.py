"""Microsoft Teams: the webhook of a workflow, with an Adaptive Card.

A `TextRun` knows no Markdown, unlike a `TextBlock`; so all that others wrote is runs. A mention would need an entity
beside the card, and there are none. https://adaptivecards.io/explorer/TextRun.html
"""

from collections.abc import Callable, Iterator
from typing import Any

from chalicelib.notifications.channel import Outcome, Recipient, Rendered
from chalicelib.notifications.channels.card import Card, Mood, card_of
from chalicelib.notifications.channels.delivering import as_json, delivered
from chalicelib.notifications.channels.lines import Line, Run, shortened

MAX_BYTES = 26_000
"""Teams takes messages of 28 KB."""
_LETTERS = (6000, 3000, 1500, 500, 0)
"""Of texts, from the most that is tried; some letters take many bytes."""
_HEADLINE_LETTERS = 300
_STYLES = {
    Mood.BAD: "attention",
    Mood.WARNING: "warning",
    Mood.GOOD: "good",
    Mood.PLANNED: "accent",
    Mood.CALM: "emphasis",
}

Json = dict[str, Any]


def send(recipient: Recipient, message: Rendered) -> Outcome:
    """A workflow answers 202; 404 once it was removed."""
    return delivered(recipient.subscriber.url or "", body(lambda letters: card_of(recipient, message, letters)))


def body(card: Callable[[int], Card]) -> bytes:
    """The message, with as much text as Teams takes."""
    found = b""
    for letters in _LETTERS:
        found = as_json(payload(card(letters)))
        if len(found) <= MAX_BYTES:
            break
    return found


def payload(card: Card) -> Json:
    """The message with its one attachment."""
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": shortened(card.summary, _HEADLINE_LETTERS),
        "msteams": {"width": "Full"},
        "body": list(_body(card)),
        "actions": list(_actions(card)),
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}


def _body(card: Card) -> Iterator[Json]:
    headline = _rich([_run(Run(shortened(card.headline, _HEADLINE_LETTERS), strong=True), size="Large")])
    yield {
        "type": "Container",
        "style": _STYLES[card.mood],
        "bleed": True,
        "items": [_rich([_run(Run(card.organization), isSubtle=True)]), headline],
    }
    for label, value in card.facts:
        yield _rich([_run(Run(f"{label}: ", strong=True)), _run(Run(value))], spacing="Small")
    for update in card.updates:
        said = [_run(Run(update.label, strong=True)), _run(Run(f", {update.when}"), isSubtle=True)]
        yield _rich(said, separator=True, spacing="Medium")
        for line in update.lines:
            yield _drawn(line)


def _drawn(line: Line) -> Json:
    """Runs have no line breaks, so that each line of a paragraph is a block of its own."""
    look: Json = {"fontType": "Monospace"} if line.kind == "pre" else {}
    look |= {"isSubtle": True} if line.kind == "quote" else {}
    mark = [_run(Run(f"{line.mark} "))] if line.mark else []
    blocks = [_rich([_run(run, **look) for run in runs], spacing="None") for runs in _rows(line.runs)]
    blocks[0]["inlines"] = [*mark, *blocks[0]["inlines"]]
    if line.kind not in {"li", "quote", "pre"}:
        return {"type": "Container", "spacing": "Small", "items": blocks}
    gap = {"type": "Column", "width": f"{1 + 2 * min(line.depth, 6)}0px", "items": []}
    column = {"type": "Column", "width": "stretch", "items": blocks}
    return {"type": "ColumnSet", "spacing": "Small", "columns": [gap, column]}


def _rows(runs: tuple[Run, ...]) -> list[list[Run]]:
    rows: list[list[Run]] = [[]]
    for run in runs:
        for index, piece in enumerate(run.text.split("\n")):
            if index:
                rows.append([])
            if piece:
                rows[-1].append(run._replace(text=piece))
    return [row or [Run(" ")] for row in rows]


def _rich(inlines: list[Json], **more: object) -> Json:
    return {"type": "RichTextBlock", "inlines": inlines, **more}


def _run(run: Run, **more: object) -> Json:
    found: Json = {"type": "TextRun", "text": run.text, **more}
    found |= {"weight": "Bolder"} if run.strong else {}
    found |= {"italic": True} if run.em else {}
    found |= {"fontType": "Monospace"} if run.code else {}
    if run.link:
        found |= {"underline": True, "color": "Accent", "selectAction": {"type": "Action.OpenUrl", "url": run.link}}
    return found


def _actions(card: Card) -> Iterator[Json]:
    yield {"type": "Action.OpenUrl", "title": card.read_on, "url": card.url}
    if card.manage_url:
        yield {"type": "Action.OpenUrl", "title": "Change or end this subscription", "url": card.manage_url}
