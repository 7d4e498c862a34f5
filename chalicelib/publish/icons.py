"""The icon of each tone: a shape and a glyph, as paths in a square of 16."""

from collections.abc import Mapping

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
