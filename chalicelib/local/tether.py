"""Runs a command that ends when its parent does, however the parent ends: `tether.py PARENT_PID COMMAND...`.

A script of its own, because asking the kernel for this between fork and exec is unsafe in a process with threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Becomes the command; on systems other than Linux the pid file is what ends a left-over child."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(0)
    os.execvp(command[0], command)  # noqa: S606 - the command is our own


if __name__ == "__main__":
    main()
