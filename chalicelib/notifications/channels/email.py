"""A notification by mail, to one recipient or to many."""

from collections.abc import Callable, Iterator, Mapping

from chalicelib.mail.message import MailError, PassingMailError, RecipientError
from chalicelib.mail.parcels import Parcel
from chalicelib.mail.sending import carrier, count_failure
from chalicelib.mail.smtp import ServerAwayError
from chalicelib.notifications import pace
from chalicelib.notifications.channel import SENT, Outcome, Recipient, Rendered, error_of_ours
from chalicelib.notifications.letters import letter_of

_LETTER = "notification"


def send(recipient: Recipient, message: Rendered) -> Outcome:
    """Hands one over. A mailbox that the server refuses is gone."""
    return send_all({"": recipient}, lambda _: message, lambda: True, lambda _: None)[""]


def send_all(
    recipients: Mapping[str, Recipient],
    message_to: Callable[[str], Rendered],
    goes_on: Callable[[], bool],
    note: Callable[[str], None],
) -> dict[str, Outcome]:
    """By recipient, each noted as soon as the mail is handed over; those that there was no time for are left out.

    Once the server is away, nobody else is tried.
    """
    mail = carrier()
    outcomes: dict[str, Outcome] = {}
    away: list[Outcome] = []
    waiting = iter(recipients.items())

    def parcels() -> Iterator[Parcel]:
        while not away and goes_on() and (following := next(waiting, None)):
            name, recipient = following
            message = message_to(name)
            try:
                letter = letter_of(message, recipient, mail.sender)
                yield Parcel(name, *letter.to(recipient, message, mail.sender.domain))
            except Exception as error:  # noqa: BLE001 - the others are told
                outcomes[name] = _failed(error, message)

    for name, error in mail.hand_over(parcels(), pace.next_turn):
        if error is None:
            note(name)
        outcomes[name] = outcome = _failed(error, message_to(name)) if error else SENT
        away += [outcome] if outcome.away else []
    return outcomes | {name: away[0] for name, _ in waiting if away}


def _failed(error: Exception, message: Rendered) -> Outcome:
    """What it means for the recipient; counted where it is nothing that passes."""
    if not isinstance(error, MailError):
        return error_of_ours(error, message.told)
    if isinstance(error, RecipientError):
        count_failure("recipient", _LETTER, error)
        return Outcome(sent=False, permanent=True, gone=error.is_gone, why=str(error))
    if isinstance(error, PassingMailError) and not isinstance(error, ServerAwayError):
        return Outcome(sent=False, why=str(error))
    count_failure("mail", _LETTER, error)
    is_away = isinstance(error, ServerAwayError)
    return Outcome(sent=False, away=is_away, permanent=not is_away, why=str(error))
