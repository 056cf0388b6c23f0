"""What a terminal sends, read right: what is pasted is text alone, a sequence that comes in parts is one, and no part
of what is not understood is a key.

Textual's parser looks for escape sequences inside a bracketed paste too: an ESC in it, which some terminals pass on,
makes keys of what follows. It also waits no longer than a tenth of a second for the rest of a sequence, and then takes
its characters for keys. Its drivers make their parser themselves and offer no door, so the class that they make it of
is replaced in their module: with what that class overrides, the private part of Textual that is touched.
`tests/tui/terminal/test_input_parser.py` fails where an upgrade makes it of something else.
"""

import re
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Final

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.driver import Driver
from textual.keys import Keys
from textual.message import Message

from tui.terminal.key_reports import is_unknown, told_plainly

_NO_ESCAPE: Final = "\ufdd0"
"""A noncharacter, which no text may hold: it stands for ESC while Textual's parser reads a paste."""
_PARSER: Final = "XTermParser"
_GRACE: Final = 0.8
"""Seconds in which the rest of a sequence may come over a slow line; an ESC alone is a key after a tenth."""
_BEGUN: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O|\[M.{1,2})\Z", re.DOTALL)
_REST: Final = re.compile(r"\[(?:<[\d;]*(?:[mM]|\Z)|[\d;:]*(?:[A-HPQS]|\Z)|[\d;:]+[u~])")
"""What can only be the rest of a sequence whose ESC came too early, or the beginning of that rest."""
_BEHIND_ESCAPE: Final = re.compile(r"\x1b[^\x00-\x0c\x0e-\x1f\x7f\]\[OPX^_fb]")
"""A key with alt, or the key ESC and another one behind it at once: all that begins no sequence, and is not how some
terminals tell ← and → with alt."""
_ANSWER: Final = re.compile(r"\x1b[]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)")
"""What a terminal answers to questions (OSC, DCS, APC): never a key."""


class InputParser(XTermParser):
    """A parser that sees no ESC between the beginning of a paste and its end, waits for the rest of a sequence, and
    drops what it doesn't understand."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = ""
        """what may be the first part of a sequence, or of the end of a paste, that the next read completes"""
        self._held_until = 0.0
        self._pasting = False
        self._escaped_until = 0.0
        """until when the rest may come of a sequence whose ESC was taken for the key"""
        self._late = False
        """whether what is held is such a rest, with the ESC that it misses"""

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what was read; "" is the end of all input."""
        if not data:
            return super().feed(data)
        safe = self._defused(self._joined(data))
        return map(_with_escapes, super().feed(safe)) if safe else ()

    def tick(self) -> Iterable[Message]:
        """Return what has become a key, since nothing followed it."""
        now = time.monotonic()
        if self._held and not self._pasting and now >= self._held_until:
            held, self._held = self._held, ""
            late, self._late = self._late, False
            if late or held == "\x1bO":  # "[" behind the key ESC; alt+O
                yield from super().feed(held[1:] if late else held)
        for message in super().tick():
            if isinstance(message, events.Key) and message.key == "escape":
                self._escaped_until = now + _GRACE
            yield message

    def _joined(self, data: str) -> str:
        """Return what was read behind what was held of it."""
        if not self._held and not self._pasting and time.monotonic() < self._escaped_until and _REST.match(data):
            self._held, self._late = "\x1b", True
        self._escaped_until = 0.0
        data, self._held = self._held + data, ""
        if self._late and not _REST.match(data[1:]):
            data, self._late = data[1:], False
        return data

    def _defused(self, data: str) -> str:
        parts: list[str] = []
        while data:
            if not self._pasting:
                before, start, data = data.partition(BRACKETED_PASTE_START)
                before = _ANSWER.sub("", before)
                if not start and (begun := _BEGUN.search(before)):
                    before, self._held = before[: begun.start()], begun[0]
                    self._held_until = time.monotonic() + _GRACE
                self._late = self._late and bool(self._held)
                parts += [before, start]
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

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterator[events.Key]:
        """Yield the keys that a sequence stands for; an ignored one for a whole sequence that means nothing."""
        alt = alt or bool(_BEHIND_ESCAPE.fullmatch(sequence))  # Textual reads some as what a Mac writes with alt
        plainly = told_plainly(sequence[-1:] if alt else sequence)
        if plainly is None:
            yield events.Key(Keys.Ignore, sequence)
            return
        one_by_one = [plainly] if plainly.startswith("\x1b") else plainly
        keys: list[events.Key] = []
        for part in one_by_one:
            keys += super()._sequence_to_key_events(part, alt)
        yield from (_with_alt(key) if alt else key for key in keys)
        if not keys and is_unknown(sequence):
            yield events.Key(Keys.Ignore, sequence)


def _with_alt(key: events.Key) -> events.Key:
    """Return a key as one with alt, which Textual says of letters alone; with all that the terminal sent, by which
    `split` tells it from one that was reported."""
    sent = f"\x1b{key.character}" if key.character else None
    is_it = sent is not None and _BEHIND_ESCAPE.fullmatch(sent)
    return events.Key(key.key if "alt+" in key.key else f"alt+{key.key}", sent if is_it else None)


def split(key: events.Key) -> list[events.Key]:
    """Return ESC and the key behind it, where a key with alt may be these two: a terminal sends the same for both. Any
    other key alone."""
    sent = key.character or ""
    if len(sent) < 2 or not sent.startswith("\x1b"):
        return [key]
    name = sent[1] if sent[1].isalnum() else key.key.removeprefix("alt+")
    return [events.Key("escape", "\x1b"), events.Key(name, sent[1])]


def guarded(driver: type[Driver]) -> type[Driver]:
    """Return the driver, which from now on reads its input by `InputParser`."""
    module = sys.modules[driver.__module__]
    if hasattr(module, _PARSER):
        setattr(module, _PARSER, InputParser)
    return driver


def _begun(text: str, marker: str) -> int:
    """Return how many characters at the end of the text are the beginning of the marker."""
    return next((size for size in range(len(marker) - 1, 0, -1) if text.endswith(marker[:size])), 0)


def _with_escapes(message: Message) -> Message:
    """Return a paste as it was pasted, which `civic.text.clean` is to see, and any other message itself."""
    return events.Paste(message.text.replace(_NO_ESCAPE, "\x1b")) if isinstance(message, events.Paste) else message
