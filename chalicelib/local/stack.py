"""Starts every part in the order they need each other, and stops them in the reverse."""

import asyncio
import gc
import logging
import os
import socket
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from chalicelib.local.banner import banner
from chalicelib.local.cdn import Cdn
from chalicelib.local.cdn_rules import CdnRules
from chalicelib.local.core import Core, load_core
from chalicelib.local.disk import DiskCheck, Storage
from chalicelib.local.dynamodb import DynamoDBLocal
from chalicelib.local.environment import Secrets, apply, load_secrets
from chalicelib.local.gateway import Gateway
from chalicelib.local.hosts import Hosts
from chalicelib.local.mail import Outbox
from chalicelib.local.management import Management
from chalicelib.local.mending import Mending
from chalicelib.local.queue_file import QueueFile
from chalicelib.local.queue_reader import QueueReader, stop_all
from chalicelib.local.rest import RestApi
from chalicelib.local.schedule import Schedule
from chalicelib.local.settings import RuntimeSettings
from chalicelib.local.sigv4 import SignatureCheck
from chalicelib.local.sockets import Sockets
from chalicelib.local.stream_keep import renew_records
from chalicelib.local.stream_readers import Needed, StreamReaders
from chalicelib.local.stream_source import StreamSource

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
CATCH_UP_SECONDS = 15.0
MENDING_SECONDS = 5.0
"""What the start waits for documents to be checked; very many of them are checked meanwhile."""


async def run_stack(
    settings: RuntimeSettings,
    bound: socket.socket,
    say: Callable[[str], None],
    core_loader: Callable[[], Core] = load_core,
) -> None:
    """Runs until cancelled, and then stops everything; returns only when all of it has ended."""
    async with AsyncExitStack() as parts:
        stack = _Stack(settings, parts, say)
        await stack.start(bound, core_loader)
        await asyncio.Event().wait()


class _Stack:
    def __init__(self, settings: RuntimeSettings, parts: AsyncExitStack, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._parts = parts
        self._say = say
        self._secrets: Secrets = load_secrets(settings.data_dir)
        self._readers = StreamReaders(settings.data_dir)
        self._disk = DiskCheck((settings.data_dir, settings.data_dir / "dynamodb", settings.documents))
        self._database = DynamoDBLocal(ROOT, settings.data_dir, self._keep_records)

    async def start(self, bound: socket.socket, core_loader: Callable[[], Core]) -> None:
        """Database, tables, gateway, demo data, stream, schedule."""
        began = time.monotonic()
        self._say("Starting DynamoDB Local ...")
        apply(os.environ, self._settings, self._secrets, self._database.url)
        core, _ = await asyncio.gather(asyncio.to_thread(core_loader), self._start_database())
        self._say("Preparing tables ...")
        await asyncio.to_thread(core.create_tables)
        queues = self._open_queues()
        await self._start_gateway(core, bound)
        self._say("Looking after the demo data ...")
        note = await asyncio.to_thread(core.seed, self._settings.data_dir)
        self._start_queue_readers(core, queues)
        await self._start_inbound_mail()
        await self._start_readers(core)
        await self._mend_documents(core)
        self._start_schedule(core)
        _keep_what_there_is()
        self._say(banner(self._settings, note))
        log.info("ready", extra={"seconds": round(time.monotonic() - began, 2)})

    def _keep_records(self, folder: Path) -> None:
        renew_records(folder, self._readers.lowest())

    async def _start_database(self) -> None:
        self._parts.push_async_callback(self._database.stop)
        await self._database.start()

    async def _start_gateway(self, core: Core, bound: socket.socket) -> None:
        settings = self._settings
        settings.outbox.mkdir(parents=True, exist_ok=True)
        settings.documents.mkdir(parents=True, exist_ok=True)
        core.also_check(self._disk)
        sockets = Sockets(core.sockets, idle=settings.idle_seconds, longest=settings.connection_seconds)
        self._install_push(sockets)
        rest = RestApi(core.app, core.routes, hashing=core.hashing, whence=core.whence, changed=self._readers.nudge)
        providers = await asyncio.to_thread(core.sign_in_origins)
        rules = CdnRules(ROOT / "infra" / "cdn.json", os.environ["PUBLIC_URL"], providers)
        cdn = Cdn(rules, ROOT / "static_site", settings.documents, rest.answer)
        check = SignatureCheck(self._secrets.access_key, self._secrets.secret_key, self._secrets.region)
        hosts = Hosts(os.environ["PUBLIC_URL"], os.environ.get("PAGES_DOMAIN", ""), settings.documents)
        gateway = Gateway(rest, sockets, Management(sockets, check), cdn, Outbox(settings.outbox), hosts)
        self._parts.push_async_callback(gateway.close)
        self._parts.push_async_callback(asyncio.to_thread, self._readers.stop)
        self._parts.push_async_callback(gateway.finish_requests)
        await gateway.start(bound, settings)

    def _install_push(self, sockets: Sockets) -> None:
        from chalicelib.live.push import install  # noqa: PLC0415 - the core reads the environment when imported
        from chalicelib.local.push import InProcessPush  # noqa: PLC0415

        install(InProcessPush(sockets, asyncio.get_running_loop()))

    def _open_queues(self) -> QueueFile:
        """Closes the queues after everything that sends to them."""
        from chalicelib.notifications import handed  # noqa: PLC0415 - the core reads the environment when imported
        from chalicelib.queues.queues import install  # noqa: PLC0415

        handed.keep_in(self._settings.data_dir / "handed-over")
        queues = QueueFile(self._settings.data_dir / "queues.db")
        self._parts.callback(queues.close)
        install(queues)
        return queues

    def _start_queue_readers(self, core: Core, queues: QueueFile) -> None:
        readers = [QueueReader(reaction, queues) for reaction in core.queue_reactions]
        self._parts.push_async_callback(asyncio.to_thread, stop_all, readers)
        for reader in readers:
            reader.start()

    async def _start_inbound_mail(self) -> None:
        if where := os.environ.get("INBOUND_SMTP", "").strip():
            from chalicelib.local.inbound_mail import listen  # noqa: PLC0415 - few machines take mail

            server = await listen(where, os.environ.get("INBOUND_MAIL_DOMAIN", "").strip())
            self._parts.callback(server.close)

    async def _start_readers(self, core: Core) -> None:
        def source() -> StreamSource:
            return StreamSource(self._database.url, self._secrets.region, core.events_table)

        needed = Needed(Storage(self._database, self._disk), core.reachable)
        self._readers.start(core.readers, source, needed, self._settings.poll_seconds)
        await asyncio.to_thread(self._readers.wait_until_caught_up, CATCH_UP_SECONDS)

    async def _mend_documents(self, core: Core) -> None:
        mending = Mending(core.published, core.republish)
        self._parts.push_async_callback(asyncio.to_thread, mending.stop)
        await asyncio.to_thread(mending.start, MENDING_SECONDS)

    def _start_schedule(self, core: Core) -> None:
        schedule = Schedule(core.scheduled, self._settings.schedule_seconds, self._readers.nudge)
        self._parts.push_async_callback(asyncio.to_thread, schedule.stop)
        schedule.start()


def _keep_what_there_is() -> None:
    """Spares Python's collector all that a start has made: to look through it stops every thread for 50 ms.

    And has it look less often: what a request leaves is mostly freed by itself.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
