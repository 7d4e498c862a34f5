"""Places in JSON: `$.checks[0].status`, which is what people mean by a path, and nothing that is evaluated."""

import re

_STEP = re.compile(r"""\.([^\W\d][\w-]*)|\[(\d{1,6})\]|\['([^'\]]*)'\]|\["([^"\]]*)"\]""")
MISSING = object()


def steps(path: str) -> list[str | int]:
    """Keys and places, one after the other; raises ValueError for what is no path."""
    rest = path.removeprefix("$")
    rest = rest if rest == "" or rest[0] in ".[" else f".{rest}"
    found: list[str | int] = []
    while rest:
        step = _STEP.match(rest)
        if step is None:
            raise ValueError("must be a path such as $.checks[0].status")
        key = next((each for each in (step[1], step[3], step[4]) if each is not None), None)
        found.append(int(step[2]) if key is None else key)
        rest = rest[step.end() :]
    return found


def at(document: object, path: str) -> object:
    """What is at the path; MISSING where nothing is."""
    for step in steps(path):
        document = _below(document, step)
    return document


def _below(document: object, step: str | int) -> object:
    if isinstance(step, int):
        return document[step] if isinstance(document, list) and step < len(document) else MISSING
    return document.get(step, MISSING) if isinstance(document, dict) else MISSING
