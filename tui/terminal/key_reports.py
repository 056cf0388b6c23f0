"""What a terminal reports of a key (https://sw.kovidgoyal.net/kitty/keyboard-protocol/), told in the form that Textual
reads right.

Textual asks for the first level of the protocol alone, but a program before it, or a multiplexer, may have left more
switched on. Of reports with other layouts' keys or kinds of events it makes an error or another key, of a reported
letter that has a name ("space", "full_stop") a key without its letter, and of a sequence that it doesn't know the keys
of its characters.
"""

import re
from typing import Final

from textual._keyboard_protocol import FUNCTIONAL_KEYS

_REPORT: Final = re.compile(r"\x1b\[([\d:]*)(?:;([\d:]*))?(?:;([\d:]*))?([u~A-FHPQS])")
_SEQUENCE: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_OTHERWISE_READ: Final = re.compile(r"\x1b\[(?:<?[-\d;]+[mM]|M|\[|\?\d+;\d\$y|I|O|20[01]~|\d+;\d+R)")
"""Whole sequences that are no keys but for the mouse, the focus, a mode, a paste; and beginnings of longer ones."""
_SHIFT, _CAPS = 1, 64
_LOCKS: Final = _CAPS | 128
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PRESSED: Final = ("", "1", "2")
"""The kinds of events that are a key: none named, pressed, repeated. A key that is let go is none."""
_XTERM: Final = 27
"""Stands where the code would, in xterm's own form: ESC [ 27 ; modifiers ; code ~."""


def told_plainly(sequence: str) -> str | None:
    """Return a sequence in the form that Textual reads: a report without alternates and kinds, or the character that it
    reports, or several; a sequence that is no report as it is. None for one that is no key."""
    report = _REPORT.fullmatch(sequence)
    if report is None:
        return sequence
    codes, modifiers, text, end = report.groups(default="")
    code, shifted, base = (_number(part) for part in [*codes.split(":"), "", ""][:3])
    held, _, kind = modifiers.partition(":")
    if kind not in _PRESSED or not (_is_character(code) or code == 0):
        return None
    bits = max(0, _number(held) - 1)
    if end == "~" and code == _XTERM and text:  # the code of what is written, with shift already
        return told_plainly(f"\x1b[{text};{1 if bits == _SHIFT else bits + 1}u")
    if f"{code or 1}{end}" in FUNCTIONAL_KEYS:
        return f"\x1b[{code or 1};{bits + 1}{end}" if bits & ~_LOCKS else f"\x1b[{code or 1}{end}"
    if end != "u":
        return None
    if text:
        typed = "".join(chr(number) for number in map(_number, text.split(":")) if _is_character(number))
        return typed if typed and not _CONTROL.search(typed) else None
    if code == 0:
        return None
    if bits & ~(_SHIFT | _LOCKS):
        return f"\x1b[{base if _is_character(base) else code};{bits + 1}u"
    return _written(code, shifted, bits)


def is_unknown(sequence: str) -> bool:
    """Say whether a whole control sequence that is no known key is nothing else either, so that it means nothing."""
    return bool(_SEQUENCE.fullmatch(sequence)) and not _OTHERWISE_READ.fullmatch(sequence)


def _written(code: int, shifted: int, bits: int) -> str | None:
    """Return the character that a key writes; where that is not known with shift, the report of the key with shift;
    None where there is nothing to write."""
    letter = chr(shifted if bits & _SHIFT and _is_character(shifted) else code)
    if not letter.isprintable():
        return None
    if bits & _SHIFT and _is_character(shifted):
        return letter
    if bool(bits & _SHIFT) != bool(bits & _CAPS) and len(letter.upper()) == 1 and letter.upper() != letter:
        return letter.upper()
    return f"\x1b[{code};2u" if bits & _SHIFT and letter.upper() == letter else letter


def _number(digits: str) -> int:
    return int(digits) if digits else 0


def _is_character(code: int) -> bool:
    return 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
