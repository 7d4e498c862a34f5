"""The icon of each tone: a shape and a glyph, as paths in a square of 16."""

from collections.abc import Mapping
from urllib.parse import quote

from chalicelib.domain.appearance import Tone

ICONS: Mapping[Tone, tuple[str, str]] = {
    Tone.OK: ("M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0z", "M4.6 8.3l2.3 2.3 4.5-5"),
    Tone.MINOR: (
        "M3 .5h10A2.5 2.5 0 0 1 15.5 3v10a2.5 2.5 0 0 1-2.5 2.5H3A2.5 2.5 0 0 1 .5 13V3A2.5 2.5 0 0 1 3 .5z",
        "M4.5 8h7",
    ),
    Tone.MAJOR: (
        "M6.7 1.2a1.5 1.5 0 0 1 2.6 0l6.4 11.5a1.5 1.5 0 0 1-1.3 2.3H1.6a1.5 1.5 0 0 1-1.3-2.3z",
        "M8 5.5v4M8 12v.2",
    ),
    Tone.CRITICAL: ("M5 0h6l5 5v6l-5 5H5l-5-5V5z", "M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4"),
    Tone.MAINTENANCE: ("M8 0l8 8-8 8-8-8z", "M6 5.7v4.6M10 5.7v4.6"),
    Tone.IDLE: ("M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0z", "M5 8h6"),
}

COLOURS: Mapping[Tone, str] = {
    Tone.OK: "#17803d",
    Tone.MINOR: "#b07400",
    Tone.MAJOR: "#bd430b",
    Tone.CRITICAL: "#c41e3f",
    Tone.MAINTENANCE: "#2557d6",
    Tone.IDLE: "#66707d",
}
"""As css/base.css has them on a light page."""


def icon_address(tone: Tone) -> str:
    """A window's icon, in its address itself: the shape alone, which is all that can be told apart at that size."""
    path = f"<path fill='{COLOURS[tone]}' d='{ICONS[tone][0]}'/>"
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>{path}</svg>"
    return f"data:image/svg+xml,{quote(drawing, safe=_PLAIN)}"


_PLAIN = " /:='"
