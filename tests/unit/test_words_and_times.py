"""Texts, addresses, slugs, ids and times: what people and programs may write."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.ids import floor_id, moment_of, new_id
from chalicelib.domain.organizations import MAX_SLUG, MIN_SLUG, RESERVED_SLUGS, Slug, TimeZone, slug_from
from chalicelib.domain.text import Color, LongText, Name, WebAddress
from chalicelib.domain.times import Instant, to_milliseconds, to_wire
from tests.factories import NOW

NAME, LONG_TEXT, SLUG, INSTANT = TypeAdapter(Name), TypeAdapter(LongText), TypeAdapter(Slug), TypeAdapter(Instant)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@pytest.mark.parametrize(
    "text",
    ["a\x00b", "a\x07b", "a\x1bb", "a\x7fb", "a\x85b", "a\nb", "a\u2028b", "a\u202eb", "a\u2066b", "a\ud800b"],
    ids=ascii,
)
def test_a_name_holds_no_character_that_controls_or_deceives(text: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


@pytest.mark.parametrize("text", ["", " ", "\t", "\u00a0", "\u200b", "\u2060\ufeff", "\u00ad"], ids=ascii)
def test_a_name_shows_something(text: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


@pytest.mark.parametrize("text", ["Zürich", "支払い", "👩\u200d💻 tools", "שירות", "O'Reilly <b>"])
def test_a_name_may_be_in_any_language(text: str) -> None:
    assert NAME.validate_python(text) == text


def test_a_text_is_trimmed_and_composed() -> None:
    assert NAME.validate_python("  Zu\u0308rich ") == "Zürich"


def test_a_long_text_keeps_its_lines_and_has_one_kind_of_line_break() -> None:
    assert LONG_TEXT.validate_python("one\r\ntwo\rthree\n\tfour") == "one\ntwo\nthree\n\tfour"


@pytest.mark.parametrize(("adapter", "most"), [(NAME, 100), (LONG_TEXT, 5000)])
def test_a_text_has_an_end(adapter: TypeAdapter[str], most: int) -> None:
    assert adapter.validate_python("x" * most)
    with pytest.raises(ValidationError):
        adapter.validate_python("x" * (most + 1))


@given(st.text(max_size=60))
def test_a_cleaned_text_stays_as_it_is_when_cleaned_again(text: str) -> None:
    try:
        cleaned = LONG_TEXT.validate_python(text)
    except ValidationError:
        return
    assert LONG_TEXT.validate_python(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@pytest.mark.parametrize("slug", ["acme", "acme-2", "a1b", "x" * MAX_SLUG])
def test_a_slug_is_small_letters_digits_and_single_hyphens(slug: str) -> None:
    assert SLUG.validate_python(slug) == slug


@pytest.mark.parametrize(
    "slug", ["ab", "x" * (MAX_SLUG + 1), "Acme", "acme-", "-acme", "a--b", "a_b", "a.b", "a/b", "acme\n", "añb", ""]
)
def test_anything_else_is_no_slug(slug: str) -> None:
    with pytest.raises(ValidationError):
        SLUG.validate_python(slug)


OUR_PAGES = [page.stem for page in Path("static_site").glob("*.html")]


@pytest.mark.parametrize("slug", ["admin", "api", "docs", "status", "www", *OUR_PAGES])
def test_a_reserved_slug_is_refused(slug: str) -> None:
    with pytest.raises(ValidationError, match="is reserved"):
        SLUG.validate_python(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Zürich Börse", "zurich-borse"), ("  Acme, Inc. ", "acme-inc"), ("支払い", "page-status"), ("API", "api-status")],
)
def test_a_slug_reads_like_the_name(name: str, slug: str) -> None:
    assert slug_from(name) == slug


@given(st.text(min_size=1, max_size=100) | st.sampled_from(sorted(RESERVED_SLUGS)))
def test_every_name_makes_a_good_slug(name: str) -> None:
    slug = slug_from(name)
    assert SLUG.validate_python(slug) == slug
    assert MIN_SLUG <= len(slug) <= MAX_SLUG


@given(MOMENTS, MOMENTS)
def test_ids_sort_as_the_moments_they_were_made_at(one: datetime, other: datetime) -> None:
    if to_milliseconds(one) < to_milliseconds(other):
        assert new_id(one) < new_id(other)


@given(MOMENTS)
@example(datetime(2300, 1, 5, 12, 0, 0, 999, tzinfo=UTC))  # where a float has no room for milliseconds any more
def test_an_id_tells_to_the_millisecond_when_it_was_made(moment: datetime) -> None:
    made = new_id(moment)
    assert moment_of(made) == to_milliseconds(moment)
    assert floor_id(moment) <= made < floor_id(to_milliseconds(moment) + timedelta(milliseconds=1))


def test_ids_of_the_same_moment_differ() -> None:
    assert len({new_id(NOW) for _ in range(1000)}) == 1000


@given(MOMENTS)
def test_a_time_survives_the_wire(moment: datetime) -> None:
    written = to_wire(to_milliseconds(moment))
    assert written.endswith("Z")
    assert INSTANT.validate_python(written) == to_milliseconds(moment)


def test_a_time_is_told_in_utc_with_milliseconds() -> None:
    zurich = timezone(timedelta(hours=1))
    assert to_wire(datetime(2026, 1, 5, 13, 0, 0, 1999, tzinfo=zurich)) == "2026-01-05T12:00:00.001Z"


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05T12:00:00",
        "2026-01-05",
        "1767614400",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-13-05T12:00:00Z",
        "soon",
        "",
    ],
)
def test_anything_but_a_whole_time_of_our_age_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_json(f'"{text}"')


@pytest.mark.parametrize("text", ["1767614400", "1e9", "true", "NaN", "null", "[]"])
def test_a_number_is_no_time(text: str) -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_json(text)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://example.com",
        "example.com",
        "data:text/html,x",
        "https:example.com",
        "https:///example.com",
        "https://bank.example@evil.example/",
        "https://user:secret@example.com",
        "https://evil.example\\@good.example",
        "https://example.com\\evil",
        'https://example.com/"onerror="x',
        "https://example.com/<script>",
    ],
)
def test_only_plain_web_addresses_are_linked(address: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(WebAddress).validate_python(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.com",
        "HTTPS://EXAMPLE.com:8443/a(b)?c=d&e=@f#g",
        "http://[::1]/",
        "https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/\u00fc",
    ],
)
def test_a_web_address_is_kept_as_it_was_written(address: str) -> None:
    assert TypeAdapter(WebAddress).validate_python(address) == address


@pytest.mark.parametrize("color", ["red", "#12345", "#1234567", "#12345g", "#123456;x", "#123456\n"])
def test_a_color_is_six_hexadecimal_digits(color: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Color).validate_python(color)


NOT_IN_BROWSERS = [
    "right/UTC",
    "posix/Europe/Zurich",
    "localtime",
    "posixrules",
    "Factory",
    "europe/zurich",
    "leapseconds",
]


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "../../etc/passwd", "Europe", "/etc/passwd", "\x00", "", *NOT_IN_BROWSERS]
)
def test_a_time_zone_is_one_there_is(zone: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(TimeZone).validate_python(zone)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Zurich", "America/Argentina/Buenos_Aires", "US/Pacific", "Etc/GMT+5"])
def test_names_of_the_tz_database_are_time_zones_old_ones_too(zone: str) -> None:
    assert TypeAdapter(TimeZone).validate_python(zone) == zone
    assert ZoneInfo(zone)


@pytest.mark.parametrize(
    "text",
    [
        "2027-W01-1T00:00:00Z",
        "20270101T000000Z",
        "2027-001T00:00:00Z",
        "2027-01-01",
        "2027-01-01T00Z",
        "2027-01-01T00:00Z",
        "2027-01-01 00:00:00Z",
        "2027-01-01T24:00:00Z",
        "2027-01-01T00:00:00",
        "2027-01-01T00:00:00+01",
        "2027-01-01T00:00:00+0100",
        "2027-01-01T00:00:00+01:00:30",
        "2027-01-01T00:00:00,5Z",
        "2027-01-01T00:00:00.Z",
        "\u0662\u0660\u0662\u0667-01-01T00:00:00Z",
        "2027-01-01T00:00:00Z\n",
        "2027-02-29T00:00:00Z",
    ],
)
def test_only_times_of_rfc_3339_are_taken(text: str) -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_python(text)


@pytest.mark.parametrize("text", ["2027-01-01t00:00:00z", "2027-01-01T00:00:00.1234567Z", "2026-12-31T23:30:00-01:00"])
def test_every_form_of_rfc_3339_is_taken(text: str) -> None:
    assert INSTANT.validate_python(text).date().isoformat() == "2027-01-01"
