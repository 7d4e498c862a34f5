"""Discord's webhooks, with an embed.

An embed knows only Discord's Markdown, so what others wrote is escaped; `allowed_mentions` says that nobody is
mentioned, whatever is in it. https://discord.com/developers/docs/resources/message#embed-object-embed-limits
"""

import re
from typing import Any

from chalicelib.notifications.channel import Outcome, Recipient, Rendered
from chalicelib.notifications.channels.card import Card, card_of
from chalicelib.notifications.channels.delivering import as_json, delivered
from chalicelib.notifications.channels.lines import Line, Run, shortened

TITLE, AUTHOR, VALUE, DESCRIPTION, EMBED = 256, 256, 1024, 4096, 6000
"""The most UTF-16 letters that Discord takes of each, and of an embed in all."""
_LETTERS = (3000, 2000, 1000, 400, 0)
"""Of texts, from the most that is tried; escaping makes them longer."""
_MARKUP = re.compile(r"[\\*_~`|<>\[\]()#@:]|^(?=[-+])|(?<=^\d)\.|(?<=^\d\d)\.|(?<=^\d\d\d)\.", re.MULTILINE)
_JOINER = "\u2060"

Json = dict[str, Any]


def send(recipient: Recipient, message: Rendered) -> Outcome:
    """Discord answers 204, and 404 once the webhook was removed."""
    return delivered(recipient.subscriber.url or "", as_json(fitting(recipient, message)))


def fitting(recipient: Recipient, message: Rendered) -> Json:
    """The message, with as much text as Discord takes."""
    found: Json = {}
    for letters in _LETTERS:
        found = payload(card_of(recipient, message, letters))
        if size(found) <= EMBED and _units(found["embeds"][0]["description"]) <= DESCRIPTION:
            break
    return found


def payload(card: Card) -> Json:
    """The message. The title is the link to read on."""
    embed = {
        "author": {"name": _clipped(card.organization, AUTHOR), "url": card.page_url},
        "title": _clipped_escaped(card.headline, TITLE),
        "url": card.url,
        "color": int(card.mood.value, 16),
        "description": _description(card),
        "fields": [
            {"name": label, "value": _clipped_escaped(value, VALUE), "inline": len(value) < 40}
            for label, value in card.facts
        ],
    }
    if card.updates:
        embed["timestamp"] = card.updates[0].at.isoformat()
    return {"embeds": [embed], "allowed_mentions": {"parse": []}}


def size(message: Json) -> int:
    """What Discord counts towards EMBED."""
    (embed,) = message["embeds"]
    fields = [text for each in embed["fields"] for text in (each["name"], each["value"])]
    return sum(map(_units, (embed["author"]["name"], embed["title"], embed["description"], *fields)))


def escaped(text: str) -> str:
    """As Discord's Markdown: every letter of the text is shown as it is, and no address in it is a link."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", text)


def drawn(line: Line) -> str:
    """A line in Discord's Markdown."""
    if line.kind == "pre":
        return f"```\n{line.text.replace('```', f'`{_JOINER}`{_JOINER}`')}\n```"
    text = "".join(map(_run, line.runs))
    if line.kind == "li":
        indent = "  " * line.depth
        mark = {"": "", "•": "- "}.get(line.mark, f"{line.mark} ")
        return indent + mark + text.replace("\n", f"\n{indent}  ")
    if line.kind == "quote":
        return "> " + (f"{escaped(line.mark)} " if line.mark else "") + text.replace("\n", "\n> ")
    return text


def _run(run: Run) -> str:
    """Marks stand at letters, never at spaces, where they would not be marks."""
    core = run.text.strip()
    if not core:
        return run.text
    before, _, after = run.text.partition(core)
    return f"{before}{_marked(run, core)}{after}"


def _marked(run: Run, core: str) -> str:
    if run.link and core == run.link:
        return f"<{run.link}>"
    text = _code(core) if run.code else escaped(core)
    if run.em:
        text = f"*{text}*"
    if run.strong:
        text = f"**{text}**"
    return f"[{text}]({_address(run.link)})" if run.link else text


def _code(text: str) -> str:
    return f"``{_JOINER}{text}{_JOINER}``" if "`" in text else f"`{text}`"


def _address(link: str) -> str:
    """No bracket in it ends the link."""
    return link.replace("(", "%28").replace(")", "%29")


def _description(card: Card) -> str:
    said = [_said(f"**{escaped(each.label)}**, <t:{int(each.at.timestamp())}:f>", each.lines) for each in card.updates]
    text = "\n\n".join(said)
    more = f"[{card.read_on}]({_address(card.url)})" if card.more else ""
    manage = f"[Change or end this subscription]({card.manage_url})" if card.manage_url else ""
    return "\n\n".join(filter(None, (text, more, manage)))


def _said(lead: str, lines: tuple[Line, ...]) -> str:
    return "\n".join((lead, *map(drawn, lines)))


def _clipped(text: str, letters: int) -> str:
    while _units(text) > letters:
        text = shortened(text, len(text) - max(1, (_units(text) - letters) // 2))
    return text


def _clipped_escaped(text: str, letters: int) -> str:
    """The escapes count, too."""
    while _units(escaped(text)) > letters:
        text = shortened(text, len(text) - max(1, (_units(escaped(text)) - letters) // 2))
    return escaped(text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
