"""What the pages' scripts know of the domain is made from it, and kept nowhere else."""

import re
from pathlib import Path

import pytest

from chalicelib.domain import incidents, maintenance
from chalicelib.domain.appearance import IMPACTS, INDICATORS, SERVICE_STATUSES
from chalicelib.domain.incidents import Impact
from chalicelib.domain.page import Indicator
from chalicelib.domain.roles import ABILITIES, NEEDED, Permission, Role
from chalicelib.domain.services import ServiceStatus
from chalicelib.publish.facts.artefacts import artefacts
from chalicelib.publish.facts.module import Fact, text_of

SCRIPTS = Path(__file__).resolve().parents[2] / "static_site/js"
FACTS = SCRIPTS / "facts"


@pytest.mark.parametrize("name", artefacts())
def test_the_scripts_know_what_the_domain_says(name: str) -> None:
    assert (FACTS / name).read_text(encoding="utf-8") == artefacts()[name], "run: make api-documents"


def test_nothing_else_is_kept_among_the_facts() -> None:
    assert {path.name for path in FACTS.iterdir()} == set(artefacts())


def test_every_state_has_a_word_and_a_tone() -> None:
    assert set(SERVICE_STATUSES) == set(ServiceStatus)
    assert set(IMPACTS) == set(Impact)
    assert set(INDICATORS) == set(Indicator)


def test_every_role_and_permission_is_explained() -> None:
    assert set(ABILITIES) == set(Role)
    assert set(NEEDED) == set(Permission)


@pytest.mark.parametrize("sentence", [*incidents.DEFAULT_TEXTS.values(), *maintenance.DEFAULT_TEXTS.values()])
def test_no_script_keeps_a_copy_of_a_sentence(sentence: str) -> None:
    assert [path.name for path in _scripts() if sentence in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("shown", [*SERVICE_STATUSES.values(), *IMPACTS.values()], ids=lambda each: each.word)
def test_no_script_keeps_a_copy_of_a_state(shown: tuple[str, str]) -> None:
    copy = re.compile(rf'"{shown[0]}", *"{shown[1]}"')
    assert [path.name for path in _scripts() if copy.search(path.read_text(encoding="utf-8"))] == []


def test_a_module_is_written_as_a_person_would_write_it() -> None:
    text = text_of("Title.", [Fact("WORDS", "By status.", {"in_progress": ("In “progress”", None), "a-b": {"c": 1}})])
    assert text.splitlines()[3:] == [
        "/** By status. */",
        "export const WORDS = {",
        '  in_progress: ["In “progress”", null],',
        '  "a-b": { c: 1 },',
        "};",
    ]


def _scripts() -> list[Path]:
    return [path for path in SCRIPTS.rglob("*.js") if FACTS not in path.parents]
