"""What is wrong with a request is said in words that a person uses, and never in those of the validator."""

import re
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core import core_schema

from chalicelib.api import wording
from chalicelib.domain.incidents import IncidentDraft, IncidentStatusChange
from chalicelib.domain.maintenance import MaintenanceDraft
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.points import Point
from chalicelib.domain.services import ServiceDraft, ServicesStatusChange

VALIDATORS_WORDS = re.compile(
    r"[Ss]hould|[Vv]alid|[Ii]nput|[Tt]uple|\b[Dd]ict|\bint\b|\bstr\b|\bbool|[Ss]tring|[Ii]nteger|instance|pars"
    r"|Extra|Field|Value error|items? after|permitted|'|\bNone\b|\bTrue\b"
)
ID = "01kg4r2c9x4k6m8n1p3q5s7t9v"
CONTEXT: dict[str, Any] = {
    "max_length": 200, "min_length": 3, "actual_length": 400, "field_type": "Tuple", "pattern": "^x$",
    "expected": "'a', 'b' or 'c'", "ge": 1, "gt": 1, "le": 9, "lt": 9, "multiple_of": 2, "error": "x",
}  # fmt: skip


@pytest.mark.parametrize("kind", get_args(core_schema.ErrorType))
def test_every_error_that_a_validator_knows_has_plain_words(kind: str) -> None:
    if kind in {"value_error", "assertion_error"}:
        pytest.skip("they say what our own rules say")
    words = wording.said({"type": kind, "loc": ("name",), "ctx": CONTEXT, "msg": "Input should be valid"})
    assert words
    assert not VALIDATORS_WORDS.search(words)


def test_an_error_that_a_newer_validator_has_gets_plain_words_too() -> None:
    words = wording.said({"type": "painted_wrongly", "loc": ("name",), "msg": "Input should be painted"})
    assert words == "is not a value that can be used here"


def test_what_our_own_rules_say_is_said_as_it_is() -> None:
    error = {"type": "value_error", "loc": ("slug",), "msg": "Value error, is reserved"}
    assert wording.said(error) == "is reserved"


def wrong(model: type[BaseModel], **given: Any) -> list[tuple[list[str | int], str]]:
    """What is said of these values."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate(given, strict=False)
    found = wording.found(refused.value.errors(include_url=False), refused.value.title)
    return [(list(loc), words) for loc, words in found]


@pytest.mark.parametrize(
    ("model", "given", "said"),
    [
        (IncidentDraft, {"title": "x", "service_ids": [ID] * 201}, "An incident can affect at most 200 services."),
        (
            MaintenanceDraft,
            {
                "title": "x",
                "scheduled_start": datetime(2026, 1, 1, tzinfo=UTC),
                "scheduled_end": datetime(2026, 1, 2, tzinfo=UTC),
                "service_ids": [ID] * 201,
            },
            "Maintenance can affect at most 200 services.",
        ),
        (
            ServicesStatusChange,
            {"service_ids": [ID] * 501, "status": "operational"},
            "At most 500 services can be changed at once.",
        ),
        (IncidentDraft, {"title": "x" * 201}, "may have at most 200 letters"),
        (IncidentDraft, {"title": ""}, "must not be empty"),
        (IncidentDraft, {"title": "   "}, "must not be empty"),
        (IncidentDraft, {}, "is missing"),
        (IncidentDraft, {"title": 3}, "must be text"),
        (IncidentDraft, {"title": "x", "impact": "huge"}, "must be none, minor, major or critical"),
        (IncidentDraft, {"title": "x", "service_ids": "all"}, "must be a list"),
        (IncidentDraft, {"title": "x", "service_ids": ["all"]}, "is not an id"),
        (IncidentDraft, {"title": "x", "colour": "red"}, "is not a field that there is here"),
        (ServiceDraft, {"name": "x", "position": "last"}, "must be a whole number"),
        (ServiceDraft, {"name": "x", "position": -1}, "must be at least 0"),
        (Point, {"at": "2026-01-05T12:00:00Z", "value": float("nan")}, "must be a finite number"),
        (ServiceDraft, {"name": "x", "position": 2_000_000}, "must be at most 1000000"),
        (OrganizationEdit, {"links": [{"label": "x", "url": "https://x.example"}] * 11}, "may have at most 10 links"),
        (OrganizationEdit, {"website_url": "x"}, "must be a web address, such as https://example.com"),
    ],
)
def test_a_limit_is_stated_in_words_that_a_person_uses(
    model: type[BaseModel], given: dict[str, Any], said: str
) -> None:
    assert [words for _, words in wrong(model, **given)] == [said]


def test_a_value_of_several_possible_forms_is_wrong_once_and_where_it_stands() -> None:
    ((loc, words),) = wrong(IncidentDraft, title="x", service_status="broken")
    assert loc == ["service_status"]
    assert words.startswith("must be operational")
    assert not VALIDATORS_WORDS.search(words)
    ((loc, words),) = wrong(IncidentDraft, title="x", service_status={ID: "broken"})
    assert loc == ["service_status", ID]
    ((loc, words),) = wrong(IncidentStatusChange, status="resolved", restore_services="some")
    assert (loc, words) == (["restore_services"], "must be true or false")
