"""Who decides on stories: names of coders, when two of them are one, and which of them are the user's own."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from civic.text import clean_line

AGREED: Final = "agreed"
"""The coder that stands for what adjudicators settled. Nobody can sign by this name alone."""
LONGEST: Final = 80
"""So many code points a name may have; `coder_name` cuts longer ones."""

_ALIKE: Final = frozenset(("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"))
"""Alphabets that have letters which look the same, as `unicodedata.name` begins."""
_JOINERS: Final = frozenset("\u200c\u200d")
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters without a look of their own that `civic.text.clean_line` leaves; joiners have a sense in some scripts."""


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


def misleads(name: str) -> str:
    """Return why a cleaned name may read as another one, as what follows "it"; "" where it can't. That two names of one
    alphabet each look alike is not seen."""
    alphabets = [_alphabets(word) for word in re.split(r"[^\w\u200c\u200d]+", name)]
    if not _UNSEEN.isdisjoint(name) or (any(alphabets) and not _JOINERS.isdisjoint(name)):
        return "has characters that can't be seen"
    if any(len(found) > 1 for found in alphabets):
        return "mixes letters of several alphabets in one word"
    return ""


def _alphabets(word: str) -> frozenset[str]:
    return _ALIKE.intersection(unicodedata.name(one, "").partition(" ")[0] for one in word)
