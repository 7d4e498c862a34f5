"""Trees of Markdown as they are stored: within an item, within a page, and from another release."""

import random
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta

from chalicelib.domain.errors import ConflictError
from chalicelib.domain.incidents import (
    Incident,
    IncidentStatus,
    IncidentStatusChange,
    IncidentUpdateDraft,
    stepped,
    updated,
)
from chalicelib.domain.markdown import size_of
from chalicelib.domain.page import page_of
from chalicelib.domain.page_room import size_of_entry, size_of_service
from chalicelib.domain.updates import MAX_UPDATES
from chalicelib.publish.prose import prose
from chalicelib.store.fitting import fitting
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Incidents
from tests.factories import NOW, a_service, an_incident, an_organization

LATER = NOW + timedelta(hours=1)
MARKED = "*a*b " * 1000
HALF_AN_ITEM = 200 * 1024
"""The other half is for the entry in the local index, which projects everything."""


def test_an_incident_full_of_marks_is_refused_more_and_can_still_be_resolved() -> None:
    incident = an_incident(description=MARKED)
    with suppress(ConflictError):
        for _ in range(MAX_UPDATES):
            incident = updated(incident, IncidentUpdateDraft(text=MARKED), {}, LATER)
    assert 3 < len(incident.updates) < 10
    resolved = stepped(incident, IncidentStatusChange(status=IncidentStatus.RESOLVED, text=MARKED), LATER)
    assert (resolved.updates[0].text, resolved.updates[0].text_tree) == (MARKED.strip(), None)
    stored = to_row(Incidents, resolved, relevant_until="open").serialize()
    assert sum(len(name) + len(str(value).encode()) for name, value in stored.items()) < HALF_AN_ITEM


def test_a_step_that_has_room_keeps_its_marks() -> None:
    change = IncidentStatusChange(status=IncidentStatus.RESOLVED, text="*Over*")
    assert stepped(an_incident(), change, LATER).updates[0].text_tree == [["p", ["em", "Over"]]]


def test_what_a_tree_adds_to_its_text_counts_in_a_page_s_room() -> None:
    plain, marked = an_incident(description="a b " * 1000), an_incident(description="*a* " * 1000)
    assert size_of_entry(marked) > 3 * size_of_entry(plain)
    said = a_service(description="*a*").but(description_tree=[["p", ["em", "a"]]])
    assert (
        size_of_service(said) == size_of_service(said.but(description_tree=None)) + size_of(said.description_tree) - 3
    )


def test_a_row_with_nodes_of_a_newer_release_is_read_and_drawn() -> None:
    newer = [["table", {"rows": 1}, ["tr", "cell"]]]
    incident = an_incident(description="x")
    incident = incident.but(
        description_tree=newer, updates=tuple(each.but(text_tree=newer) for each in incident.updates)
    )
    found = from_row(Incident, to_row(Incidents, incident, relevant_until="open"))
    assert found.description_tree == found.updates[0].text_tree == newer
    assert "cell" in prose(found.updates[0].text, found.updates[0].text_tree)


def test_a_row_from_before_markdown_is_plain() -> None:
    row = to_row(Incidents, an_incident(description="*so*").but(description_tree=None), relevant_until="open")
    assert from_row(Incident, row).description_tree is None


def test_a_text_that_is_cut_to_fit_a_page_shows_no_marks() -> None:
    chance = random.Random(7)  # noqa: S311 - the same at each run
    words = ["".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(4_900)) for _ in range(40)]
    opened = [an_incident(f"{n}", description=f"**Cut** *{text}*") for n, text in enumerate(words)]
    page = page_of(an_organization(), [], opened, [], version=1, updated_at=NOW)
    assert page.active_incidents[0].updates[0].text_tree is not None
    for incident in fitting(page).active_incidents:
        said = incident.updates[0]
        assert (said.text[:4], said.text[-1], said.text_tree) == ("Cut ", "\u2026", None)


def test_neither_starting_nor_a_plain_text_loads_the_parser() -> None:
    lines = "import sys; from chalicelib.domain import markdown; assert markdown.tree_of('Plain,\\n\\nby a-z.') is None"
    loaded = f"{lines}; import chalicelib.reactions.handlers; sys.exit('markdown_it' in sys.modules)"
    subprocess.run([sys.executable, "-c", loaded], check=True)  # noqa: S603 - our own words
