"""What no viewer waits for: the documents that other programs read, which follow from a queue once frames are out."""

from chalicelib.publish.publisher import write_syndicated
from chalicelib.queues import queues
from chalicelib.queues.message import NewVersion

QUEUE = "syndicate"


def hand_on(change: NewVersion) -> None:
    """Returns once nothing can be lost: where the queue does not take it, the documents are written here."""
    if queues.current().send(QUEUE, [change]):
        write_syndicated(change)
