"""The texts of mails that ask an address whether it wants to be told what happens on a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.branding import Sender
from chalicelib.mail.letters import letter
from chalicelib.mail.message import Message
from chalicelib.mail.words import as_text, called

ALL_OF_IT = "everything that happens on the page"


@dataclass(frozen=True)
class Page:
    """The page that it is about."""

    organization: str
    """The organization's name."""
    url: str
    sender: Sender
    """How the organization says whom its mail is from."""


def confirm(to: str, page: Page, about: Sequence[str], manage: str) -> Message:
    """To an address that somebody gave: nothing is sent to it before its reader says that they want it."""
    organization = called(page.organization, "a status page")
    asked = f"this address was given to get updates about the status of {organization} by mail."
    return letter(
        to,
        f"Confirm: status updates of {organization}",
        ["Hello,", f"{asked} You would be told about {_listed(about)}. Is that what you want?"],
        ("Confirm the subscription", manage),
        [
            "Unless you confirm it within 7 days, nothing more is sent, and the address is forgotten.",
            "It was not you? Then you need not do anything.",
            *_foot(page),
        ],
        _from(page),
    )


def already_told(
    to: str, page: Page, about: Sequence[str], instead: Sequence[str] | None, manage: str, *, stopped: bool = False
) -> Message:
    """To an address that is told already; `instead` is what was asked for now, where that is something else.

    One that is `stopped` was told until mail came back, or its reader complained.
    """
    organization = called(page.organization, "a status page")
    asked = f"this address was given to get updates about the status of {organization} by mail."
    now = f"It gets them already: about {_listed(about)}."
    if stopped:
        now = "It got them until mail came back, or somebody reported one. Open the link to be told again."
    change = f"Now they were asked for about {_listed(instead)}. Confirm that if you want it." if instead else ""
    return letter(
        to,
        f"Your status updates of {organization}",
        ["Hello,", f"{asked} {now}", *filter(None, [change])],
        ("See and change the subscription", manage),
        ["It was not you? Then you need not do anything: nothing changes.", *_foot(page)],
        _from(page),
    )


def _from(page: Page) -> str:
    return as_text(called(page.sender.name or page.organization, ""))


def _foot(page: Page) -> Sequence[str]:
    lines = page.sender.postal_address.splitlines()
    return [f"The page: {page.url}", *filter(None, [called(", ".join(lines), "") if lines else ""])]


def _listed(about: Sequence[str]) -> str:
    """Names of services and categories are the organization's own words, and made links of by no mail program."""
    if not about:
        return ALL_OF_IT
    words = [called(each, "a part of the page") for each in about]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
