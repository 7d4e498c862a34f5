"""The product, as the runtime sees it: a handful of handlers. Imported only once the environment is set."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.local import lane
from chalicelib.local.client import Whence, behind_proxies, client_of
from chalicelib.local.durable import durable
from chalicelib.local.environment import TABLE_PREFIX
from chalicelib.local.faults import StartError
from chalicelib.local.invocation import Handler
from chalicelib.local.queue_reader import QueueReaction
from chalicelib.local.schedule import Scheduled
from chalicelib.local.sockets import Handlers
from chalicelib.local.threads import threaded

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Core:
    """What Lambda, API Gateway and EventBridge would be given."""

    app: Handler
    routes: Mapping[str, Any]
    sockets: Handlers
    readers: Mapping[str, Handler]
    """Who reads the events stream, by name; the first one publishes."""
    queue_reactions: Sequence[QueueReaction]
    scheduled: Sequence[Scheduled]
    create_tables: Callable[[], object]
    seed: Callable[[Path], str | None]
    events_table: str
    reachable: Callable[[], bool] = lambda: True
    """Whether what handlers need besides this process is there; while it is not, no failure is a handler's."""
    sign_in_origins: Callable[[], Sequence[str]] = tuple
    hashing: Collection[tuple[str, str]] = ()
    """The methods and routes whose answers hash a password."""
    whence: Whence = client_of
    published: Callable[[], Iterable[str]] = tuple
    """The organizations that have a page."""
    republish: Callable[[str], object] = lambda _: None
    """Writes all documents of a page anew."""
    also_check: Callable[[Callable[[], str]], object] = lambda _: None
    """Takes what says why a change could not be stored; /health asks it."""


def load_core() -> Core:
    """Imports everything; takes about a second on a slow machine. StartError when a setting is wrong."""
    from chalicelib.config import SettingError  # noqa: PLC0415

    try:
        return _imported()
    except SettingError as error:
        raise StartError(f"{error}.") from None


def _imported() -> Core:
    from app import app  # noqa: PLC0415 - reads the environment when imported, as do the others
    from chalicelib import clock  # noqa: PLC0415
    from chalicelib.api.reading import address_of  # noqa: PLC0415
    from chalicelib.api.registry import REGISTRY  # noqa: PLC0415
    from chalicelib.api.root import also_check  # noqa: PLC0415
    from chalicelib.auth.issuers import trusted  # noqa: PLC0415
    from chalicelib.auth.origins import sign_in_origins  # noqa: PLC0415
    from chalicelib.aws import pausing  # noqa: PLC0415
    from chalicelib.jobs.republication import made_again  # noqa: PLC0415
    from chalicelib.live import handlers, side_by_side  # noqa: PLC0415
    from chalicelib.local.declared import queue_reactions, scheduled, stream_readers  # noqa: PLC0415
    from chalicelib.local.demo_seed import seed  # noqa: PLC0415
    from chalicelib.notifications import sending  # noqa: PLC0415
    from chalicelib.publish.publisher import store_answers  # noqa: PLC0415
    from chalicelib.store.census import published  # noqa: PLC0415
    from chalicelib.store.reachable import database_answers  # noqa: PLC0415
    from chalicelib.store.schema import create_missing_tables  # noqa: PLC0415
    from chalicelib.use_cases import checks  # noqa: PLC0415

    pausing.pause_by(lane.pause)
    sending.alone_since(clock.now())
    checks.listening_since(clock.now())
    side_by_side.be(side_by_side.Patience(usual=0.5, pushing=0))
    providers = trusted().values()
    return Core(
        app=durable(threaded(app), database_answers),
        routes=app.routes,
        sockets=Handlers(handlers.connect, handlers.message, handlers.disconnect),
        readers=stream_readers(),
        queue_reactions=queue_reactions(),
        scheduled=scheduled(),
        create_tables=patient(create_missing_tables),
        seed=seed,
        events_table=f"{TABLE_PREFIX}events",
        reachable=lambda: database_answers() and store_answers(),
        sign_in_origins=lambda: sign_in_origins(providers),
        hashing=frozenset((each.method, each.path) for each in REGISTRY if each.hashes),
        whence=behind_proxies(address_of),
        published=published,
        republish=made_again,
        also_check=also_check,
    )


def patient(step: Callable[[], object], seconds: float = 60.0) -> Callable[[], object]:
    """A step that is safe to repeat: an engine that has just started on a busy machine may not answer in time."""
    from chalicelib.domain.errors import UnavailableError  # noqa: PLC0415 - the core reads the environment

    def taken() -> object:
        deadline = time.monotonic() + seconds
        while True:
            try:
                return step()
            except UnavailableError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    return taken
