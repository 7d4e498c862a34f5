"""A JavaScript module of constants, from Python values."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Value = str | float | None | Sequence["Value"] | Mapping[str, "Value"]

_NAME = re.compile(r"[a-z_][a-z0-9_]*")


class Fact(NamedTuple):
    """One constant, and the sentence that explains it."""

    name: str
    about: str
    value: Value


def text_of(title: str, facts: Sequence[Fact], *, explained: bool = True) -> str:
    """The module's text: the entries of a mapping stand in lines of their own.

    What a first visit, or every section of the dashboard, loads has no explanations.
    """
    head = f"// {title}\n// Made from chalicelib/domain by `make api-documents`: change it there.\n"
    return head + "".join(
        (f"\n/** {fact.about} */\n" if explained else "\n") + f"export const {fact.name} = {_top(fact.value)};\n"
        for fact in facts
    )


def _top(value: Value) -> str:
    if not isinstance(value, Mapping):
        return _literal(value)
    return "{\n" + "".join(f"  {_key(key)}: {_literal(each)},\n" for key, each in value.items()) + "}"


def _literal(value: Value) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)}: {_literal(each)}' for key, each in value.items())} }}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_literal(each) for each in value)}]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else json.dumps(name)
