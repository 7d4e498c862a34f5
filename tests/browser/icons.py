"""Renews static_site/icons: `make icons`. A tone's icon for tabs, and its picture for links that are shared.

They hold no words, and so are the same for every page and in every language.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from chalicelib.domain.appearance import Tone
from chalicelib.publish.icons import ICONS
from tests.browser.conftest import CHROMIUM, FLAGS

FOLDER = Path(__file__).parents[2] / "static_site" / "icons"
COLOURS = {
    Tone.OK: "#17803d",
    Tone.MINOR: "#d99500",
    Tone.MAJOR: "#d9560f",
    Tone.CRITICAL: "#c41e3f",
    Tone.MAINTENANCE: "#2557d6",
    Tone.IDLE: "#66707d",
}
SMALL, LARGE = (32, 32), (1200, 630)


def drawing(tone: Tone, fill: str, glyph: str, size: int) -> str:
    """The tone's shape and glyph."""
    shape, line = ICONS[tone]
    stroke = f'fill="none" stroke="{glyph}" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg width="{size}" viewBox="0 0 16 16"><path fill="{fill}" d="{shape}"/><path {stroke} d="{line}"/></svg>'


def page(tone: Tone, size: tuple[int, int]) -> str:
    """Small, the icon alone; large, the colour of the banner with the icon in its middle."""
    colour = COLOURS[tone]
    large = size == LARGE
    shown = drawing(tone, "#fff", colour, 300) if large else drawing(tone, colour, "#fff", size[0])
    body = f"margin:0;height:100vh;display:grid;place-items:center;background:{colour if large else 'none'}"
    return f'<body style="{body}">{shown}</body>'


def main() -> None:
    """Every tone in both sizes."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if CHROMIUM.exists() else None, args=FLAGS)
        for size, suffix in ((SMALL, ""), (LARGE, "-large")):
            with browser.new_context(viewport={"width": size[0], "height": size[1]}) as context:
                shown = context.new_page()
                for tone in Tone:
                    shown.set_content(page(tone, size))
                    shown.screenshot(path=FOLDER / f"{tone}{suffix}.png", omit_background=size == SMALL)
        browser.close()


if __name__ == "__main__":
    main()
