"""Ends mail to addresses that it comes back from, or whose owners complain, for every page that they subscribed to.

Both harm the delivery of everybody's mail. Whoever reads mail at the address may subscribe again, and confirm it.
"""

from chalicelib import log
from chalicelib.config import settings
from chalicelib.domain.addresses import address_of
from chalicelib.domain.subscribers import SubscriberState
from chalicelib.queues.feedback import Feedback, MailFeedback
from chalicelib.store import subscribers

settings().need("table_prefix")

_BECAUSE = {
    Feedback.BOUNCED: "Mail to this address comes back.",
    Feedback.COMPLAINED: "Its owner reported a mail as unwanted.",
}


def mail_feedback(report: MailFeedback) -> None:
    """Safe to repeat. Raises ContendedError when it can't be written now."""
    found = [each for address in report.addresses for each in subscribers.by_address(address_of(address))]
    told = [each for each in found if each.state is not SubscriberState.SUPPRESSED]
    for each in told:
        subscribers.set_state(each, SubscriberState.SUPPRESSED, _BECAUSE[report.kind])
    log.info("mail_feedback", kind=report.kind, addresses=len(report.addresses), suppressed=len(told))
