"""A text with its white space, quotation marks and accents written one way, and the way back to the text."""

import re
import unicodedata
from bisect import bisect_right
from typing import Final

from civic.text import apart

_SPACES: Final = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_DOUBLE: Final = "“”„‟«»″〝〞＂"
_SINGLE: Final = "‘’‚‛‹›′`´＇"
_EVEN: Final = {
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _DOUBLE), '"'),
    **dict.fromkeys(map(ord, _SINGLE), "'"),
}
_MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
# What several characters are one of: spaces; a letter with its marks; a Korean syllable in its parts. And a
# ligature, which is several letters.
_RUNS: Final = re.compile(
    f" {{2,}}|[^{_MARKS}][{_MARKS}]+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[\ufb00-\ufb06]"
)

_SPACE_RUNS: Final = re.compile(" {2,}")


class Folded:
    """A text in which what only looks different is the same: runs of white space are one space, quotation marks are
    straight, letters are composed (NFC), ligatures are letters. `text` is the folded text."""

    def __init__(self, text: str) -> None:
        even = text.translate(_EVEN)
        parts: list[str] = []
        self._ends: list[int] = []
        self._shifts: list[int] = []
        at = length = 0
        for match in (_SPACE_RUNS if even.isascii() else _RUNS).finditer(even):
            run = " " if match[0][0] == " " and match[0].isspace() else unicodedata.normalize("NFC", apart(match[0]))
            parts += even[at : match.start()], run
            length += match.start() - at + len(run)
            at = match.end()
            if len(run) != len(match[0]):
                self._ends.append(length)
                self._shifts.append(at - length)
        self.text = "".join((*parts, even[at:])) if parts else even

    def original(self, offset: int) -> int:
        """Return the offset into the text of what stands at an offset of the folded one."""
        before = bisect_right(self._ends, offset)
        return offset + (self._shifts[before - 1] if before else 0)
