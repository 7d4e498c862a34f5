"""The stream trigger: what Lambda's event source mapping does, on a thread of its own."""

import logging
import math
import threading
import time
from collections.abc import Callable, Collection

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.local.delivery import Delivery, StoppedError
from chalicelib.local.position import Position, PositionFile
from chalicelib.local.stream_source import Record, StreamLostError, StreamSource, lambda_record

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
LAST_LOOK_SECONDS = 3.0
LOOK_FOR_SHARDS_EVERY = 50
"""Polls without a record after which the list of shards is read again."""


class StreamPoller:
    """Reads the stream from where the last stack stopped, and hands it on; a nudge makes it look at once."""

    def __init__(
        self,
        source: StreamSource,
        position: PositionFile,
        new_delivery: Callable[[Callable[[float], bool]], Delivery],
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._source = source
        self._file = position
        self._position = position.load()
        self._stop = threading.Event()
        self._nudged = threading.Event()
        self._delivery = new_delivery(self._stop.wait)
        self._poll_seconds = poll_seconds
        self._iterators: dict[str, str] = {}
        self._quiet_polls = 0
        self._deadline = math.inf
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
        self.caught_up = threading.Event()
        """Set once everything that was waiting at the start has been handled."""

    def start(self) -> None:
        """Begins to poll."""
        self._thread.start()

    def nudge(self) -> None:
        """Says that there is probably something new; may be called from any thread."""
        self._nudged.set()

    def stop(self) -> None:
        """Returns when the batch at hand is handled and what was already written has been looked for once more."""
        self._stop.set()
        self._nudged.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._poll()
            if self._nudged.wait(self._poll_seconds):
                self._nudged.clear()
        self._deadline = time.monotonic() + LAST_LOOK_SECONDS
        self._poll()

    def _poll(self) -> None:
        """Whatever happens, the next poll goes on behind the last record that was handled."""
        try:
            while self._round():
                self._quiet_polls = 0
                if time.monotonic() > self._deadline:
                    return
            self._quiet_polls += 1
            self.caught_up.set()
        except StoppedError:
            log.info("stream-stopped-in-retry")
        except StreamLostError as lost:
            self._recover(lost)
        except (BotoCoreError, ClientError, OSError) as error:
            log.warning("stream-unreachable", extra={"reason": type(error).__name__})
            self._iterators.clear()
        except Exception:
            log.exception("stream-poll-failed")
            self._iterators.clear()

    def _round(self) -> bool:
        """Reads every open shard once; whether there was anything."""
        if not self._iterators or self._quiet_polls >= LOOK_FOR_SHARDS_EVERY:
            self._open_shards()
        found = [self._read(shard) for shard in list(self._iterators)]
        return any(found)

    def _open_shards(self) -> None:
        """Iterators for the shards that may be read now: a child's only when its parent has nothing more."""
        self._quiet_polls = 0
        arn = self._source.arn()
        if not arn:
            return
        if arn != self._position.stream_arn:
            self._position = Position(stream_arn=arn)
            self._iterators.clear()
        shards = self._source.shards(arn)
        self._forget_all_but(shards)
        finished = self._position.finished
        for shard in sorted(shards):
            parent = shards[shard]
            if shard not in finished and shard not in self._iterators and (parent not in shards or parent in finished):
                self._iterators[shard] = self._source.iterator(arn, shard, self._position.handled.get(shard))

    def _read(self, shard: str) -> bool:
        records, following = self._source.read(self._iterators[shard])
        if records:
            self._hand_on(shard, records)
        if following:
            self._iterators[shard] = following
            return bool(records)
        del self._iterators[shard]
        self._position.finished.append(shard)
        self._file.save(self._position)
        return True

    def _hand_on(self, shard: str, records: list[Record]) -> None:
        """An iterator moves only when its records are handled: after a failure they are read again."""

        def done(last: Record) -> None:
            self._position.handled[shard] = last["dynamodb"]["SequenceNumber"]
            self._file.save(self._position)

        try:
            self._delivery.deliver([lambda_record(each, self._position.stream_arn) for each in records], done)
        except StoppedError:
            self._iterators.clear()
            raise

    def _recover(self, lost: StreamLostError) -> None:
        """An iterator that is merely old is fetched again; a place that was trimmed is where reading goes on late."""
        self._iterators.clear()
        if "Trimmed" in str(lost):
            log.critical("stream-trimmed", extra={"stream": self._position.stream_arn})
            self._position.handled.clear()

    def _forget_all_but(self, shards: Collection[str]) -> None:
        self._position.finished = [each for each in self._position.finished if each in shards]
        self._position.handled = {each: at for each, at in self._position.handled.items() if each in shards}
