"""Whether a text is another one, read in a wrong character set ("MojibÃ¤ke"): a better reader mends it, and it says
nothing new."""

import re
from contextlib import suppress
from typing import Final

from civic.text import clean

_WRONG: Final = ("cp1252", "iso8859-2", "latin-1", "cp1250")
"""What bytes were taken for that are in another character set: where one of them fits nothing better was known."""
_RIGHT: Final = (
    "utf-8", "cp932", "euc_jp", "iso2022_jp", "cp949", "gb18030", "big5hkscs",
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8-r", "koi8-u", "cp874",
)  # fmt: skip
_LONGEST: Final = 2000
"""Code points that are compared."""
_SHORT: Final = 300
_LOST: Final = re.compile("\ufffd+")
_GAP: Final = ".{1,4}"
"""What one or some bytes were that could not be read."""
_ALIKE: Final = 0.9
"""What some bytes were is lost: for controls, and where the reader gave up."""


def is_misreading(known: str, new: str) -> bool:
    """Return whether `known` is what the bytes of `new` are in a wrong character set. False where the two are equal."""
    if known == new or known.isascii():
        return False
    if "\ufffd" in known and len(known) <= _SHORT and re.fullmatch(_GAP.join(map(re.escape, _LOST.split(known))), new):
        return True
    known, whole, new = known[: 4 * _LONGEST], len(new) <= _LONGEST, new[:_LONGEST]
    return any(_is_near(text, known if whole else known[: len(text)]) for text in _misreadings(new))


def mended(known: str, new: str) -> str:
    """Return a name that is known, or what is given now, where nothing is known or that was misread."""
    return new if not known or (new and is_misreading(known, new)) else known


def _misreadings(new: str) -> list[str]:
    """Return what a text may have been read as."""
    found: dict[str, None] = {}
    for right in _RIGHT:
        with suppress(UnicodeEncodeError):  # such a text never was in this character set
            data = new.encode(right)
            wrong = [data.decode(name, "ignore") for name in (*_WRONG, "utf-8") if name != right]
            found.update(dict.fromkeys(map(clean, wrong)))
    return list(found)


def _is_near(text: str, known: str) -> bool:
    """Return whether two texts are nearly the same, in what is not ASCII too: of most texts that is the least part."""
    from rapidfuzz.distance import Levenshtein  # only where something was misread

    return all(
        bool(one) == bool(other) and Levenshtein.normalized_similarity(one, other, score_cutoff=_ALIKE) >= _ALIKE
        for one, other in ((_foreign(text), _foreign(known)), (text, known))
    )


def _foreign(text: str) -> str:
    return "".join(char for char in text if not char.isascii() and not char.isspace())
