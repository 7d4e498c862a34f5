"""Jobs on one machine: what waits for whom."""

import threading

from chalicelib.local.schedule import Schedule, Scheduled
from tests.waiting import PATIENCE


def test_a_job_on_the_minute_waits_for_no_other_however_long_that_takes() -> None:
    runs, ended = threading.Semaphore(0), threading.Event()
    slow = Scheduled("hosts", lambda *_: ended.wait(PATIENCE), 1)
    punctual = Scheduled("plan_checks", lambda *_: runs.release(), 1, on_the_minute=True)
    schedule = Schedule([slow, punctual], 0.01, lambda: None)
    schedule.start()
    try:
        assert all(runs.acquire(timeout=PATIENCE) for _ in range(3))
        assert not ended.is_set()
    finally:
        ended.set()
        schedule.stop()


def test_a_schedule_that_was_not_started_or_has_no_jobs_can_be_stopped() -> None:
    empty = Schedule([], 1, lambda: None)
    empty.start()
    empty.stop()
    Schedule([Scheduled("tick", lambda *_: None, 1)], 1, lambda: None).stop()
