"""What each kind of sender writes, read: a beginning and an end are one key, and times are those of the sender."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.alerts import reading
from chalicelib.alerts.message import Message, UnreadableError
from chalicelib.domain.ids import new_id
from chalicelib.domain.paths import PathError, find, find_all, steps
from chalicelib.domain.signals import Signal
from chalicelib.domain.sources import Came, Source, SourceDraft, SourceKind, made
from tests.factories import NOW, ORG_ID

AT = datetime(2026, 3, 2, 8, 15, 30, tzinfo=UTC)


def a_source(kind: str = "generic", **fields: Any) -> Source:
    return made(ORG_ID, SourceDraft.model_validate({"name": "X", "kind": kind, **fields}), (), NOW)


def came(body: object, **fields: Any) -> Came:
    text = body if isinstance(body, str) else json.dumps(body)
    return Came(id=new_id(NOW), received_at=NOW, body=text, **fields)


def read(kind: str, body: object, *, mapping: Mapping[str, Any] | None = None, **fields: Any) -> list[Signal]:
    source = a_source(kind, mapping=mapping) if mapping else a_source(kind)
    return reading.signals_of(Message(came(body, **fields)), source)


def changed(body: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(body)), **fields}


def sample(kind: str) -> Any:
    return json.loads(json.dumps(reading.sample_of(SourceKind(kind))))


def ended(kind: str) -> Any:  # noqa: C901, PLR0912 - a branch for each kind
    """What the same sender writes when what its sample tells is over."""
    body = sample(kind)
    if kind in {"alertmanager", "grafana"}:
        body["alerts"][0] |= {"status": "resolved", "endsAt": "2026-03-02T08:25:30Z"}
    elif kind == "sns":
        alarm = json.loads(body["Message"])
        later = {"NewStateValue": "OK", "StateChangeTime": "2026-03-02T08:25:30.000+0000"}
        body["Message"] = json.dumps({**alarm, **later})
    elif kind == "pagerduty":
        body["event"] |= {"event_type": "incident.resolved", "occurred_at": "2026-03-02T08:25:30Z"}
    elif kind == "opsgenie":
        body |= {"action": "Close"}
        body["alert"]["updatedAt"] = 1772439930000000000
    elif kind == "datadog":
        body |= {"alert_transition": "Recovered", "alert_type": "success", "last_updated": "1772439930000"}
        body["title"] = "[Recovered on {service:api}] API latency is high"
    elif kind == "newrelic":
        body |= {"state": "CLOSED", "updatedAt": 1772439930000}
    elif kind == "sentry":
        body["action"] = "resolved"
        body["data"]["metric_alert"]["date_closed"] = "2026-03-02T08:25:30Z"
    elif kind == "uptimerobot":
        body |= {"alertType": "2", "alertTypeFriendlyName": "Up", "alertDateTime": "1772439930"}
    elif kind == "betterstack":
        body["data"]["attributes"]["resolved_at"] = "2026-03-02T08:25:30.000Z"
    elif kind == "pingdom":
        body |= {"previous_state": "DOWN", "current_state": "UP", "state_changed_timestamp": 1772439930}
    elif kind == "healthchecks":
        body |= {"status": "up", "now": "2026-03-02T08:25:30+00:00"}
    elif kind == "email":
        body |= {"subject": "UP: api.example.com", "date": "2026-03-02T08:25:30Z"}
    else:
        body |= {"state": "resolved", "at": "2026-03-02T08:25:30Z"}
    return body


@pytest.mark.parametrize("kind", list(SourceKind))
def test_a_beginning_and_its_end_are_about_the_same(kind: str) -> None:
    (begun,), (over,) = read(kind, sample(kind)), read(kind, ended(kind))
    assert (begun.state, over.state) == ("firing", "resolved")
    assert begun.key == over.key
    assert begun.at.replace(microsecond=0) == AT
    assert over.at == datetime(2026, 3, 2, 8, 25, 30, tzinfo=UTC)
    assert begun.title
    assert begun.labels


@pytest.mark.parametrize("kind", list(SourceKind))
@pytest.mark.parametrize(
    "body", ["", "{", "null", "[]", '{"a": 1}', "[[[[", '{"event": 7, "alert": [], "data": "x"}', "a=b"]
)
def test_nonsense_is_refused_in_words_or_says_nothing(kind: str, body: str) -> None:
    with suppress(UnreadableError):
        assert read(kind, body) == []


def test_an_alertmanager_tells_many_alerts_at_once() -> None:
    body = sample("alertmanager")
    body["alerts"] = [{**body["alerts"][0], "fingerprint": str(number)} for number in range(70)]
    assert len({each.key for each in read("alertmanager", body)}) == 70


def test_grafana_before_version_9_is_read_too() -> None:
    body = {"ruleId": 5, "ruleName": "Latency", "state": "alerting", "title": "[Alerting] Latency", "message": "x"}
    (begun,), (over,) = read("grafana", body), read("grafana", {**body, "state": "ok"})
    assert (begun.key, begun.title, over.state) == (over.key, "Latency", "resolved")


@pytest.mark.parametrize("kind", [each for each in SourceKind if each not in {"email", "sns"}])
def test_times_out_of_the_calendar_are_borne(kind: str) -> None:
    def spoilt(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: spoilt(each) for name, each in value.items() if name != "labels"}
        if isinstance(value, list):
            return [spoilt(each) for each in value]
        return "0001-01-01T00:00:00+05:00" if str(value).startswith(("2026", "17724")) else value

    assert [each.at for each in read(kind, spoilt(sample(kind)))] == [NOW]


@pytest.mark.parametrize("kind", ["alertmanager", "grafana", "uptimerobot", "pingdom", "healthchecks", "newrelic"])
def test_what_does_not_say_what_it_is_about_is_told(kind: str) -> None:
    said = {"alerts": [{"labels": {}}], "status": "down", "state": "created", "current_state": "DOWN", "alertType": "1"}
    with pytest.raises(UnreadableError, match="neither an id nor a name"):
        read(kind, said)


def test_what_grafana_and_datadog_send_to_be_tried_says_nothing() -> None:
    body = sample("grafana")
    body["alerts"][0]["labels"] = {"alertname": "TestAlert", "instance": "Grafana"}
    assert read("grafana", body) == []
    assert read("datadog", changed(sample("datadog"), title="[TEST] [Triggered on {host:a}] API latency")) == []


def test_the_title_of_datadog_says_it_where_nothing_else_does() -> None:
    own = {"id": "1", "event_type": "query_alert_monitor", "last_updated": "1772439330000"}
    (begun,) = read("datadog", own | {"title": "[P1] [Triggered on {service:api}] API latency"})
    (over,) = read("datadog", own | {"title": "[P1] [Recovered on {service:api}] API latency"})
    assert (begun.key, begun.state, begun.title) == (over.key, "firing", "API latency")
    assert over.state == "resolved"


def test_monitors_of_datadog_with_brackets_in_their_names_and_groups_are_told_apart() -> None:
    def key(title: str) -> str:
        (signal,) = read("datadog", {"id": "1", "title": title, "last_updated": "1772439330000"})
        return signal.key

    assert key("[Triggered] [Memory Alert]") == key("[Recovered] [Memory Alert]")
    assert key("[P1] [Triggered] [API] latency") == key("[P1] [Recovered] [API] latency")
    assert key("[Triggered] [API] latency") != key("[Triggered] [DB] latency")
    assert key("[Triggered on {host:a}] CPU") == key("[Re-Triggered on {host:a}] CPU")
    assert key("[Triggered on {host:a}] CPU") != key("[Recovered on {host:b}] CPU")


def test_keys_that_are_too_long_are_still_told_apart() -> None:
    longest = "k" * 500
    keys = {read("generic", {"key": key, "state": "down"})[0].key for key in (longest, f"{longest}1", f"{longest}2")}
    assert (len(keys), {len(each) for each in keys}) == (3, {500})


@pytest.mark.parametrize("at", ["2026-03-02t08:15:30.5z", 1772439330.5, "1772439330.5", 1772439330500])
def test_times_are_read_to_the_millisecond(at: object) -> None:
    (signal,) = read("generic", {"key": "a", "state": "down", "at": at})
    assert signal.at == AT.replace(microsecond=500_000)


def test_more_alerts_than_are_followed_are_refused_and_not_cut() -> None:
    alerts = [{"key": str(number), "state": "down"} for number in range(6000)]
    with pytest.raises(UnreadableError, match="at most 5000"):
        read("generic", {"a": alerts}, mapping={"alerts": "a[*]", "key": "key"})
    assert len(read("generic", {"a": alerts[:5000]}, mapping={"alerts": "a[*]", "key": "key"})) == 5000


def test_an_alarm_without_data_says_nothing() -> None:
    body = sample("sns")
    body["Message"] = json.dumps({**json.loads(body["Message"]), "NewStateValue": "INSUFFICIENT_DATA"})
    assert read("sns", body) == []


def test_uptimerobot_may_send_its_values_in_the_query_or_as_a_form() -> None:
    values = sample("uptimerobot")
    form = "&".join(f"{name}={value}" for name, value in values.items())
    assert read("uptimerobot", form) == read("uptimerobot", values)
    assert read("uptimerobot", "", query=values) == read("uptimerobot", values)


def test_acknowledging_and_notes_say_nothing() -> None:
    pagerduty = sample("pagerduty")
    pagerduty["event"]["event_type"] = "incident.acknowledged"
    assert read("pagerduty", pagerduty) == []
    assert read("opsgenie", changed(sample("opsgenie"), action="AddNote")) == []


def test_an_issue_of_sentry_that_an_alert_told_is_over_when_it_is_resolved() -> None:
    event = {"issue_id": "99", "title": "KeyError", "datetime": "2026-03-02T08:15:30Z", "level": "error"}
    (begun,) = read("sentry", {"action": "triggered", "data": {"event": event, "triggered_rule": "Many"}})
    issue = {"id": "99", "title": "KeyError", "level": "error", "project": {"slug": "api"}}
    (over,) = read("sentry", {"action": "resolved", "data": {"issue": issue}})
    assert (begun.key, begun.labels["rule"], over.state) == (over.key, "Many", "resolved")
    (dated,) = read(
        "sentry", {"action": "created", "data": {"issue": issue}}, headers={"sentry-hook-timestamp": "1772439330"}
    )
    assert (dated.at, over.at) == (AT, NOW)


def test_a_generic_message_is_read_by_its_mapping() -> None:
    body = {
        "checks": [
            {"id": 1, "health": {"word": "BAD"}, "since": 1772439330, "tags": {"app.kubernetes.io/name": "api"}},
            {"id": 2, "health": {"word": "fine"}, "since": "2026-03-02T08:15:30Z", "tags": {}},
            {"id": 3, "health": {"word": "who knows"}},
        ]
    }
    mapping = {
        "alerts": "checks[*]",
        "key": "id",
        "state": "health.word",
        "firing": ["bad"],
        "resolved": ["fine"],
        "at": "since",
        "title": "$.id",
        "labels": {"service": 'tags."app.kubernetes.io/name"'},
    }
    first, second = read("generic", body, mapping=mapping)
    assert [(each.key, each.state, each.at) for each in (first, second)] == [
        ("1", "firing", AT),
        ("2", "resolved", AT),
    ]
    assert first.labels == {"service": "api"}


def test_a_generic_message_without_a_mapping_has_the_names_of_a_signal() -> None:
    (signal,) = read("generic", {"status": "down", "name": "API", "severity": "critical", "labels": {"a": "b"}})
    assert (signal.key, signal.state, signal.title) == ("API", "firing", "API")
    assert signal.labels == {"status": "down", "name": "API", "severity": "critical", "a": "b"}
    assert signal.at == NOW


def test_a_list_without_a_mapping_is_refused_in_words() -> None:
    alerts = [{"key": "a", "state": "down"}]
    with pytest.raises(UnreadableError, match="a mapping says"):
        read("generic", alerts)
    assert [
        each.key for each in read("generic", alerts, mapping={"alerts": "[*]", "key": "key", "state": "state"})
    ] == ["a"]


@pytest.mark.parametrize(
    ("subject", "state"),
    [
        ("[Nagios] web is DOWN", "firing"),
        ("web UP again, was down", "resolved"),
        ("UP again, was DOWN", "resolved"),
        ("Down: x", "firing"),
        ("Re: Fwd: [DOWN] api", "firing"),
        ("** RECOVERY Host Alert: web is UP **", "resolved"),
        ("[API] [🔴 Down] Request failed", "firing"),
        ("Follow up: the sign-up page is DOWN", "firing"),
        ("UPDATE of the SHUTDOWN: api is up", "resolved"),
    ],
)
def test_the_subject_of_a_mail_says_it(subject: str, state: str) -> None:
    (signal,) = read("email", {"subject": subject})
    assert signal.state == state


@pytest.mark.parametrize(
    "subject", ["", "Backup done", "DOWNTIME report", "UPDATE", "SHUTDOWN", "Sign-up", "RECOVERED"]
)
def test_a_mail_that_says_neither_says_nothing(subject: str) -> None:
    with pytest.raises(UnreadableError):
        read("email", {"subject": subject})


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b", [1, 2]),
        ("a.b[0]", 1),
        ("a.b[-1]", 2),
        ("$.c[*].d", 3),
        ("c[*].d", 3),
        ("$.c.*.d", 3),
        ("$['c'][1]['d']", 5),
        ('$["x.y"]', 4),
        ('"x.y"', 4),
        ("nothing", None),
        ("$", {"a": {"b": [1, 2]}, "c": [{"d": 3}, {"d": 5}], "x.y": 4}),
    ],
)
def test_paths(path: str, found: object) -> None:
    assert find({"a": {"b": [1, 2]}, "c": [{"d": 3}, {"d": 5}], "x.y": 4}, path) == found


def test_a_path_finds_each_of_a_list_and_never_more_than_six_thousand() -> None:
    assert find_all({"c": [{"d": 3}, {"d": 5}, {}]}, "c[*].d") == [3, 5]
    assert len(find_all([[0] * 100] * 100, "[*][*]")) == 6000


@pytest.mark.parametrize("path", ["a[", "a[x]", "a]b", '"a', "a[?(@.b)]", "$..a", "a['b", "a[1:2]"])
def test_what_is_no_path_is_told(path: str) -> None:
    with pytest.raises(PathError):
        steps(path)
