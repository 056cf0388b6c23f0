"""Walk through a TinyDB file of any layout, one document at a time, in constant memory.

The file is looked at as Latin-1, in which one character is one byte, so that every position is a byte offset; the
JSON of a document that is not ASCII is read a second time as the UTF-8 that it is.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, NamedTuple

_CHUNK: Final = 1 << 20
_LARGEST: Final = 64 << 20
"""The largest document that is read, in bytes; a quote that is never closed makes one of the rest of the file."""
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_BRACKETS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|([\[{])|([\]}])', re.DOTALL)
_BOM: Final = b"\xef\xbb\xbf"


class Table(NamedTuple):
    """A table that begins: what stands in it follows at byte `start`. A value that is no table has its `end`."""

    name: str
    start: int
    end: int | None = None


class Document(NamedTuple):
    """A document: the bytes `start` to `end` of the file are its JSON. `body` is None for one that can't be had, and
    `why` is the reason. `own_line`: it stands alone on a line, after its key. `recoded`: it is no UTF-8 and was read as
    Windows-1252."""

    table: str
    key: str
    start: int
    end: int
    body: Any
    why: str
    own_line: bool
    recoded: bool = False


class BrokenError(ValueError):
    """A file that stops being a TinyDB file at byte `offset`; the message is what stands there, without a full stop."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class ForeignError(BrokenError):
    """A file that never was a TinyDB file."""


def walk(file: BinaryIO) -> Iterator[Table | Document]:
    """Yield the tables and documents of a file that is at its start, in order; nothing for an empty one.

    Raises BrokenError where it breaks off, after everything before has been given; ForeignError for a file that is
    no TinyDB file from its first character.
    """
    window = _Window(file)
    first = window.peek()
    if not first:
        return
    if first != "{" or window.beginning()[1:2] == b"\0":
        raise ForeignError(_foreign(window), 0)
    yield from _tables(window)
    if window.peek():
        raise BrokenError("something follows the end of the data", window.offset)


def read_json(raw: bytes) -> Any:
    """Return the value of a piece of JSON in UTF-8, read tolerantly: NaN and numbers of any size are taken, and bytes
    that are no UTF-8 as the Windows-1252 that TinyDB writes on Windows.

    Raises ValueError, or RecursionError for one nested too deeply.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _recoded(raw)
    return _DECODER.decode(text)


class CharsetError(ValueError):
    """Text in a character set that can't be told; the message is the reason, without a full stop."""


_OTHER_SCRIPT: Final = re.compile("[\udc80-\udcff]{4}")
"""So many letters beyond ASCII on end are no word of a language that Windows-1252 was made for."""
_BAD_BYTE: Final = re.compile("[\udc80-\udcff]")


def _recoded(raw: bytes) -> str:
    """Return text whose bytes are no UTF-8, or not all of them. Raises CharsetError."""
    text = raw.decode("utf-8", "surrogateescape")
    if _OTHER_SCRIPT.search(text):
        raise CharsetError("it is in another character set: save the file as UTF-8")
    return _BAD_BYTE.sub(lambda bad: bytes([ord(bad[0]) - 0xDC00]).decode("cp1252", "replace"), text)


def _integer(digits: str) -> int | float:
    # Python refuses to convert thousands of digits, and nothing here counts that far.
    return int(digits) if len(digits) < 400 else float(digits)


_DECODER: Final = json.JSONDecoder(parse_int=_integer, strict=False)


def _tables(window: "_Window") -> Iterator[Table | Document]:
    window.expect("{")
    while window.peek() != "}":
        name = window.string()
        window.expect(":")
        if window.peek() == "{":
            window.expect("{")
            yield Table(name, window.offset)
            yield from _documents(window, name)
            window.expect("}")
        else:
            start = window.offset
            window.value()
            yield Table(name, start, window.offset)
        if window.peek() != ",":
            break
        window.expect(",")
    window.expect("}")


def _documents(window: "_Window", table: str) -> Iterator[Document]:
    while window.peek() != "}":
        own_line = window.after_line_end
        key = window.string()
        window.expect(":")
        window.peek()
        start = window.offset
        body, why, lines = window.value()
        yield Document(table, key, start, window.offset, body, why, own_line and not lines, window.recoded)
        if window.peek() != ",":
            break
        window.expect(",")


class _Window:
    """The part of the file that is being read. Positions inside are characters; `offset` is in bytes of the file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._before = 0
        self._ended = False
        self.recoded = False
        """whether the last value is no UTF-8, and was read as Windows-1252"""
        if not self._more():
            return
        if self._text.startswith(_BOM.decode("latin-1")):
            self._at = len(_BOM)

    @property
    def offset(self) -> int:
        return self._before + self._at

    @property
    def after_line_end(self) -> bool:
        return self._text[self._at - 1 : self._at] == "\n"

    def beginning(self) -> bytes:
        """Return the first bytes from here."""
        return self._text[self._at : self._at + 64].encode("latin-1")

    def peek(self) -> str:
        """Return the next character that is no space, "" at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # it matches nothing, too
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def expect(self, character: str) -> None:
        found = self.peek()
        if found != character:
            what = f"{found!r} stands where {character!r} has to" if found else "the file ends in the middle"
            raise BrokenError(what, self.offset)
        self._at += 1

    def string(self) -> str:
        if self.peek() != '"':
            self.expect('"')
        value, _, _ = self.value()
        return str(value)

    def value(self) -> tuple[Any, str, bool]:
        """Return the JSON value that begins here, why there is none, and whether it goes over several lines."""
        self.recoded = False
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                return None, "it is nested too deeply", self._skip()
            except ValueError as error:
                at = error.pos if isinstance(error, json.JSONDecodeError) else self._at
                cut = at > len(self._text) - 16 or "Unterminated" in str(error)
                if cut and len(self._text) - self._at < _LARGEST and self._more():
                    continue
                raise BrokenError(_what(error, cut), self._before + at) from None
            if end == len(self._text) and self._more():
                continue
            segment = self._text[self._at : end]
            self._at = end
            lines = "\n" in segment
            try:
                return (value if segment.isascii() else self._reread(segment.encode("latin-1"))), "", lines
            except CharsetError as error:
                return None, str(error), lines

    def _reread(self, raw: bytes) -> Any:
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            self.recoded = True
        return read_json(raw)

    def _skip(self) -> bool:
        """Pass over a value by its brackets alone; whether it goes over several lines."""
        while True:
            depth = 0
            for match in _BRACKETS.finditer(self._text, self._at):
                depth += bool(match[1]) - bool(match[2])
                if not depth:
                    segment = self._text[self._at : match.end()]
                    self._at = match.end()
                    return "\n" in segment
            if len(self._text) - self._at > _LARGEST or not self._more():
                raise BrokenError("a document has no end", self.offset)

    def _more(self) -> bool:
        """Read on, twice as far each time for one long value; False at the end of the file."""
        if self._ended:
            return False
        chunk = self._file.read(max(_CHUNK, len(self._text) - self._at))
        if not chunk:
            self._ended = True
            return False
        keep = max(self._at - 1, 0)  # the character before shows whether a line ended
        self._text = self._text[keep:] + chunk.decode("latin-1")
        self._before += keep
        self._at -= keep
        return True


def _what(error: ValueError, cut: bool) -> str:
    if cut:
        return "the file ends in the middle of a document"
    return f"it can't be read ({error.msg.lower()})" if isinstance(error, json.JSONDecodeError) else "it can't be read"


def _foreign(window: _Window) -> str:
    """Return why a file that does not begin with a brace is no TinyDB file."""
    beginning = window.beginning()
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in beginning[:4].strip(b"\0"):
        return "it is written in UTF-16 or UTF-32: save it as UTF-8"
    if not beginning.strip(b"\0"):
        return "it holds nothing but zeros"
    if beginning[:1] == b"[":
        return "it holds a list at the top, where TinyDB has tables"
    return "it is no JSON object"
