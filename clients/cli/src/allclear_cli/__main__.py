"""`allclear`."""

import os
import sys
from typing import NoReturn

from allclear_cli.client.errors import AllclearError, Problem
from allclear_cli.exits import Exit
from allclear_cli.output import complain


def main() -> NoReturn:
    """Runs a command and ends with its code. People see sentences, and a traceback only with ALLCLEAR_DEBUG."""
    from allclear_cli.app import app  # noqa: PLC0415 - an interrupted import ends quietly, too

    try:
        app(prog_name="allclear")
    except AllclearError as error:
        _ended(error, int(error.exit_code))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:  # as in `allclear services list | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.DONE)
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, a person gets a sentence
        _ended(error, Exit.FAILED)
    sys.exit(Exit.DONE)


def _ended(error: Exception, code: int) -> NoReturn:
    if os.environ.get("ALLCLEAR_DEBUG"):
        raise error
    if isinstance(error, AllclearError):
        complain(str(error))
        if isinstance(error, Problem) and error.status >= 500 and error.request_id:
            complain(f"Name request {error.request_id} when you ask about it.")
    else:
        complain(f"This should not happen: {type(error).__name__}: {error} (ALLCLEAR_DEBUG=1 says where).")
    sys.exit(code)


if __name__ == "__main__":
    main()
