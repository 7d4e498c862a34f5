"""Names, times and what is kept, as people write them."""

import stat
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from allclear_cli import config, names, times
from allclear_cli.client import UsageError
from allclear_cli.client.address import Address
from allclear_cli.client.models import Service
from allclear_cli.commands.affected import fields
from allclear_cli.config import NotSignedInError, Profile
from allclear_cli.output import harmless

SHOP = Service(id="01a", name="Search", category="Shop")
DOCS = Service(id="01b", name="search", category="Docs")
ODD = Service(id="01c", name="a=b")
ALL = [SHOP, DOCS, ODD]


def test_a_name_that_several_have_is_never_guessed() -> None:
    assert names.service(ALL, "01A") == SHOP
    assert names.service(ALL, "docs/search") == DOCS
    assert names.service(ALL, "Search") == SHOP, "as it is written"
    with pytest.raises(UsageError, match="01a") as refused:
        names.service(ALL, "SEARCH")
    assert "Docs/search  01b" in str(refused.value)
    with pytest.raises(names.UnknownNameError, match="Did you mean 'search'"):
        names.service([DOCS], "serch")


def test_a_status_stands_after_the_last_equals_sign() -> None:
    assert fields(ALL, ["a=b=degraded", "Shop/Search"]) == {
        "service_ids": ["01c", "01a"],
        "service_status": {"01c": "degraded_performance"},
    }
    assert fields(ALL, ["a=b"]) == {"service_ids": ["01c"]}
    with pytest.raises(UsageError, match="no state"):
        fields(ALL, ["Shop/Search=broken"])


def test_a_time_without_an_offset_is_of_the_zone_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert times.wire(times.moment("2026-01-10 02:00", "Europe/Zurich")) == "2026-01-10T01:00:00.000Z"
    assert times.wire(times.moment("2026-07-10T02:00:30+05:30")) == "2026-07-09T20:30:30.000Z"
    assert times.wire(times.moment("2026-07-10T02:00Z", "Europe/Zurich")) == "2026-07-10T02:00:00.000Z"
    if hasattr(time, "tzset"):
        monkeypatch.setenv("TZ", "America/New_York")
        time.tzset()
        try:
            assert times.wire(times.moment("2026-01-10 02:00")) == "2026-01-10T07:00:00.000Z"
            with pytest.raises(UsageError, match="clocks skip"):
                times.moment("2026-03-08 02:30")
        finally:
            monkeypatch.undo()
            time.tzset()


@pytest.mark.parametrize("text", ["tomorrow", "2026-01-10", "2026-03-29 02:30", "10.1.2026 02:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        times.moment(text, "Europe/Zurich")


def test_a_duration_is_a_number_with_its_unit() -> None:
    assert times.duration("1h 30m") == timedelta(minutes=90)
    assert times.duration("2d") == timedelta(days=2)
    for text in ("90", "h", "-2h", "0m"):
        with pytest.raises(UsageError):
            times.duration(text)


def test_a_key_is_kept_where_only_its_owner_reads_and_sent_only_where_it_belongs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(config.FOLDER, str(tmp_path / "deep/er"))
    kept = config.store("default", Profile("https://x.example", "wss://x.example/live", "acme", "secret"))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [file.name for file in kept.parent.iterdir()] == ["config.json"]
    assert config.access(None, None, {}).key == "secret"
    assert config.access(None, None, {config.KEY: "other"}).key == "other"
    elsewhere = "http://127.0.0.1:9/status/acme"
    with pytest.raises(NotSignedInError):
        config.access(None, elsewhere, {})
    assert config.access(None, elsewhere, {}, key_needed=False).address == Address(
        "http://127.0.0.1:9", "ws://127.0.0.1:9/live", "acme"
    )
    with pytest.raises(NotSignedInError, match="no profile prod"):
        config.access("prod", None, {})
    kept.write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        config.access(None, None, {})


def test_what_others_wrote_cannot_steer_a_terminal() -> None:
    assert harmless("a\x1b[2Jb\u202ec\nd") == "a\ufffd[2Jb\ufffdc\nd"


def test_times_are_shown_with_their_offset() -> None:
    assert times.shown(datetime(2026, 1, 5, 12, tzinfo=timezone.utc))[-6] in "+-"
    assert times.shown(None) == ""
