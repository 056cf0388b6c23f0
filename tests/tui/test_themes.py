"""Text and marks can be read in every theme there is: contrasts of WCAG 2.2, level AA (1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.color import Color
from textual.theme import Theme

import tui
from civic.codebook import CONCERNS
from tui.styles.readable import CONTRAST, GROUNDS, INKS, LAYERS, MARK, TEXT, contrast, legible, readable
from tui.styles.themes import CONCERN_VARIABLES, THEMES
from tui.text.letters import concern_letters

_SHOP: App[None] = App()
for _own in THEMES:
    _SHOP.register_theme(_own)
ALL = [_SHOP.available_themes[name] for name in sorted(_SHOP.available_themes)]
COLOURED = [theme for theme in ALL if not theme.ansi]
SIXTEEN = [theme for theme in ALL if theme.ansi]
PALETTES = {  # the colours of xterm, by which other palettes go
    "ansi_bright_cyan": "#00ffff", "ansi_bright_yellow": "#ffff00", "ansi_bright_red": "#ff0000",
    "ansi_bright_green": "#00ff00", "ansi_blue": "#0000ee", "ansi_magenta": "#cd00cd", "ansi_red": "#cd0000",
}  # fmt: skip
colours = st.builds(Color, *[st.integers(0, 255)] * 3)


def variables_of(theme: Theme) -> dict[str, str]:
    variables = {**CONCERN_VARIABLES, **theme.to_color_system().generate(), **theme.variables}
    return variables | readable(variables, dark=theme.dark, ansi=theme.ansi)


def ids(theme: Theme) -> str:
    return theme.name


def test_the_measure_is_the_one_of_wcag() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#767676"), Color.parse("#ffffff")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", COLOURED, ids=ids)
def test_text_can_be_read_on_every_ground_of_every_theme(theme: Theme) -> None:
    variables = variables_of(theme)
    least = float(variables.get(CONTRAST, TEXT)) - 0.05  # the names of colours are rounded
    pairs = [(ink, ground) for ink in INKS for ground in GROUNDS]
    pairs += [("foreground", ground) for ground in (*GROUNDS, *LAYERS)]
    pairs += [("block-cursor-foreground", "block-cursor-background"), ("footer-key-foreground", "footer-background")]
    pairs += [("footer-description-foreground", "footer-background")]
    bad = {
        pair: ratio for pair in pairs if (ratio := contrast(*(Color.parse(variables[name]) for name in pair))) < least
    }
    assert not bad
    for ground in GROUNDS:
        assert contrast(Color.parse(variables["scroll"]), Color.parse(variables[ground])) >= MARK - 0.05


@pytest.mark.parametrize("theme", COLOURED, ids=ids)
def test_the_highlighted_row_is_on_a_ground_of_its_own(theme: Theme) -> None:
    variables = variables_of(theme)
    for name in ("row", "current", "selected", "here"):
        assert Color.parse(variables[name]).rgb != Color.parse(variables["background"]).rgb, name


@pytest.mark.parametrize("theme", SIXTEEN, ids=ids)
def test_a_theme_of_the_terminals_colours_has_no_others(theme: Theme) -> None:
    variables = variables_of(theme)
    ground = Color.parse("#000000" if theme.dark else "#ffffff")
    for name in (*INKS, *GROUNDS, *LAYERS, "foreground", "hairline", "scroll"):
        assert Color.parse(variables[name]).ansi is not None, name
    for name in INKS:
        if variables[name] != "ansi_default":
            assert contrast(Color.parse(PALETTES[variables[name]]), ground) >= TEXT, name
    for ground_name in (*GROUNDS, *LAYERS):
        assert variables[ground_name] == "ansi_default"
    assert {variables[f"{layer}-style"] for layer in ("row", "selected")} == {"reverse"}


def test_the_theme_of_high_contrast_asks_for_more_than_any_other() -> None:
    (one,) = (theme for theme in ALL if theme.variables.get(CONTRAST) == "7")
    assert one.name == "civicdesk-contrast"
    variables = variables_of(one)
    for name in ("hairline", "scroll"):
        for ground in ("background", "surface"):
            assert contrast(Color.parse(variables[name]), Color.parse(variables[ground])) >= MARK, name


@given(colours, st.lists(colours, min_size=1, max_size=1))
def test_an_ink_is_moved_until_it_can_be_read_and_else_left_alone(ink: Color, grounds: list[Color]) -> None:
    moved = legible(ink, grounds, TEXT)
    assert contrast(moved, grounds[0]) >= TEXT
    assert legible(moved, grounds, TEXT) == moved


def test_no_colour_is_mixed_where_it_is_used() -> None:
    """Shares of a colour are worked out in `readable`, where they are measured; a veil behind a dialogue is no text."""
    for path in [*Path(tui.__file__).parent.rglob("*.py"), *Path(tui.__file__).parent.rglob("*.tcss")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if "background-tint" not in line and "background: $background" not in line:
                assert not re.search(r"\$[a-z-]+ \d+%", line), f"{path.name}: {line.strip()}"


def test_every_concern_has_two_letters_of_its_own() -> None:
    letters = {concern.id: concern_letters(concern.id) for concern in CONCERNS}
    assert len(set(letters.values())) == len(CONCERNS)
    assert all(len(two) == 2 and concern.startswith(two[0]) for concern, two in letters.items())
    assert concern_letters("drones") == "dr"
    assert concern_letters("監視") == "監"
    assert concern_letters("x") == "x "
