"""What is pasted is text, whatever it holds: no key, no mouse, no answer of the terminal.

Textual's parser looks for escape sequences inside a bracketed paste too: an ESC in it, which some terminals pass on,
makes keys of what follows. Its drivers make their parser themselves and offer no door, so the class that they make it
of is replaced in their module: the one private part of Textual that is touched. `tests/tui/test_pasting.py` fails where
an upgrade makes it of something else.
"""

import sys
from collections.abc import Iterable
from typing import Final

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.driver import Driver
from textual.message import Message

_NO_ESCAPE: Final = "\ufdd0"
"""A noncharacter, which no text may hold: it stands for ESC while Textual's parser reads a paste."""
_PARSER: Final = "XTermParser"


class PasteParser(XTermParser):
    """A parser that sees no ESC between the beginning of a paste and its end."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = ""
        """what may be the first part of a marker that the next read completes"""
        self._pasting = False

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what was read; "" is the end of all input."""
        if not data:
            return super().feed(data)
        safe = self._defused(data)
        return map(_with_escapes, super().feed(safe)) if safe else ()

    def _defused(self, data: str) -> str:
        data, self._held = self._held + data, ""
        parts: list[str] = []
        while data:
            if not self._pasting:
                before, start, data = data.partition(BRACKETED_PASTE_START)
                parts += [before, start]
                if not start and (held := _begun(before, BRACKETED_PASTE_START)) > 2:  # ESC alone is a key
                    parts[-2], self._held = before[:-held], before[-held:]
                self._pasting = bool(start)
                continue
            # A paste can hold an end of its own: what came with it in one go is the paste's up to the last end.
            this = data.partition(BRACKETED_PASTE_START)[0]
            inside, end, _ = this.rpartition(BRACKETED_PASTE_END)
            if end:
                data = data[len(inside) + len(end) :]
                self._pasting = False
            else:
                held = _begun(data, BRACKETED_PASTE_END)
                inside, data, self._held = data[: len(data) - held], "", data[len(data) - held :]
            parts += [inside.replace(BRACKETED_PASTE_END, "").replace("\x1b", _NO_ESCAPE), end]
        return "".join(parts)


def guarded(driver: type[Driver]) -> type[Driver]:
    """Return the driver, which from now on reads what is pasted as text alone."""
    module = sys.modules[driver.__module__]
    if hasattr(module, _PARSER):
        setattr(module, _PARSER, PasteParser)
    return driver


def _begun(text: str, marker: str) -> int:
    """Return how many characters at the end of the text are the beginning of the marker."""
    return next((size for size in range(len(marker) - 1, 0, -1) if text.endswith(marker[:size])), 0)


def _with_escapes(message: Message) -> Message:
    """Return a paste as it was pasted, which `civic.text.clean` is to see, and any other message itself."""
    return events.Paste(message.text.replace(_NO_ESCAPE, "\x1b")) if isinstance(message, events.Paste) else message
