"""What a theme leaves to be read: its colours, each moved towards black or white until it stands out from every ground
that it is drawn on. Ratios are those of WCAG 2.2 (1.4.3 and 1.4.11)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from textual.color import Color

from tui.styles.themes import CONCERN_VARIABLES

TEXT: Final = 4.5
"""The least ratio of text to its ground."""
MARK: Final = 3.0
"""The least ratio of what is told by its shape: a focused edge, a scroll bar."""
GROUNDS: Final = ("background", "surface", "panel", "row")
"""The grounds that any ink may be drawn on."""
LAYERS: Final = ("current", "selected", "here")
"""The grounds of passages in a text: the evidence in question, what is selected, the sentence gone to."""
INKS: Final = ("accent", "warning", "error", "success", "quiet", *CONCERN_VARIABLES)
"""The variables that text is set in beside `foreground`."""
CONTRAST: Final = "least-contrast"
"""The variable by which a theme asks for a higher ratio of text."""
_STEPS: Final = 20
_SHARES: Final = {"row": 0.15, "current": 0.22, "selected": 0.4}
_QUIET: Final = 0.7
_SIXTEEN: Final = {
    True: ("ansi_bright_cyan", "ansi_bright_yellow", "ansi_bright_red", "ansi_bright_green"),
    False: ("ansi_blue", "ansi_magenta", "ansi_red", "ansi_blue"),
}
"""Accent, warning, error and success on a dark and on a light terminal: those that most palettes leave readable."""


def luminance(colour: Color) -> float:
    """Return the relative luminance, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the ratio of two colours: 1 for the same, 21 for black on white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def least_contrast(ink: Color, grounds: Iterable[Color]) -> float:
    """Return the ratio to that ground from which an ink stands out least."""
    return min(contrast(ink, ground) for ground in grounds)


def legible(ink: Color, grounds: Sequence[Color], ratio: float) -> Color:
    """Return an ink, moved as little towards black or white as brings it to a ratio on all of these grounds."""
    if least_contrast(ink, grounds) >= ratio:
        return ink
    end = max((Color.parse("#000000"), Color.parse("#ffffff")), key=lambda pole: least_contrast(pole, grounds))
    moved = (ink.blend(end, step / _STEPS) for step in range(1, _STEPS))
    return next((one for one in moved if least_contrast(one, grounds) >= ratio), end)


def readable(variables: Mapping[str, str], *, dark: bool, ansi: bool) -> dict[str, str]:
    """Return the variables of the stylesheet that a theme's own are replaced by, and those that it lacks."""
    return _sixteen(dark=dark) if ansi else _measured(variables)


def _measured(variables: Mapping[str, str]) -> dict[str, str]:
    """Return inks and grounds of a theme with true colours."""
    text = float(variables.get(CONTRAST, TEXT))
    ground, surface, panel = (Color.parse(variables[name]) for name in ("background", "surface", "panel"))
    foreground = legible(Color.parse(variables["foreground"]), (ground, surface, panel), text)
    accent = legible(Color.parse(variables["accent"]), (ground, surface, panel), text)
    layers = {name: _layer(ground, accent, share, foreground, text) for name, share in _SHARES.items()}
    layers["here"] = _layer(ground, foreground, 0.15, foreground, text)
    grounds = (ground, surface, panel, layers["row"])
    inks = {name: Color.parse(variables[name]) for name in INKS if name != "quiet"}
    inks["quiet"] = ground.blend(foreground, _QUIET)
    found = {name: legible(ink, grounds, text) for name, ink in inks.items()} | layers
    found["foreground"] = foreground
    found["scroll"] = legible(ground.blend(foreground, 0.3), grounds, MARK)
    hairline = ground.blend(foreground, 0.18)
    found["hairline"] = legible(hairline, (ground, surface), MARK) if text > TEXT else hairline
    found["footer-background"] = ground
    return _named({name: colour.hex for name, colour in found.items()} | _STYLES)


def _layer(ground: Color, tint: Color, share: float, ink: Color, ratio: float) -> Color:
    """Return a ground with as much of a tint as leaves an ink its ratio."""
    shares = (share * (1 - step / _STEPS) for step in range(_STEPS))
    tinted = (ground.blend(tint, part) for part in shares)
    return next((one for one in tinted if contrast(ink, one) >= ratio), ground)


_STYLES: Final = {"row-style": "none", "current-style": "none", "selected-style": "bold", "here-style": "none"}


def _sixteen(*, dark: bool) -> dict[str, str]:
    """Return the terminal's own colours: what a ground would say is said by turning round or underlining."""
    names = ("foreground", "quiet", *GROUNDS, *LAYERS, *CONCERN_VARIABLES)
    found = dict.fromkeys(names, "ansi_default") | dict(
        zip(("accent", "warning", "error", "success"), _SIXTEEN[dark], strict=True)
    )
    found |= {"hairline": "ansi_bright_black", "scroll": found["accent"], "footer-background": "ansi_default"}
    found |= {"row-style": "reverse", "current-style": "underline", "selected-style": "reverse"}
    return _named(found | {"here-style": "underline"})


def _named(found: dict[str, str]) -> dict[str, str]:
    """Return the variables with those that Textual's own widgets ask for."""
    return found | {
        "block-cursor-background": found["row"],
        "block-cursor-foreground": found["foreground"],
        "block-cursor-text-style": "bold" if found["row-style"] == "none" else "reverse",
        "block-cursor-blurred-background": found["row"],
        "block-cursor-blurred-foreground": found["foreground"],
        "block-cursor-blurred-text-style": "none",
        "footer-key-foreground": found["accent"],
        "footer-description-foreground": found["quiet"],
        "text-muted": found["quiet"],
        "text-disabled": found["quiet"],
    }
