"""What an import reads from files as spreadsheets and people make them."""

import pytest

from chalicelib.domain.cells import Names, as_cell, of_cell
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


def test_what_stands_behind_the_last_column_is_no_line_to_import() -> None:
    """Half of an unquoted list would be lost with it."""
    lines, errors = _read("email,services\nada@example.com,Checkout,Search\neve@example.com,Checkout,,\n")
    assert [line.email for line in lines] == ["eve@example.com"]
    assert errors == [(2, "has more cells than the header: a cell that holds a separator stands in quotes")]


def test_columns_without_a_name_are_passed_over() -> None:
    lines, errors = _read("email,services,,\nada@example.com,Checkout,,a note\n")
    assert ([line.following.service_ids for line in lines], errors) == ([(SERVICE.id,)], [])


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''+49", "'quoted'", "@home", "-", "'", "", "plain", "\tindented"])
def test_a_cell_is_read_as_the_text_that_it_was_made_of(text: str) -> None:
    assert not as_cell(text).startswith(("=", "+", "-", "@", "\t"))
    assert of_cell(as_cell(text)) == text


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("Core, EU; Data", ["eu", "data"]),
        ("core, eu|DATA", ["eu", "data"]),
        ("Core,EU, Core", ["tight", "core"]),
        ("Core;;, Data;", ["core", "data"]),
        ("data; Data", ["lower", "data"]),
        (" ; ,", []),
    ],
)
def test_names_that_hold_separators_stand_in_a_cell_with_others(cell: str, meant: list[str]) -> None:
    names = {"Core": "core", "Core, EU": "eu", "Core,EU": "tight", "Data": "data"}
    names |= {"data": "lower"} if "data;" in cell else {}
    assert [*Names(names).of(cell)] == meant


def test_what_is_no_name_is_said() -> None:
    with pytest.raises(LookupError, match="Elsewhere"):
        [*Names({"Core": "core"}).of("Core, Elsewhere; Core")]
