"""How much of a page something affects, in the words of its banner."""

AT_A_GLANCE = 10
"""Services; a page with no more shows by itself which of them are affected."""


def told(word: str, *, worst: int, affected: int, services: int) -> str:
    """`Major outage: 3 of 120 services affected`.

    `worst` services are in the state that the word names, `affected` in that or a milder one. The word stands alone
    where it is true of most services, and where nothing is said about any.
    """
    if services <= AT_A_GLANCE or not affected or 2 * worst > services:
        return word
    some = f" of {worst} service{'s' if worst > 1 else ''}" if 0 < worst < affected else ""
    return f"{word}{some}: {affected} of {services} services affected"
