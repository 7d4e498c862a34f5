"""The index of docs/decisions lists every record, by its own title, and says whether it still holds."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
ROW = re.compile(r"^\| \[(\d+)\]\((\S+)\) \| (.+) \| (accepted|replaced by (\d+)) \|$", re.MULTILINE)


def test_the_index_lists_every_decision_by_its_title() -> None:
    listed = {name: f"# {number}. {title}" for number, name, title, *_ in ROW.findall(_index())}
    titles = {file.name: file.read_text().splitlines()[0] for file in FOLDER.glob("0*.md")}
    assert listed == titles


def test_a_decision_that_was_replaced_says_so_itself() -> None:
    replaced = {name: number for _, name, _, _, number in ROW.findall(_index()) if number}
    saying = {file.name: found[1] for file in FOLDER.glob("0*.md") if (found := _replaced_by(file.read_text()))}
    assert replaced == saying


def _replaced_by(text: str) -> re.Match[str] | None:
    return re.search(r"Replaced by \[?0*(\d+)", text)


def _index() -> str:
    return (FOLDER / "README.md").read_text()
