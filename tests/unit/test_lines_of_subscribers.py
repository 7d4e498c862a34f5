"""What an import reads from files as spreadsheets and people make them."""

import pytest

from chalicelib.domain.events import Actor
from chalicelib.domain.subscriber_imports import Line, SubscriberImport, read
from tests.factories import NOW, ORG_ID, a_service

SERVICE = a_service(name="Checkout", category="Shop")


def _read(csv: str) -> tuple[list[Line], list[tuple[int, str]]]:
    """The lines to import, and what is wrong with others."""
    given = SubscriberImport(csv=csv, consent="given")
    _, parts = read(given, [SERVICE], "UTC", Actor(id=ORG_ID, name="Ada"), ORG_ID, NOW)
    lines = [line for part in parts for line in part.lines]
    return lines, [(error.line, error.message) for part in parts for error in part.errors]


@pytest.mark.parametrize(
    "csv",
    [
        "\ufeffemail,services\r\nada@example.com,Checkout\r\n",
        "Email;Services\nADA@example.com; checkout \n",
        "email\tservices\nada@example.com\tCheckout\n",
        '\n\n"email","services"\r"ada@example.com","Checkout"\r',
    ],
    ids=["byte order mark, CRLF", "semicolons", "tabs", "blank lines, quotes, CR alone"],
)
def test_a_file_is_read_as_spreadsheets_write_it(csv: str) -> None:
    (line,), errors = _read(csv)
    assert (line.email, line.following.service_ids, errors) == ("ada@example.com", (SERVICE.id,), [])


def test_a_quote_that_nobody_closed_spoils_no_other_line() -> None:
    lines, errors = _read('email,services\n"ada@example.com,Checkout\ngrace@example.com,Checkout\neve@example.com,\n')
    assert [(line.line, line.email) for line in lines] == [(3, "grace@example.com"), (4, "eve@example.com")]
    assert [line for line, _ in errors] == [2]


def test_each_line_says_what_is_wrong_with_it_by_its_number_in_the_file() -> None:
    lines, errors = _read("email,services\nada@example.com,Nope\n\n,\nADA@example.com,\nada@example.com,\nnobody,\n")
    assert [line.line for line in lines] == [5]
    assert errors == [
        (2, "'Nope' is not a service of this page"),
        (6, "has the same address as line 5"),
        (7, "email must be an email address, such as ada@example.com"),
    ]
