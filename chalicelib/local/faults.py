"""What stops a start: a sentence for the person at the terminal, never a stack trace."""


class StartError(Exception):
    """The stack can't run here; the message says why and what to do, in one line."""
