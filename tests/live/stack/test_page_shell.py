"""The HTML a page starts from, for whoever runs no scripts."""

from tests.live.stack.whole import Admin, Whole, wait_until


def test_a_page_says_its_state_without_scripts_and_an_unknown_one_is_a_404(shared: Whole, admin: Admin) -> None:
    draft = {"title": "<b>Bold</b> & broken", "impact": "critical"}
    incident = admin.send("POST", "/api/incidents", draft).json()
    wait_until(lambda: b"&lt;b&gt;Bold" in shared.send("GET", "/status/demo-org").body)
    page = shared.send("GET", "/status/demo-org")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert b"<title>Major outage - Demo Org status</title>" in page.body
    assert b"<b>Bold" not in page.body
    own = f"/status/demo-org/incidents/{incident['id']}"
    for path in (own, "/status/demo-org/history"):
        wait_until(lambda path=path: b"&lt;b&gt;Bold" in shared.send("GET", path).body)  # type: ignore[misc]
    assert admin.send("DELETE", f"/api/incidents/{incident['id']}").status == 204
    wait_until(lambda: shared.send("GET", own).status == 404)

    for unknown in ("/status/no-such-page", "/status/", "/status/../../secret", "/status/demo-org/nothing"):
        answer = shared.send("GET", unknown)
        assert answer.status == 404, unknown
        assert answer.headers["Content-Type"].startswith("text/html"), unknown
