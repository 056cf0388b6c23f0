"""Text that matters can be read: contrasts of WCAG 2.2, level AA (1.4.3), on both of the desk's own themes."""

import re
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

import tui
from civic.codebook import CONCERNS, Concern
from tui.styles.themes import CONCERN_VARIABLES, DARK, LIGHT

TEXT = 4.5
"""The least ratio for text of the usual size."""
MARKS = 2.2
"""What a coloured mark keeps to its ground at least; none is told by its colour alone."""
QUIET = {"quiet": 0.68, "what was read": 0.75, "titles of panes": 0.65}
"""How much of the foreground's colour is left in text that steps back."""


def luminance(colour: Color) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, definition)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Color, other: Color) -> float:
    """1 for the same colour, 21 for black on white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_the_one_of_wcag() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#767676"), Color.parse("#ffffff")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
@pytest.mark.parametrize("ink", ["foreground", "accent", "error"])
def test_text_in_a_colour_of_the_theme_can_be_read(theme: Theme, ground: str, ink: str) -> None:
    assert contrast(Color.parse(getattr(theme, ink)), Color.parse(getattr(theme, ground))) >= TEXT


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("what", QUIET)
def test_text_that_steps_back_can_be_read(theme: Theme, what: str) -> None:
    ground = Color.parse(theme.background)
    ink = ground.blend(Color.parse(theme.foreground), QUIET[what])
    assert contrast(ink, ground) >= TEXT


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_cursor_can_be_read_on(theme: Theme) -> None:
    ground = Color.parse(theme.variables["block-cursor-background"])
    assert contrast(Color.parse(theme.variables["block-cursor-foreground"]), ground) >= 7
    assert contrast(ground.blend(Color.parse(theme.foreground), QUIET["quiet"]), ground) >= TEXT


def test_no_text_is_quieter_than_can_be_read() -> None:
    least = 100 * min(QUIET.values())
    for path in [*Path(tui.__file__).parent.rglob("*.py"), *Path(tui.__file__).parent.rglob("*.tcss")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if any(one in line for one in ("border:", "border-top", "bar", "tint", "divider", "background: $")):
                continue  # lines and grounds are no text
            shares = [int(share) for share in re.findall(r"\$foreground (\d+)%", line)]
            assert all(share >= least for share in shares), f"{path.name}: {line.strip()}"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("concern", CONCERNS, ids=lambda concern: concern.id)
def test_the_marks_of_concerns_stand_out(theme: Theme, concern: Concern) -> None:
    assert contrast(Color.parse(CONCERN_VARIABLES[f"concern-{concern.id}"]), Color.parse(theme.background)) >= MARKS


def test_footer_descriptions_can_be_read() -> None:
    for theme in (DARK, LIGHT):
        ink = Color.parse(theme.variables["footer-description-foreground"])
        assert contrast(ink, Color.parse(theme.background)) >= TEXT
