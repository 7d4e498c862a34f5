"""Why there is no answer. The messages are sentences for the people who run a page, and quote nothing of what came."""


class OutboundError(Exception):
    """There is no answer."""


class RefusedError(OutboundError):
    """We do not call such an address, today or later."""


class NoAnswerError(OutboundError):
    """The address may be called, but nothing usable came back; another try may help."""
