"""The demo a newcomer sees."""

from tests.live.stack.whole import Whole


def test_a_first_start_makes_a_demo_worth_looking_at(shared: Whole) -> None:
    page = shared.page()
    assert len(page["services"]) >= 6
    assert page["active_incidents"]
    assert page["recent_incidents"]
    assert {item["status"] for item in page["maintenance"]} >= {"scheduled", "completed"}
    assert f"{shared.password}" in shared.output()


def test_a_start_that_was_cut_off_is_taken_up_where_it_ended(own: Whole) -> None:
    admin = own.admin()
    complete = own.page()
    last = complete["active_incidents"][0]
    assert admin.send("DELETE", f"/api/incidents/{last['id']}").status == 204
    assert admin.send("DELETE", f"/api/services/{complete['services'][-1]['id']}").status == 204
    own.stop()
    (own.data_dir / "demo-complete").unlink()

    own.start()
    again = own.page()
    assert [service["name"] for service in again["services"]] == [service["name"] for service in complete["services"]]
    assert again["active_incidents"][0]["title"] == last["title"]
    assert len(again["active_incidents"][0]["updates"]) == len(last["updates"])
    assert len(again["recent_incidents"]) == len(complete["recent_incidents"])
