"""`python -m chalicelib.local`: everything on this machine, until Ctrl-C."""

import asyncio
import contextlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable

from chalicelib.local.core import Core, load_core
from chalicelib.local.faults import StartError
from chalicelib.local.lock import locked
from chalicelib.local.private import UMASK, close_to_others
from chalicelib.local.server import listening_socket
from chalicelib.local.settings import RuntimeSettings, read_settings
from chalicelib.local.stack import ROOT, run_stack
from chalicelib.local.terminal_log import set_up

WRONG_START = 2
SAME_MOMENT_SECONDS = 0.3
SWITCH_SECONDS = 0.001
"""How long a thread may hold the interpreter while the event loop waits for it."""


def main(core_loader: Callable[[], Core] = load_core) -> int:
    """0 after a clean stop, 2 when it can't start, with one line that says why."""
    os.umask(UMASK)
    try:
        settings = read_settings(os.environ)
        with locked(settings.data_dir), contextlib.closing(listening_socket(settings)) as bound:
            _prepare_process()
            close_to_others(settings.data_dir, ROOT)
            return asyncio.Runner(loop_factory=_loop_factory()).run(_until_told(settings, bound, core_loader))
    except StartError as error:
        print(f"allclear: {error}", file=sys.stderr)
        return WRONG_START


async def _until_told(settings: RuntimeSettings, bound: socket.socket, core_loader: Callable[[], Core]) -> int:
    running = asyncio.ensure_future(run_stack(settings, bound, _say, core_loader))
    _Signals(running)
    try:
        await running
    except asyncio.CancelledError:
        _say("Stopped.")
    return 0


class _Signals:
    """The first signal stops everything in order; a later Ctrl-C stops at once, and the database with it.

    A second signal in the same moment is ignored, since `timeout` and others signal a process and then its whole group.
    """

    def __init__(self, running: "asyncio.Future[None]") -> None:
        self._running = running
        self._loop = asyncio.get_running_loop()
        self._since: float | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            self._loop.add_signal_handler(number, self._on_signal, number)

    def _on_signal(self, number: int) -> None:
        if self._since is None:
            self._since = self._loop.time()
            _say("\nStopping ... (Ctrl-C again to stop at once)" if number == signal.SIGINT else "Stopping ...")
            self._running.cancel()
        elif number == signal.SIGINT and self._loop.time() - self._since > SAME_MOMENT_SECONDS:
            os._exit(128 + number)


def _prepare_process() -> None:
    """Room for ten thousand viewers, and an event loop that threads can't keep waiting for long."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536) if hard > 0 else 65536, hard))
    sys.setswitchinterval(SWITCH_SECONDS)
    set_up()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - it is only faster, and not on every system
    except ImportError:
        return None
    return uvloop.new_event_loop


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
