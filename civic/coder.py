"""Who decides on stories: names of coders, when two of them are one, and which of them are the user's own."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from civic.text import clean_line

AGREED: Final = "agreed"
"""The coder that stands for what adjudicators settled. Nobody can sign by this name alone."""
LONGEST: Final = 80
"""So many code points a name may have; `coder_name` cuts longer ones."""


def coder_name(name: str) -> str:
    """Return a name as it is written down: cleaned, on one line, at most LONGEST code points long."""
    return clean_line(name, LONGEST)


def coder_key(name: str) -> str:
    """Return what names of one coder have in common: case and the way in which accents are encoded say nothing."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def is_reserved(name: str) -> bool:
    """Return whether a name is no coder's own."""
    return coder_key(name) == AGREED


def own_keys(who: str, formerly: Iterable[str] = ()) -> frozenset[str]:
    """Return the keys of the names by which the user signs and signed, and that of what nobody signed."""
    return frozenset(("", *(coder_key(name) for name in (who, *formerly) if not is_reserved(name))))
