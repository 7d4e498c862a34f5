"""A page's file as YAML: read with a sentence for whatever is wrong, and written as people would write it."""

import sys
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from allclear_cli.client import UsageError
from allclear_cli.page.entries import PageFile

MOST_BYTES = 5_000_000


class _Loader(yaml.SafeLoader):
    """YAML whose keys are given once: of two, one would silently be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - yaml's own
        seen: set[Hashable] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if isinstance(name, Hashable) and name in seen and key.tag != "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(None, None, f"{name!r} is given twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, and lists indented below what they belong to."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - yaml's own
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def read(file: str) -> PageFile:
    """The file, or standard input for `-`; raises UsageError."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).expanduser().read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
    if len(raw) > MOST_BYTES:
        raise UsageError(f"{file} is larger than {MOST_BYTES // 1_000_000} MB.")
    return parsed(raw, file)


def parsed(raw: bytes | str, name: str = "the file") -> PageFile:
    """What a text says; raises UsageError with every field that is wrong."""
    try:
        said = yaml.load(raw, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{name} is no YAML: {_where(error)}") from None
    try:
        return PageFile.model_validate(said or {})
    except ValidationError as error:
        wrong = "\n  ".join(dict.fromkeys(_wrong(each["loc"], each["type"], each["msg"]) for each in error.errors()))
        raise UsageError(f"{name} cannot be applied:\n  {wrong}") from None


def written(page: dict[str, Any]) -> str:
    """As YAML."""
    return yaml.dump(page, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error)
    return f"line {mark.line + 1}: {said}" if mark else said


def _wrong(loc: tuple[int | str, ...], kind: str, text: str) -> str:
    place = ".".join(
        str(each + 1) if isinstance(each, int) else each for each in loc if each not in {"Category", "str"}
    )
    return f"{place}: {'is not known' if kind == 'extra_forbidden' else text}"
