"""Whoever follows a link of the documentation finds what it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "clients/cli").glob("*.md")])


def anchors(document: Path) -> set[str]:
    """Of its headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.strip().lower()) for heading in headings)
    return {each.replace(" ", "-") for each in plain}


def leads_somewhere(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = document.parent / path if path else document
    return target.exists() and (not anchor or target.suffix != ".md" or anchor in anchors(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: str(each.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    broken = [each for each in links if not re.match(r"https?:|mailto:", each) and not leads_somewhere(document, each)]
    assert not broken


def test_what_is_named_by_its_path_in_the_map_is_there() -> None:
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")):
        named = re.findall(
            r"`((?:chalicelib|infra|tests|bench|static_site|clients|docs)/[\w./-]+)`", document.read_text()
        )
        missing = [each for each in named if not (ROOT / each).exists()]
        assert not missing, document.name
