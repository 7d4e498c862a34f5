"""Email addresses: what mail treats alike is alike, and what could be taken for another's is refused."""

import pytest
from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.accounts import SignIn
from chalicelib.domain.addresses import Email, address_of
from chalicelib.domain.errors import ForbiddenError
from chalicelib.domain.events import Actor
from chalicelib.domain.invitations import InvitationDraft, Token, check_invitee, invited
from tests.factories import NOW

EMAIL = TypeAdapter(Email)
ORG = "01kg000000000000000000000z"
KELVIN, INVISIBLE, RIGHT_TO_LEFT, FULL_WIDTH_E = "\u212a", "\u200b", "\u202e", "\uff45"


@pytest.mark.parametrize(
    "address",
    ["ada", "ada@", "@x.org", "a b@x.org", "ada@x", "ada@x.org\n", "a\x00@x.org", "a@b@c.org", "a@x..org"],
)
def test_an_address_has_one_at_sign_and_a_domain(address: str) -> None:
    with pytest.raises(ValidationError, match=r"must (be an email address|have)"):
        EMAIL.validate_python(address)


@pytest.mark.parametrize("more", [",eve", ";eve", ":25", '"', "/eve", "'", "\\"])
def test_a_domain_holds_nothing_that_another_address_could_begin_with(more: str) -> None:
    for address in (f"ada@example.org{more}", f"ada@example{more}.org"):
        assert address_of(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        f"{KELVIN}ate@example.com",
        f"kate{INVISIBLE}@example.com",
        f"kate@example{INVISIBLE}.com",
        f"kate@exam{RIGHT_TO_LEFT}ple.com",
        f"kate@{FULL_WIDTH_E}xample.com",
        "kat\u00e9@example.com",
        "kate@i\u2764.example",
        "kate@xn--0.example",
        "kate@-ex\u00e4mple.com",
        "kate@\u05d0b.example",
        f"kate@{'b' * 64}.com",
    ],
)
def test_an_address_that_only_looks_like_another_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        EMAIL.validate_python(address)
    assert address_of(address) == ""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("ada@EX\u00c4MPLE.com", "ada@ex\u00e4mple.com"),
        ("ada@exa\u0308mple.com", "ada@ex\u00e4mple.com"),
        ("ada@xn--exmple-cua.com", "ada@ex\u00e4mple.com"),
        ("kate@stra\u00dfe.example", "kate@stra\u00dfe.example"),
        ("kate@STRA\u1e9eE.example", "kate@stra\u00dfe.example"),
        ("kate@xn--strae-oqa.example", "kate@stra\u00dfe.example"),
        ("kate@XN--STRAE-OQA.example", "kate@stra\u00dfe.example"),
        ("kate@strasse.example", "kate@strasse.example"),
        ("kate@\u03b2\u03cc\u03bb\u03bf\u03c2.example", "kate@\u03b2\u03cc\u03bb\u03bf\u03c2.example"),
        ("kate@\u0645\u062b\u0627\u0644.example", "kate@\u0645\u062b\u0627\u0644.example"),
        ("kate@ex_ample.com", "kate@ex_ample.com"),
        ("O'Neil+x@x.co.uk", "o'neil+x@x.co.uk"),
    ],
)
def test_every_way_to_write_an_address_is_kept_as_one(written: str, kept: str) -> None:
    assert EMAIL.validate_python(written) == kept
    assert SignIn(email=written, password="x").email == kept


def test_an_invitation_is_not_for_whose_address_only_looks_like_the_invited_one() -> None:
    draft, token = InvitationDraft(email="kate@example.com"), Token.new()
    invitation = invited(ORG, draft, token, Actor(id="ada", name="Ada"), NOW)
    check_invitee(invitation, token, "Kate@example.com", email_verified=True)
    for other in (f"{KELVIN}ate@example.com", f"kate@{FULL_WIDTH_E}xample.com", ""):
        with pytest.raises(ForbiddenError):
            check_invitee(invitation, token, other, email_verified=True)
