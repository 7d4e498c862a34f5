"""Metrics of v1: numbers that clients send."""

from chalicelib.clock import now
from tests.edges import Api


def test_numbers_are_sent_one_by_one_and_many_at_once(client: Api, page: str) -> None:
    (provider,) = client.get(f"{page}/metrics_providers.json").json()
    assert provider["type"] == "Self"
    assert client.get(f"{page}/metrics_providers/self").json() == provider
    path = f"{page}/metrics_providers/{provider['id']}/metrics"
    made = client.post(path, {"metric": {"name": "Response time", "suffix": "ms", "decimal_places": 1}})
    assert made.status == 201
    metric, at = made.json(), int(now().timestamp()) - 5
    assert (metric["name"], metric["suffix"], metric["most_recent_data_at"]) == ("Response time", "ms", None)
    sent = client.post(f"{page}/metrics/{metric['id']}/data.json", {"data": {"timestamp": at, "value": 12.5}})
    assert (sent.status, sent.json()) == (201, {"data": {"timestamp": at, "value": 12.5}})
    form = f"data[timestamp]={at + 1}&data[value]=13"
    posted = client.post(f"{page}/metrics/{metric['id']}/data", form, Content_Type="application/x-www-form-urlencoded")
    assert posted.status == 201
    many = {"data": {metric["id"]: [{"timestamp": at + 2, "value": 14}]}}
    assert client.post(f"{page}/metrics/data", many).status == 201
    (listed,) = client.get(f"{page}/metrics").json()
    assert listed["id"] == metric["id"]
    assert listed["most_recent_data_at"]
    renamed = client.send("PATCH", f"{page}/metrics/{metric['id']}", {"metric": {"name": "Latency", "display": False}})
    assert (renamed.json()["name"], renamed.json()["display"]) == ("Latency", False)
    assert client.delete(f"{page}/metrics/{metric['id']}/data").status == 200
    assert client.delete(f"{page}/metrics/{metric['id']}").json()["id"] == metric["id"]
    assert client.get(path).json() == []


def test_numbers_that_cannot_be_are_refused(client: Api, page: str) -> None:
    provider = page.rpartition("/")[2]
    metric = client.post(f"{page}/metrics_providers/{provider}/metrics", {"metric": {"name": "X"}}).json()["id"]
    for data in (
        {"timestamp": 10**18, "value": 1},
        {"timestamp": 1, "value": 1},
        {"timestamp": "soon", "value": 1},
        {},
    ):
        assert client.post(f"{page}/metrics/{metric}/data", {"data": data}).status == 422
    elsewhere = {"data": {"01kg000000000000000000000z": [{"timestamp": int(now().timestamp()), "value": 1}]}}
    assert client.post(f"{page}/metrics/data", elsewhere).status == 404
    assert client.get(f"{page}/metrics/{metric}").json()["most_recent_data_at"] is None
    assert client.get(f"{page}/metrics_providers/01kg000000000000000000000z").status == 404
