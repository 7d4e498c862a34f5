"""Moving in and out in the dashboard: what would come is shown, comes, and leaves again as an archive."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.dashboard.conftest import Town
from tests.browser.test_page_quality import violations

CSV = """title,services,service_status,started_at,resolved_at,update_text
Checkout was down,Checkout,major_outage,2025-03-01T10:00:00Z,2025-03-01T11:00:00Z,We look into it
Search was slow,Search,degraded_performance,2025-04-01T10:00:00Z,2025-04-01T11:00:00Z,It is slow
"""


def test_a_file_is_looked_at_imported_and_exported_again(town: Town, tmp_path: Path) -> None:
    owner, slug = town.owner("Ada", "API")
    (tmp_path / "incidents.csv").write_text(CSV)
    page = owner.open_dashboard("/dashboard/organization/moving")
    page.get_by_label("From").select_option("CSV")
    page.get_by_role("button", name="Preview import").click()
    expect(page.get_by_text("Choose a file", exact=False).first).to_be_visible()
    page.get_by_label("File").set_input_files(tmp_path / "incidents.csv")
    page.get_by_role("button", name="Preview import").click()
    expect(page.get_by_role("heading", name="This would be imported")).to_be_visible()
    expect(page.get_by_text("2 found, 2 would be added").first).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=tmp_path / "preview.png", full_page=True)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=tmp_path / "preview-phone.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    expect(page.get_by_text("2 found, 2 imported").first).to_be_visible()
    titles = [each["title"] for each in owner.call("GET", "/api/incidents")["items"]]
    assert titles == ["Search was slow", "Checkout was down"]
    page.get_by_role("button", name="Export everything").click()
    link = page.get_by_role("link", name="Download the archive")
    expect(link).to_be_visible()
    archive = page.request.get(str(link.get_attribute("href")))
    assert archive.body()[:2] == b"PK", archive.text()
    assert violations(page) == []
    assert slug
