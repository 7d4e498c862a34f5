"""The stream trigger: what Lambda's event source mapping does, on a thread of its own."""

import logging
import math
import threading
import time
from collections.abc import Callable, Collection, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.local.delivery import Delivery, StoppedError
from chalicelib.local.position import Position, PositionFile
from chalicelib.local.stream_source import Record, StreamLostError, StreamSource, lambda_record
from chalicelib.local.stream_start import start_of

log = logging.getLogger(__name__)

LAST_LOOK_SECONDS = 3.0
LOOK_SECONDS = 30.0
"""By the clock on the wall, so that after a machine's sleep nothing is read from an iterator of the day before."""


class StreamPoller:
    """Reads the stream from where the last stack stopped, and hands it on; a nudge makes it look at once."""

    def __init__(
        self,
        name: str,
        source: StreamSource,
        position: PositionFile,
        new_delivery: Callable[[Callable[[float], bool]], Delivery],
        poll_seconds: float,
        looked: Callable[[], None],
    ) -> None:
        """`looked` is called after each look at the stream, once what it found is handled."""
        self._source = source
        self._file = position
        self._position = position.load()
        self._stop = threading.Event()
        self._nudged = threading.Event()
        self._delivery = new_delivery(self._stop.wait)
        self._poll_seconds = poll_seconds
        self._has_looked = looked
        self._iterators: dict[str, str] = {}
        self._looked = 0.0
        self._reachable = True
        self._deadline = math.inf
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.caught_up = threading.Event()
        """Set once everything that was waiting at the start has been handled."""

    def start(self) -> None:
        """Begins to poll."""
        self._thread.start()

    def nudge(self) -> None:
        """Says that there is probably something new; may be called from any thread."""
        self._nudged.set()

    def stop(self) -> None:
        """Returns when the batch at hand is handled and what was already written has been looked for once more.

        That ends in time: what is still at work in a thread of its own may go on writing.
        """
        self._deadline = time.monotonic() + LAST_LOOK_SECONDS
        self._stop.set()
        self._nudged.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._poll()
            self._has_looked()
            if self._nudged.wait(self._poll_seconds):
                self._nudged.clear()
        self._poll()

    def _poll(self) -> None:
        """Whatever happens, the next poll goes on behind the last record that was handled."""
        try:
            while self._round():
                if time.monotonic() > self._deadline:
                    return
            self._reachable = True
            self.caught_up.set()
        except StoppedError:
            log.info("stream-stopped-in-retry")
        except StreamLostError:
            self._iterators.clear()
        except (BotoCoreError, ClientError, OSError) as error:
            if self._reachable:
                log.warning("stream-unreachable", extra={"reason": type(error).__name__})
            self._reachable = False
            self._iterators.clear()
        except Exception:
            log.exception("stream-poll-failed")
            self._iterators.clear()

    def _round(self) -> bool:
        """Reads every open shard once; whether there was anything."""
        if not self._iterators or abs(time.time() - self._looked) > LOOK_SECONDS:
            self._open_shards()
        found = [self._read(shard) for shard in list(self._iterators)]
        return any(found)

    def _open_shards(self) -> None:
        """Iterators for the shards that may be read now: a child's only when its parent has nothing more."""
        self._looked = time.time()
        self._iterators.clear()
        arn = self._source.arn()
        if not arn:
            return
        if arn != self._position.stream_arn:
            self._position = Position(stream_arn=arn, base=self._position.base, marks=self._position.marks)
            self._position.renumber()
            self._position.marks = {}
        shards = self._source.shards(arn)
        self._forget_all_but(shards)
        finished = self._position.finished
        ready = [shard for shard, parent in shards.items() if parent not in shards or parent in finished]
        for shard in sorted(set(ready) - set(finished)):
            if start := start_of(self._source, self._position, shard):
                self._iterators[shard] = start

    def _read(self, shard: str) -> bool:
        records, following = self._source.read(self._iterators[shard])
        if records:
            self._hand_on(shard, records)
        if following:
            self._iterators[shard] = following
            return bool(records)
        self._position.finished.append(shard)
        self._file.save(self._position)
        self._iterators.clear()
        return True

    def _hand_on(self, shard: str, records: Sequence[Record]) -> None:
        """An iterator moves only when its records are handled: after a failure they are read again."""
        position = self._position
        numbered = {
            str(sent["dynamodb"]["SequenceNumber"]): (sent, read)
            for read in records
            for sent in [lambda_record(read, position.stream_arn, position.base)]
        }

        def done(last: Record) -> None:
            _, read = numbered[last["dynamodb"]["SequenceNumber"]]
            position.marks[shard] = (read["dynamodb"]["SequenceNumber"], read["eventID"])
            self._file.save(position)

        try:
            self._delivery.deliver([sent for sent, _ in numbered.values()], done)
        except StoppedError:
            self._iterators.clear()
            raise

    def _forget_all_but(self, shards: Collection[str]) -> None:
        self._position.finished = [each for each in self._position.finished if each in shards]
        self._position.marks = {each: mark for each, mark in self._position.marks.items() if each in shards}
