"""What is wrong with a value, in words that a person uses: the one place where the validator's own words are replaced.

Sentences begin with a small letter and go on from the name of the field (`name`: "must not be blank"), as those of the
domain do; one that begins with a capital stands for itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Detail = Mapping[str, Any]
Loc = tuple[str | int, ...]

_ELSE = "is not a value that can be used here"
_NUMBER, _TEXT, _LIST, _OBJECT = "must be a whole number", "must be text", "must be a list", "must be an object"
_TIME = "must be a time, such as 2026-01-05T12:00:00Z"
_DATE = "must be a date, such as 2026-01-05"
_ADDRESS = "must be a web address, such as https://example.com"

_BY_START: Mapping[str, str] = {
    "string_": _TEXT,
    "int_": _NUMBER,
    "float_": "must be a number",
    "decimal_": "must be a number",
    "bool_": "must be true or false",
    "datetime_": _TIME,
    "date_": _DATE,
    "time_": _TIME,
    "timezone_": "must say its offset from UTC, such as Z or +01:00",
    "url_": _ADDRESS,
    "list_": _LIST,
    "tuple_": _LIST,
    "set_": _LIST,
    "dict_": _OBJECT,
    "mapping_": _OBJECT,
    "model_": _OBJECT,
    "finite_": "must be a finite number",
}
"""By how the type of an error begins, where nothing below says more."""

_PATTERNS: Mapping[str, str] = {
    "[0-9a-hjkmnp-tv-z]{26}": "is not an id",
    "[a-z0-9]+(-[a-z0-9]+)*": "may have small letters, digits, and single hyphens between them",
    "[0-9a-fA-F]{6}": "must be a colour, such as #0b5fff",
}
"""By a part of the pattern that a text does not match."""

_COUNTED: Mapping[str, str] = {
    "links": "links",
    "categories": "categories",
    "updates": "updates",
    "restore_services": "services",
    "services": "services",
}
"""What a list of this name has, where it is more than entries."""

_AFFECTS: Mapping[str, str] = {
    "Incident": "An incident can affect at most {most} services.",
    "Maintenance": "Maintenance can affect at most {most} services.",
    "Template": "A template can name at most {most} services.",
    "Services": "At most {most} services can be changed at once.",
}
"""Of too many `service_ids`, by how the name of the model begins."""


def said(detail: Detail, model: str = "") -> str:
    """What one of pydantic's errors says, given the name of the model that was not met."""
    kind, context = str(detail["type"]), detail.get("ctx") or {}
    if kind in {"value_error", "assertion_error"}:
        return str(detail.get("msg", _ELSE)).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if wording := _WORDINGS.get(kind):
        return wording(context, tuple(detail.get("loc") or ()), model)
    return next((words for start, words in _BY_START.items() if kind.startswith(start)), _ELSE)


def found(details: Iterable[Detail], model: str = "") -> list[tuple[Loc, str]]:
    """Where something is wrong and what, each place once; of a value with several possible forms the closest one."""
    wrong: dict[Loc, str] = {}
    for detail in details:
        wrong.setdefault(_place(detail), said(detail, model))
    return [(loc, words) for loc, words in wrong.items() if not any(_is_within(other, loc) for other in wrong)]


def _is_within(inner: Loc, outer: Loc) -> bool:
    return len(outer) > 0 and len(inner) > len(outer) and inner[: len(outer)] == outer


_OWN_NAMES = re.compile(r".[\[(]|^(bool|str|int|dict|list|tuple|constrained-str)$")
"""How pydantic calls the forms that a value may have; no field of ours is called so."""


def _place(detail: Detail) -> Loc:
    loc: Loc = tuple(detail.get("loc") or ())
    return tuple(part for place, part in enumerate(loc) if not place or not _OWN_NAMES.search(str(part)))


def _too_long(context: Mapping[str, Any], loc: Loc, model: str) -> str:
    most, name = context.get("max_length"), next((each for each in reversed(loc) if isinstance(each, str)), "")
    if name == "service_ids":
        sentence = next((words for start, words in _AFFECTS.items() if model.startswith(start)), _AFFECTS["Services"])
        return sentence.format(most=most)
    counted = "letters" if context.get("field_type") == "Value" else _COUNTED.get(name, "entries")
    return f"may have at most {most} {counted}"


def _too_short(context: Mapping[str, Any], *_: object) -> str:
    least = context.get("min_length")
    return "must not be empty" if least == 1 else f"must have at least {least} entries"


def _letters_missing(context: Mapping[str, Any], *_: object) -> str:
    least = context.get("min_length")
    return "must not be empty" if least == 1 else f"must have at least {least} letters"


def _no_match(context: Mapping[str, Any], *_: object) -> str:
    pattern = str(context.get("pattern", ""))
    return next((words for part, words in _PATTERNS.items() if part in pattern), "is not written as it has to be")


def _one_of(context: Mapping[str, Any], *_: object) -> str:
    return f"must be {str(context.get('expected', 'another word')).replace(chr(39), '')}"


def _bound(words: str, name: str) -> Callable[..., str]:
    return lambda context, *_: f"must be {words} {context.get(name)}"


def _plain(words: str) -> Callable[..., str]:
    return lambda *_: words


_WORDINGS: Mapping[str, Callable[[Mapping[str, Any], Loc, str], str]] = {
    "missing": _plain("is missing"),
    "extra_forbidden": _plain("is not a field that there is here"),
    "string_too_long": lambda context, *_: f"may have at most {context.get('max_length')} letters",
    "string_too_short": _letters_missing,
    "string_pattern_mismatch": _no_match,
    "too_long": _too_long,
    "too_short": _too_short,
    "enum": _one_of,
    "literal_error": _one_of,
    "greater_than": _bound("more than", "gt"),
    "greater_than_equal": _bound("at least", "ge"),
    "less_than": _bound("less than", "lt"),
    "less_than_equal": _bound("at most", "le"),
    "multiple_of": _bound("a multiple of", "multiple_of"),
    "json_type": _plain("must be JSON"),
    "none_required": _plain("must be null"),
    "url_too_long": lambda context, *_: f"may have at most {context.get('max_length')} letters",
    "datetime_past": _plain("must be in the past"),
    "datetime_future": _plain("must be in the future"),
    "date_past": _plain("must be in the past"),
    "date_future": _plain("must be in the future"),
}
