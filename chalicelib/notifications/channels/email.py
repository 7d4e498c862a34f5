"""A notification by mail."""

from chalicelib.mail.message import MailError, PassingMailError, RecipientError
from chalicelib.mail.sending import carrier, count_failure
from chalicelib.mail.smtp import ServerAwayError
from chalicelib.notifications.channel import SENT, Outcome, Recipient, Rendered
from chalicelib.notifications.letters import letter_of

_LETTER = "notification"


def send(recipient: Recipient, message: Rendered) -> Outcome:
    """Hands it over. A mailbox that the server refuses is gone."""
    mail = carrier()
    try:
        to, mime = letter_of(message, recipient, mail.sender).to(recipient, message, mail.sender.domain)
        mail.hand_over(to, mime)
    except RecipientError as error:
        count_failure("recipient", _LETTER, error)
        return Outcome(sent=False, permanent=True, gone=error.is_gone, why=str(error))
    except ServerAwayError as error:
        count_failure("mail", _LETTER, error)
        return Outcome(sent=False, away=True, why=str(error))
    except PassingMailError as error:
        return Outcome(sent=False, why=str(error))
    except MailError as error:
        count_failure("mail", _LETTER, error)
        return Outcome(sent=False, permanent=True, why=str(error))
    return SENT
