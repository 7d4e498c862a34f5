"""DynamoDB Local for benchmarks of the store, and the environment of processes that use it."""

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.running import ROOT
from chalicelib.local.dynamodb import DynamoDBLocal
from chalicelib.local.environment import apply, load_secrets
from chalicelib.local.settings import RuntimeSettings


@contextmanager
def running_engine() -> Iterator[dict[str, str]]:
    """The environment that leads to a fresh engine; another AWS_ACCESS_KEY_ID in it is another, empty database."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="allclear-bench-") as folder:
        settings = RuntimeSettings(data_dir=Path(folder))
        engine = DynamoDBLocal(ROOT, settings.data_dir)
        asyncio.run_coroutine_threadsafe(engine.start(), loop).result()
        try:
            environment: dict[str, str] = {}
            apply(environment, settings, load_secrets(settings.data_dir), engine.url)
            yield environment | {"LOG_LEVEL": "ERROR", "METRICS": "off"}
        finally:
            asyncio.run_coroutine_threadsafe(engine.stop(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
