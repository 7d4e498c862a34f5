"""What a CSV file of subscribers says, line by line."""

import pytest

from chalicelib.domain.cells import as_cell
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.subscriber_imports import (
    PART,
    LineError,
    Part,
    Progress,
    SubscriberImport,
    progress,
    read,
)
from tests.factories import ADA, NOW, ORG_ID, a_service

CHECKOUT, SEARCH = a_service("Checkout", category="Shop"), a_service("Search, find", category="Core")


def _read(csv: str) -> tuple[list[Part], Progress]:
    given = SubscriberImport(csv=csv, consent="given")
    made, parts = read(given, [CHECKOUT, SEARCH], "Europe/Zurich", ADA, ORG_ID, NOW)
    return parts, progress(made, parts)


def _errors(csv: str) -> list[LineError]:
    return list(_read(csv)[1].errors)


def test_a_line_is_an_address_and_what_it_follows() -> None:
    parts, seen = _read(
        "Email,services,categories,time_zone,which\r\n"
        "Ada@Example.com,checkout,,,\r\n"
        'bob@example.com,"Search, find",Shop;core,UTC,start_and_end\r\n'
        f"eve@example.com,{SEARCH.id}|Checkout,,,\r\n"
    )
    ada, bob, eve = parts[0].lines
    assert (ada.line, ada.email, ada.following.service_ids) == (2, "ada@example.com", (CHECKOUT.id,))
    assert ada.following.time_zone == "Europe/Zurich"
    assert (bob.following.service_ids, bob.following.categories) == ((SEARCH.id,), ("Shop", "Core"))
    assert (bob.following.which, bob.following.time_zone) == ("start_and_end", "UTC")
    assert set(eve.following.service_ids) == {CHECKOUT.id, SEARCH.id}
    assert (seen.total, seen.done, seen.state, seen.errors) == (3, 0, "running", ())


def test_spreadsheets_write_marks_semicolons_and_apostrophes() -> None:
    parts, _ = _read("\ufeffemail;services\nada@example.com;Checkout\n'+eve@example.com;\n")
    assert [each.email for each in parts[0].lines] == ["ada@example.com", "+eve@example.com"]
    assert as_cell("+eve@example.com") == "'+eve@example.com"
    assert as_cell("eve@example.com") == "eve@example.com"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (",,", "has no email address"),
        ("nobody,,", "email must be an email address, such as ada@example.com"),
        ("ada@example.com,Payments,", "'Payments' is not a service of this page"),
        ("ada@example.com,,Mars/Olympus", "time_zone: 'Mars/Olympus' is not a time zone, such as Europe/Zurich"),
        ("first@example.com,,", "has the same address as line 2"),
        (f"{'a' * 250}@example.com,,", "has an email address of more than 254 letters"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_keeps_no_other_from_being_imported(line: str, message: str) -> None:
    if line == ",,":
        line = ",Checkout,"
    parts, seen = _read(f"email,services,time_zone\nfirst@example.com,,\n\n{line}\nlast@example.com,,\n")
    assert seen.errors == (LineError(line=4, message=message),)
    assert [each.line for each in parts[0].lines] == [2, 5]
    assert (seen.total, seen.done, seen.failed) == (3, 1, 1)


def test_a_line_is_counted_where_it_begins() -> None:
    assert _errors('email,services\n"ada@example.com","Check\nout"\nnobody,\n')[1].line == 4


def test_who_was_not_told_is_not_told_because_of_an_export() -> None:
    (error,) = _errors("email,state,channel\nada@example.com,active,email\neve@example.com,suppressed,email\n")
    assert (error.line, error.message) == (3, "was suppressed, and is not imported")


@pytest.mark.parametrize(
    "csv", ["name\nAda\n", "email,catgories\n", "email,email\n", "\n", 'email\n"ada@example.com\n' + "x" * 200_000],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(csv: str) -> None:
    with pytest.raises(InvalidError):
        _read(csv)


def test_a_file_has_at_most_five_thousand_lines_in_parts_that_fit_an_item() -> None:
    lines = [f"reader-{number}@example.com" for number in range(5000)]
    parts, seen = _read("\n".join(["email", *lines]))
    assert (seen.total, len(parts)) == (5000, 5000 // PART)
    with pytest.raises(InvalidError, match="more than 5000 lines"):
        _read("\n".join(["email", *lines, "one-more@example.com"]))
