"""The desk's own themes, light, dark and of high contrast, and the colours of the sixteen concerns."""

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

from civic.codebook import CONCERNS

# Hues that stay apart on dark and on light ground; neighbours in the codebook are far apart on the wheel. Each theme
# has them moved until they can be read on its grounds, see `tui.styles.readable`.
_CONCERN_COLOURS: Final = {
    "privacy": "#b07fe0",
    "bias": "#d98324",
    "transparency": "#3d9bd1",
    "accountability": "#c9605b",
    "accuracy": "#7d9a3c",
    "safety": "#e0576f",
    "security": "#8d8fd8",
    "rights": "#cf6fb3",
    "misinformation": "#b4903a",
    "ownership": "#4fa3a0",
    "labour": "#a8805c",
    "autonomy": "#6a9fd8",
    "purpose": "#c47fa0",
    "power": "#9d8f45",
    "environment": "#4fa463",
    "access": "#4aa3b5",
}

CONCERN_VARIABLES: Final[Mapping[str, str]] = {
    **{f"concern-{concern.id}": _CONCERN_COLOURS[concern.id] for concern in CONCERNS},
    "concern-own": "#7f8f9f",
}
"""Defaults of the theme variables that dots and bars are drawn in; any theme may set its own."""

DARK: Final = Theme(
    name="civicdesk-dark",
    dark=True,
    primary="#6cb6a8",
    secondary="#8aa0b4",
    accent="#6cb6a8",
    foreground="#d8d6cf",
    background="#14171a",
    surface="#191d21",
    panel="#20262b",
    success="#7fb069",
    warning="#d9a441",
    error="#e2796f",
    variables={
        "input-selection-background": "#6cb6a8 30%",
    },
)

LIGHT: Final = Theme(
    name="civicdesk-light",
    dark=False,
    primary="#1a6f62",
    secondary="#5b6b7a",
    accent="#1a6f62",
    foreground="#23272b",
    background="#faf8f3",
    surface="#f4f1ea",
    panel="#ebe7dd",
    success="#3f7d3a",
    warning="#9a6700",
    error="#b3372c",
    variables={
        "input-selection-background": "#1a6f62 30%",
    },
)

CONTRAST: Final = Theme(
    name="civicdesk-contrast",
    dark=True,
    primary="#00e5ff",
    secondary="#ffffff",
    accent="#00e5ff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#141414",
    success="#7dff7d",
    warning="#ffd75f",
    error="#ff9d91",
    variables={"least-contrast": "7", "input-selection-background": "#00e5ff 30%"},
)

THEMES: Final = (DARK, LIGHT, CONTRAST)
