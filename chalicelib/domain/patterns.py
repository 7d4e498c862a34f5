"""Patterns that people write for values: `api-*`. They are matched in bounded time, whatever the pattern."""

MAX_PATTERN = 200


def matches(pattern: str, value: str) -> bool:
    """Whether the whole value is one of the pattern's alternatives, whatever the case of letters.

    `*` stands for any letters, `?` for one, and `|` divides alternatives. `.*`, as regular expressions have it, is read
    as `*`.
    """
    value = value.casefold()
    return any(_fits(each, value) for each in pattern.casefold().replace(".*", "*").split("|"))


def _fits(pattern: str, value: str) -> bool:
    """Greedy, with one place to go back to: the time is at most the product of the lengths."""
    at, place, star, resume = 0, 0, -1, 0
    while place < len(value):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", value[place]):
            at, place = at + 1, place + 1
        elif star >= 0:
            resume += 1
            at, place = star + 1, resume
        else:
            return False
    return not pattern[at:].strip("*")
