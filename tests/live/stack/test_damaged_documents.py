"""Documents that were lost or damaged while the stack stood still are there again when it is ready."""

import os
import shutil

from tests.live.stack.whole import Whole


def test_a_restart_makes_lost_and_damaged_documents_again_without_new_versions(own: Whole) -> None:
    folder = own.data_dir / "documents"
    page, shell = own.page(), own.send("GET", "/status/demo-org").body
    incident = own.send("GET", "/api/status/demo-org/incidents").json()["incidents"][0]["id"]
    own.stop()
    os.truncate(folder / "api/status/demo-org.json", 100)
    os.truncate(folder / f"api/status/demo-org/incidents/{incident}.json", 0)
    own.start()
    assert own.page() == page
    assert own.send("GET", f"/api/status/demo-org/incidents/{incident}").json()["incident"]["id"] == incident
    own.stop()
    shutil.rmtree(folder)
    own.start()
    assert own.page() == page
    assert own.send("GET", "/status/demo-org").body == shell
    assert (folder / f"api/status/demo-org/incidents/{incident}.json").exists()
