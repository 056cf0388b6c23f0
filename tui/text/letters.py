"""Two letters for each concern, where colours are none or too few."""

from typing import Final

from rich.cells import cell_len

from tui.text.plain import fit, visible

_LETTERS: Final = {
    "privacy": "pr",
    "bias": "bi",
    "transparency": "tr",
    "accountability": "ac",
    "accuracy": "ar",
    "safety": "sa",
    "security": "se",
    "rights": "ri",
    "misinformation": "mi",
    "ownership": "ow",
    "labour": "la",
    "autonomy": "au",
    "purpose": "pu",
    "power": "po",
    "environment": "en",
    "access": "as",
}


def concern_letters(tag: str) -> str:
    """Return the two cells that tell a concern without colour: of an own tag, what it begins with."""
    return _LETTERS.get(tag) or fit(visible(tag)[:2] if cell_len(visible(tag)[:2]) <= 2 else visible(tag)[:1], 2)
