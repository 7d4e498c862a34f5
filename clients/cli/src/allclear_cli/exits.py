"""What the command ends with, for scripts; docs/cli.md says the same."""

from enum import IntEnum


class Exit(IntEnum):
    """Every code that there is."""

    DONE = 0
    FAILED = 1
    """Something else went wrong."""
    USAGE = 2
    """A command, an option or a value that makes no sense; a name that is not clear."""
    NOT_ALLOWED = 3
    """Not signed in, or the key may not do this."""
    NOT_THERE = 4
    CONFLICT = 5
    """It does not fit what is there, or somebody changed it meanwhile."""
    TRY_AGAIN = 6
    """Nobody answered, too often, or a fault of the server's: the same may work later."""
    DIFFERENT = 10
    """Not an error: a page that is not operational, or is not as a file says, where that was asked for."""
    INTERRUPTED = 130
