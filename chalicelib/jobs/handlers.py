"""The Lambda handlers of all jobs: `chalicelib.jobs.handlers.<name>`, made when somebody asks for one.

A function on Lambda asks for its own, and so imports its own job and no other.
"""

from collections.abc import Callable
from functools import cache
from pkgutil import resolve_name
from typing import Any

from chalice import Blueprint, Cron, Rate
from chalice.app import CloudWatchEvent

from chalicelib.jobs import declared
from chalicelib.jobs.declared import Job

Handler = Callable[[dict[str, Any], Any], Any]
_EACH_MINUTE = Cron("*", "*", "*", "*", "?", "*")


def __getattr__(name: str) -> Handler:
    """The handler of the job of that name, ready to run."""
    job = next((each for each in declared.JOBS if each.name == name), None)
    if job is None:
        raise AttributeError(name)
    _function(job.function)
    return _handler(Blueprint(__name__), job)


def blueprint() -> Blueprint:
    """All of them, for the app to register; nothing is imported until one of them runs."""
    made = Blueprint(__name__)
    for job in declared.JOBS:
        _handler(made, job)
    return made


def _handler(to: Blueprint, job: Job) -> Handler:
    def run(event: CloudWatchEvent) -> int:  # noqa: ARG001 - the schedule carries nothing
        return int(_function(job.function)())

    run.__name__ = job.name
    every = Rate(job.every_minutes, unit=Rate.MINUTES)
    registered: Handler = to.schedule(_EACH_MINUTE if job.on_the_minute else every, name=job.name)(run)
    return registered


@cache
def _function(reference: str) -> Callable[[], int]:
    found: Callable[[], int] = resolve_name(reference)
    return found
