"""Renews static_site/icons: `make icons`. The picture of each tone beside links that are shared.

They hold no words, and so are the same for every page and in every language.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from chalicelib.domain.appearance import Tone
from chalicelib.publish.icons import COLOURS, ICONS
from tests.browser.conftest import CHROMIUM, FLAGS

FOLDER = Path(__file__).parents[2] / "static_site" / "icons"
SIZE = 1200, 630


def page(tone: Tone) -> str:
    """The colour of the banner, with the icon in its middle."""
    shape, line = ICONS[tone]
    colour = COLOURS[tone]
    stroke = f'fill="none" stroke="{colour}" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"'
    shown = f'<svg width="300" viewBox="0 0 16 16"><path fill="#fff" d="{shape}"/><path {stroke} d="{line}"/></svg>'
    return f'<body style="margin:0;height:100vh;display:grid;place-items:center;background:{colour}">{shown}</body>'


def main() -> None:
    """Every tone."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if CHROMIUM.exists() else None, args=FLAGS)
        with browser.new_context(viewport={"width": SIZE[0], "height": SIZE[1]}) as context:
            shown = context.new_page()
            for tone in Tone:
                shown.set_content(page(tone))
                shown.screenshot(path=FOLDER / f"{tone}-large.png")
        browser.close()


if __name__ == "__main__":
    main()
