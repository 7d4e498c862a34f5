"""What the site is made of: vendored files as recorded, and modules that hold on their own."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SITE = ROOT / "static_site"
VENDOR = SITE / "vendor"
RECORDED = json.loads((VENDOR / "vendor.json").read_text())
PAGES = sorted(SITE.glob("**/*.html"))
SCRIPTED = [page for page in PAGES if "<script" in page.read_text() and page.name != "index.html"]


def test_every_vendored_file_is_recorded_as_it_is() -> None:
    files = [file for file in VENDOR.iterdir() if file.suffix in {".js", ".css"}]
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert found == {name: each["sha256"] for name, each in RECORDED.items()}


def test_every_vendored_package_comes_with_its_licence() -> None:
    sources = [source for each in RECORDED.values() for source in each["from"]]
    assert all({"package", "version", "licence", "sha256"} <= source.keys() for source in sources)
    assert all((VENDOR / source["licence_file"]).is_file() for source in sources)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_no_inline_script_or_style(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text), "no third party"


@pytest.mark.parametrize("page", SCRIPTED, ids=lambda page: page.name)
def test_a_page_that_needs_scripts_says_so_and_where_else_to_go(page: Path) -> None:
    """All but the front page, which says everything without."""
    said = re.search(r"<noscript>(.*?)</noscript>", page.read_text())
    assert said
    assert "JavaScript" in said[1]
    assert re.search(r'<a href="/|<code>', said[1])


@pytest.mark.parametrize("module", sorted((SITE / "js").glob("**/*.js")), ids=lambda module: module.name)
def test_a_module_writes_no_markup_as_text(module: Path) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", module.read_text()
    )


def test_the_live_client_keeps_its_rules() -> None:
    command = ["node", "--test", "tests/browser/unit/"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    assert run.returncode == 0, run.stdout
