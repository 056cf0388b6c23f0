"""Untrusted string to safe renderable: the only way of outside text into a widget.

`civic.text.clean` has removed at the model's edge what acts on a terminal; this is the second lock, at the screen's
edge, and it also removes what would make a line wider or narrower than it is drawn.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from rich.cells import cell_len
from textual.content import Content

from tui.text.cells import count_as_terminals

count_as_terminals()

# One cell each, so that offsets into the text stay offsets into the line.
_SPACES: Final = dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x85\u2028\u2029"), " ")
# What has no width of its own, or whose width terminals disagree on: C0, C1 and soft hyphen; joiners and directional
# marks; invisible operators; variation selectors; surrogates; the byte order mark; skin tones; tags; fillers and tone
# marks of Hangul; reading marks of old Chinese. First and last code points.
_REMOVED_RANGES: Final = (
    (0x00, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200B), (0x200D, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), (0x302E, 0x302F), (0x3164, 0x3164), (0xD800, 0xDFFF), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0x16FF0, 0x16FF1), (0x1F3FB, 0x1F3FF), (0xE0000, 0xE0FFF),
)  # fmt: skip
# What older terminals take for narrower, or wider, than newer ones: digrams, trigrams, counting rods; circled tens.
_UNSURE_RANGES: Final = ((0x2630, 0x2637), (0x268A, 0x268F), (0x3248, 0x324F), (0x1D300, 0x1D376))
_UNSURE: Final = {code: "\N{WHITE SQUARE}" for first, last in _UNSURE_RANGES for code in range(first, last + 1)}
_REMOVED: Final = {code: None for first, last in _REMOVED_RANGES for code in range(first, last + 1)}
# Persian is misspelt without the mark that parts letters within a word, and terminals give it no width there.
_PARTING: Final = "\u200c"
_PARTING_NOTHING: Final = re.compile(f"(?<![\u0600-\u0dff]){_PARTING}|{_PARTING}(?![\u0600-\u0dff])")
_VISIBLE: Final[dict[int, str | None]] = {**_REMOVED, **_UNSURE, **_SPACES}


def visible(text: str) -> str:
    """Return the text as it may be drawn on one line: no control, escape, bidirectional or joining character is
    left."""
    if text.isascii() and text.isprintable():
        return text
    text = text.translate(_VISIBLE)
    return _PARTING_NOTHING.sub("", text) if _PARTING in text else text


def plain(text: str) -> Content:
    """Return the text as content in which nothing is markup; line ends are kept, all else is as in `visible`."""
    return Content("\n".join(visible(line) for line in text.split("\n")))


def fit(text: str, width: int) -> str:
    """Return the text on one line in exactly `width` cells: cut with an ellipsis, or padded with spaces."""
    text = visible(text[: 4 * max(width, 1) + 64])
    length = cell_len(text)
    if length <= width:
        return text + " " * (width - length)
    return cut(text, width)


def fit_apart(texts: Sequence[str], width: int) -> list[str]:
    """Return the texts as `fit` does, and those that would look the same told apart by how they end, or by a number
    where that is the same, too. `width` has room for an ellipsis between two letters and the longest number."""
    shown = [fit(text, width) for text in texts]
    times = Counter(shown)
    taken = {one for one in shown if times[one] == 1}
    for place, text in enumerate(texts):
        if times[shown[place]] > 1:
            line = visible(text[-64:]).rstrip()
            ways = (f"{line[-ending:]}" for ending in range(2, width - 1))
            numbers = (str(number) for number in range(1, len(texts) + 1))
            for end in (*ways, *numbers):
                way = fit(cut(visible(text), width - cell_len(end)).rstrip() + end, width)
                if way not in taken:
                    break
            shown[place] = way
            taken.add(way)
    return shown


def host(url: str) -> str:
    """Return the host of a web address; "" for anything else, and for an address that is malformed."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "" if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def cut_within(text: str, width: int) -> str:
    """Return the text on one line, with an ellipsis in its midst where it has more than `width` cells: names that begin
    alike are told apart by their ends."""
    text = visible(text)
    if cell_len(text) <= width:
        return text
    end = text
    while cell_len(end) > width // 3:
        end = end[1:]
    return cut(text, width - cell_len(end)).rstrip() + end


def cut(text: str, width: int) -> str:
    """Return visible text cut to `width` cells, the last of them an ellipsis, padded where a wide character did not
    fit."""
    if width <= 0:
        return ""
    used, kept = 0, []
    for character in text:
        size = cell_len(character)
        if used + size > width - 1:
            break
        kept.append(character)
        used += size
    return "".join(kept) + "…" + " " * (width - 1 - used)
