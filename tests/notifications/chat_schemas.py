"""What each chat's documentation says of a message, as JSON Schema: the parts that we use, with their limits.

Slack: docs.slack.dev/reference/block-kit. Teams: learn.microsoft.com, Adaptive Cards 1.4 in workflows. Discord:
discord.com/developers/docs/resources/message. Google Chat: developers.google.com/workspace/chat, cards v2.
"""

from typing import Any

Schema = dict[str, Any]


def _record(required: dict[str, Any], **more: Any) -> Schema:
    """An object that has these and perhaps those, and nothing else."""
    properties = {**required, **more}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _of(name: str, **required: Any) -> dict[str, Any]:
    return {"type": {"const": name}, **required}


def _list(items: Any, least: int = 0, most: int = 10_000) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _text(most: int, least: int = 1) -> Schema:
    return {"type": "string", "minLength": least, "maxLength": most}


def _any(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


_URL = {"type": "string", "pattern": '^(https?://|mailto:)[^\\s<>"|]+$', "maxLength": 3000}
_WEB = {"type": "string", "pattern": '^https?://[^\\s<>"|]+$', "maxLength": 2048}
_FLAG = {"type": "boolean"}

_STYLE = _record({}, bold=_FLAG, italic=_FLAG, code=_FLAG, strike=_FLAG)
_INLINE = _any(
    _record(_of("text", text=_text(40_000)), style=_STYLE),
    _record(_of("link", url=_URL), text=_text(40_000), style=_STYLE),
    _record(_of("date", timestamp={"type": "integer"}, format=_text(100)), fallback=_text(100)),
)
_SECTION = _record(_of("rich_text_section", elements=_list(_INLINE, 1)))
_RICH = _any(
    _SECTION,
    _record(
        _of("rich_text_list", style={"enum": ["bullet", "ordered"]}, elements=_list(_SECTION, 1)),
        indent={"type": "integer", "minimum": 0, "maximum": 8},
        offset={"type": "integer", "minimum": 0},
    ),
    _record(_of("rich_text_quote", elements=_list(_INLINE, 1))),
    _record(_of("rich_text_preformatted", elements=_list(_record(_of("text", text=_text(40_000))), 1))),
)
_BLOCK = _any(
    _record(_of("header", text=_record(_of("plain_text", text=_text(150)), emoji=_FLAG))),
    _record(_of("rich_text", elements=_list(_RICH, 1))),
    _record(
        _of("context", elements=_list(_record(_of("mrkdwn", text=_text(3000)), verbatim=_FLAG), 1, 10)),
    ),
)
SLACK = _record(
    {"text": _text(4000), "blocks": _list(_BLOCK, 1, 50)}, unfurl_links={"const": False}, unfurl_media={"const": False}
)

_OPEN = _record(_of("Action.OpenUrl", url=_URL), title=_text(200))
_TEXT_RUN = _record(
    _of("TextRun", text=_text(30_000)),
    weight={"const": "Bolder"},
    size={"enum": ["Small", "Medium", "Large"]},
    color={"enum": ["Accent", "Good", "Warning", "Attention"]},
    fontType={"const": "Monospace"},
    italic=_FLAG,
    underline=_FLAG,
    isSubtle=_FLAG,
    selectAction=_OPEN,
)
_SPACING = {"enum": ["None", "Small", "Medium", "Large"]}
_RUNS = _record(_of("RichTextBlock", inlines=_list(_TEXT_RUN, 1)), spacing=_SPACING, separator=_FLAG)
_COLUMN = _record(_of("Column", width={"type": "string", "pattern": "^([0-9]+px|stretch|auto)$"}, items=_list(_RUNS)))
_ELEMENT = _any(
    _RUNS,
    _record(
        _of("Container", items=_list(_RUNS, 1)),
        style={"enum": ["attention", "warning", "good", "accent", "emphasis"]},
        bleed=_FLAG,
        spacing=_SPACING,
    ),
    _record(_of("ColumnSet", columns=_list(_COLUMN, 1)), spacing=_SPACING),
)
_CARD = _record(
    {
        **_of("AdaptiveCard", version={"const": "1.4"}, body=_list(_ELEMENT, 1), actions=_list(_OPEN, 1, 6)),
        "$schema": {"const": "http://adaptivecards.io/schemas/adaptive-card.json"},
    },
    fallbackText=_text(1000),
    msteams=_record({"width": {"const": "Full"}}),
)
TEAMS = _record(
    _of(
        "message",
        attachments=_list(
            _record(
                {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"type": "null"},
                    "content": _CARD,
                }
            ),
            1,
            1,
        ),
    )
)

_EMBED = _record(
    {"title": _text(256), "url": _WEB, "description": _text(4096, 0)},
    author=_record({"name": _text(256)}, url=_WEB),
    color={"type": "integer", "minimum": 0, "maximum": 0xFFFFFF},
    timestamp={"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T.*([+]00:00|Z)$"},
    fields=_list(_record({"name": _text(256), "value": _text(1024)}, inline=_FLAG), 0, 25),
)
DISCORD = _record({"embeds": _list(_EMBED, 1, 10), "allowed_mentions": _record({"parse": _list(_text(9), 0, 0)})})

_BUTTON = _record({"text": _text(100), "onClick": _record({"openLink": _record({"url": _WEB})})})
_WIDGET = _any(
    _record({"textParagraph": _record({"text": _text(30_000)})}),
    _record({"decoratedText": _record({"topLabel": _text(100), "text": _text(30_000)}, wrapText=_FLAG)}),
    _record({"buttonList": _record({"buttons": _list(_BUTTON, 1, 6)})}),
)
_CHAT_CARD = _record(
    {"sections": _list(_record({"widgets": _list(_WIDGET, 1, 100)}), 1, 100)},
    header=_record({"title": _text(200)}, subtitle=_text(300)),
)
GOOGLE_CHAT = _record(
    {"cardsV2": _list(_record({"cardId": _text(64), "card": _CHAT_CARD}), 1, 1)},
    fallbackText=_text(4000),
    thread=_record({"threadKey": _text(4000)}),
)

SCHEMAS = {"slack": SLACK, "teams": TEAMS, "discord": DISCORD, "google_chat": GOOGLE_CHAT}
