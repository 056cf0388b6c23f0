"""Whether a text is another one, read in a wrong character set ("MojibÃ¤ke"): a better reader mends it, and it says
nothing new."""

from contextlib import suppress
from typing import Final

from rapidfuzz.distance import Levenshtein

from civic.text import clean

_WRONG: Final = ("cp1252", "iso8859-2", "latin-1", "cp1250")
"""What bytes were taken for that are in another character set: where one of them fits nothing better was known."""
_RIGHT: Final = (
    "utf-8", "cp932", "euc_jp", "iso2022_jp", "cp949", "gb18030", "big5hkscs",
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8-r", "koi8-u", "cp874",
)  # fmt: skip
_LONGEST: Final = 2000
"""Code points that are compared."""
_ALIKE: Final = 0.9
"""What some bytes were is lost: for controls, and where the reader gave up."""


def is_misreading(known: str, new: str) -> bool:
    """Return whether `known` is what the bytes of `new` are in a wrong character set. False where the two are equal."""
    if known == new or known.isascii():
        return False
    if known.replace("\ufffd", "") == new.replace("\ufffd", ""):
        return True
    known, whole, new = known[: 4 * _LONGEST], len(new) <= _LONGEST, new[:_LONGEST]
    return any(_is_near(text, known if whole else known[: len(text)]) for text in _misreadings(new))


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
    return all(
        bool(one) == bool(other) and Levenshtein.normalized_similarity(one, other, score_cutoff=_ALIKE) >= _ALIKE
        for one, other in ((_foreign(text), _foreign(known)), (text, known))
    )


def _foreign(text: str) -> str:
    return "".join(char for char in text if not char.isascii() and not char.isspace())
