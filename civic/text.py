"""`clean`, the one door for outside text, and the sentences of a text with code-point offsets.

All outside text is hostile until `clean` has seen it: feeds and files carry escape sequences that move the cursor,
write the clipboard or retitle the window, and bidirectional controls that make a text read as what it is not.
"""

import re
from typing import Final

# Whole terminal sequences first, so that no litter of theirs ("[31m") is left as text: CSI, then the string
# sequences OSC, DCS, SOS, PM and APC (ECMA-48, 5.4 and 5.6), cut off at a line's end where they are never closed. Their
# 8-bit introducers are letters in text of another character set that was taken for Latin-1, so that one takes along
# only what can be nothing else: numbers and a command, or a numbered string that is closed.
_TERMINAL_SEQUENCES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
    r"|\x9b[0-9;:<=>?]+[A-HJKSTfhlmnr]"
    r"|\x9d[0-9]{1,4};[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"
)
# What is left of the C1 range is read as HTML does, as Windows-1252; but NEL, which ends a line, too.
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Cc but for tab and line feed; the formats of Unicode's Cf that are invisible (soft hyphen, zero-width spaces and
# joins of words, all bidirectional controls, interlinear marks, tags), but not ZWNJ and ZWJ, which Persian, Hindi
# and emoji are spelt with; surrogates; noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff\U0001d173-\U0001d17a\ud800-\udfff]"
)
# Four marks on one letter are more than any orthography stacks; the rest climbs over the neighbouring lines.
_STACKED_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_PLAIN: Final = bytes([0x09, 0x0A, *range(0x20, 0x7F)])
"""The ASCII characters that are harmless, as nearly all of a text are."""
_ASCII: Final = bytes(range(0x80))
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0300-\u036f\u0483-\u0489\u061c\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u20d0-\u20ff\ufdd0-\ufdef\ufe20-\ufe2f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)
# What typesetters join, and nobody types: f with f, i and l, and s with t.
_LIGATURES: Final = str.maketrans(
    dict(zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
)


def clean(text: str) -> str:
    """Outside text without anything that could act on a terminal or hide what it says.

    Escape sequences, control, bidirectional and invisible characters, lone surrogates and noncharacters go; C1
    characters become the letters that they are in Windows-1252, or go alone; line ends become "\\n"; tabs and visible
    characters stay as they are. Idempotent; harmless text is returned itself.
    """
    # What is left of a text without plain characters is a few quotation marks and accents, mostly: to look for suspects
    # among them takes the thirtieth part of looking in the text.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    if not rest or not _SUSPECT.search(rest.decode("utf-8", "surrogatepass")):
        return text
    text = _TERMINAL_SEQUENCES.sub("", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _C1.sub(_of_windows, text)
    text = _INVISIBLE.sub("", text)  # takes every introducer that is left, so that no removal makes a new sequence
    return _STACKED_MARKS.sub(r"\1", text)


def beyond_ascii(text: str) -> str:
    """Return the characters of a text that are not in ASCII, in their order: mostly few, so that it is far sooner told
    whether any of a kind is among them than in the text."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def apart(text: str) -> str:
    """Return a text with its Latin ligatures (U+FB00 to U+FB06) as the letters that they join. For what is imported: in
    a text that is here already, passages have their offsets."""
    if text.isascii() or not any(chr(ligature) in text for ligature in _LIGATURES):
        return text
    return text.translate(_LIGATURES)


def _of_windows(character: re.Match[str]) -> str:
    """Return the letter that a C1 character is in Windows-1252, "" for the five that are none."""
    return bytes([ord(character[0])]).decode("cp1252", "ignore")


def clean_line(text: str, limit: int = 1000) -> str:
    """`clean` for what stands on one line (titles, names, addresses, error messages): runs of white space become one
    space, and more than `limit` code points are cut with an ellipsis."""
    if len(text) <= limit and text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text  # as most are
    # Nothing behind this can reach the result, and collapsing a title of megabytes costs what it weighs.
    line = " ".join(clean(text[: 4 * limit + 4000]).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def counted(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: "1 story", "2 stories"."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"
