"""What chats are sent: in the forms that each publishes, within its limits, and with nothing in it that is not ours."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.domain import links
from chalicelib.domain.notifications import NamedService, Place, Told
from chalicelib.domain.subscribers import Channel
from chalicelib.notifications.channels import discord, google_chat, slack, teams
from chalicelib.notifications.channels.card import Mood, card_of, mood_of
from chalicelib.notifications.channels.delivering import as_json
from tests.notifications.chat_schemas import SCHEMAS
from tests.notifications.messages import HOSTILE, MANAGE, PAGE, SERVICE, maintenance, recipient, rendered, told

RICH = (
    "All of **EU** is *down*, see [the notes](https://example.com/a_(b)).\n\n"
    "- one\n  - two\n\n3. three\n\n> quote\n\n```\nx\n```"
)
WIDE = "\U0001f525" * 5000
LONG = "word " * 1000
CASES: Mapping[str, Told] = {
    "rich": told(RICH, "Second"),
    "plain": told("Nothing but words."),
    "no words": told(),
    "maintenance": maintenance(),
    "hostile": told(HOSTILE, title=HOSTILE[:200], state="Investigating"),
    "long": told(*[LONG] * 20, title="t" * 200, services=told().services * 500),
    "wide": told(WIDE, title="\U0001f525" * 200),
    "escapes": told("<&>*_`~|[]()" * 400, title="<&>*_`~|[]()@:" * 14),
    "code": told("```\n" + "``` ` `` \n" * 3 + "```\n\n`` a`b ``"),
    "deep": told("- a\n  - b\n    - c\n      - d\n        - e\n          1. f"),
}

LINKED = {*links.split(HOSTILE)[1::2], "https://evil.example%7Cbank"}
"""What the page makes links of, too."""


def sent(channel: str, message: Told) -> dict[str, Any]:
    """What is posted."""
    to, whole = recipient(Channel(channel), url="https://chat.example/hook"), rendered(message)
    if channel == "slack":
        return slack.payload(card_of(to, whole, slack.TEXT_LETTERS))
    if channel == "discord":
        return discord.fitting(to, whole)
    if channel == "teams":
        found: dict[str, Any] = json.loads(teams.body(lambda letters: card_of(to, whole, letters)))
        return found
    return dict(json.loads(google_chat.body(lambda letters: card_of(to, whole, letters), message.thread)))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(each)


def dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from dicts(each)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("channel", SCHEMAS)
def test_a_message_is_of_the_form_that_its_service_publishes(channel: str, case: str) -> None:
    message = sent(channel, CASES[case])
    Draft202012Validator(SCHEMAS[channel]).validate(message)
    assert len(as_json(message)) <= {"teams": 28_000}.get(channel, 32_000)


@pytest.mark.parametrize("case", CASES)
def test_discord_counts_the_letters_of_an_embed(case: str) -> None:
    assert discord.size(sent("discord", CASES[case])) <= 6000


@pytest.mark.parametrize("channel", SCHEMAS)
def test_a_message_says_what_is_to_be_said(channel: str) -> None:
    shown = "\n".join(strings(sent(channel, told(RICH, "Second"))))
    for words in ("Acme", "Investigating", "Checkout is slow", "Checkout", "the notes", "three", "Second", "x"):
        assert words in shown
    assert f"{PAGE}/incidents/" in shown
    assert MANAGE in shown


@pytest.mark.parametrize("channel", SCHEMAS)
def test_what_there_is_no_room_for_is_on_the_page(channel: str) -> None:
    shown = "\n".join(strings(sent(channel, told(*map(str, range(20))))))
    assert "Read on the status page (15 more)" in shown


@pytest.mark.parametrize("channel", ["teams", "google_chat"])
def test_times_are_told_in_the_zone_of_the_subscriber(channel: str) -> None:
    shown = "\n".join(strings(sent(channel, maintenance())))
    assert "26 Nov 2026, 11:00 to 13:00 CET" in shown
    assert "Impact" not in shown


def test_slack_gets_letters_that_are_data_and_no_element_that_mentions_or_leads_astray() -> None:
    message = sent("slack", CASES["hostile"])
    types = {each["type"] for each in dicts(message) if "type" in each}
    assert types <= {
        "header",
        "plain_text",
        "rich_text",
        "rich_text_section",
        "text",
        "link",
        "date",
        "context",
        "mrkdwn",
    }
    led = {each["url"] for each in dicts(message) if each.get("type") == "link"}
    assert led == LINKED
    marked = [each["text"] for each in dicts(message) if each.get("type") == "mrkdwn"]
    read = f"<{PAGE}/incidents/{CASES['hostile'].incident_id}|Read on the status page>"
    assert marked == [f"{read} | <{MANAGE}|Change or end this subscription>"]
    assert "<" not in message["text"]
    assert not re.search("@[a-z]", message["text"])


def test_teams_gets_runs_that_know_no_markdown_and_no_entities() -> None:
    message = sent("teams", CASES["hostile"])
    assert {each["type"] for each in dicts(message) if "text" in each} == {"TextRun"}
    assert not [each for each in dicts(message) if "entities" in each]
    assert message.keys() == {"type", "attachments"}


UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|<>\[\]()#@]")


def test_discord_gets_no_mention_and_no_markup_that_is_not_ours() -> None:
    message = sent("discord", CASES["hostile"])
    assert message["allowed_mentions"] == {"parse": []}
    embed = message["embeds"][0]
    assert not UNESCAPED.search(embed["title"])
    assert not re.search(r"https?://", embed["title"])
    said = told("1. <@1> @everyone", title="@everyone <@1> <#2> <t:1:R> https://evil.example [a](b) **c**")
    shown = sent("discord", said)["embeds"][0]
    assert not UNESCAPED.search(shown["title"])
    assert "\\@everyone" in shown["description"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* c", "a \\*b\\* c"),
        ("- no list\n+ none\n1. none\n# none\n> none", "\\- no list\n\\+ none\n1\\. none\n\\# none\n\\> none"),
        ("https://a.example", "https\\://a.example"),
        ("-5 and 3-4", "\\-5 and 3-4"),
        ("\\*", "\\\\\\*"),
    ],
)
def test_discords_markdown_is_escaped(text: str, shown: str) -> None:
    assert discord.escaped(text) == shown


def test_discord_shows_markdown_as_its_own() -> None:
    description = sent("discord", told(RICH, "at https://example.org/x_y_z。"))["embeds"][0]["description"]
    assert "at <https://example.org/x_y_z>。" in description
    for shown in (
        "**EU**",
        "*down*",
        "[the notes](https://example.com/a_%28b%29)",
        "- one",
        "  - two",
        "3. three",
        "> quote",
        "```\nx\n```",
    ):
        assert shown in description


def test_google_chat_gets_escaped_html_and_one_thread_for_an_incident() -> None:
    message = sent("google_chat", CASES["hostile"])
    tags = set(re.findall(r"</?(\w+)", "\n".join(strings(message))))
    assert tags <= {"b", "i", "a", "br", "font"}
    led = set(re.findall(r'<a href="([^"]*)"', "\n".join(strings(message))))
    assert led == LINKED
    assert "<users" not in json.dumps(message)
    assert message["thread"] == {"threadKey": CASES["hostile"].thread}
    assert google_chat.in_thread("https://chat.example/v1?key=k&token=t").endswith(
        "?key=k&token=t&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
    )


def test_a_message_has_the_colour_of_how_bad_it_is() -> None:
    moods = {
        Mood.BAD: told(impact="critical"),
        Mood.WARNING: told(impact="minor"),
        Mood.GOOD: told(place=Place.END),
        Mood.PLANNED: maintenance(),
        Mood.CALM: told(kind="test"),
    }
    assert {mood: mood_of(each) for mood, each in moods.items()} == {mood: mood for mood in moods}


@pytest.mark.parametrize(
    ("status", "mood"),
    [
        ("operational", Mood.GOOD),
        ("under_maintenance", Mood.PLANNED),
        ("degraded_performance", Mood.WARNING),
        ("partial_outage", Mood.BAD),
        ("major_outage", Mood.BAD),
    ],
)
def test_a_service_s_status_has_its_own_colour(status: str, mood: Mood) -> None:
    services = (NamedService(id=SERVICE, name="Checkout", status=status),)
    assert mood_of(told(kind="service_status", impact=None, incident_id=None, services=services)) is mood


def test_a_greeting_is_no_warning() -> None:
    assert mood_of(told(kind="subscribed", impact=None, incident_id=None, services=())) is Mood.CALM


def test_a_zone_whose_time_is_only_a_number_is_told_as_one() -> None:
    card = card_of(recipient(zone="America/Sao_Paulo"), rendered(maintenance()), 100)
    assert ("Planned for", "26 Nov 2026, 07:00 to 09:00 UTC-03") in card.facts
