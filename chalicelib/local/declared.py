"""The reactions and jobs that are declared, as the parts of one machine run them."""

from collections.abc import Mapping

from chalicelib.jobs import declared as jobs
from chalicelib.jobs import handlers as job_handlers
from chalicelib.local.invocation import Handler
from chalicelib.local.queue_reader import QueueReaction
from chalicelib.local.schedule import Scheduled
from chalicelib.reactions import declared as reactions
from chalicelib.reactions import handlers as reaction_handlers


def stream_readers() -> Mapping[str, Handler]:
    """The handlers that read the events stream; the first one publishes."""
    return {each.name: getattr(reaction_handlers, each.name) for each in reactions.from_stream()}


def queue_reactions() -> list[QueueReaction]:
    """What reads a queue."""
    return [
        QueueReaction(
            each.name,
            getattr(reaction_handlers, each.name),
            batch=each.limits.batch,
            at_once=each.limits.at_once,
            seconds=each.limits.seconds,
            visibility=each.limits.visibility_seconds,
            tries=each.limits.tries,
            at_once_each=each.limits.at_once_each,
        )
        for each in reactions.from_queues()
    ]


def scheduled() -> list[Scheduled]:
    """All jobs."""
    return [
        Scheduled(each.name, getattr(job_handlers, each.name), each.every_minutes, each.on_the_minute)
        for each in jobs.JOBS
    ]
