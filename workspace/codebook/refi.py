"""Codes of REFI-QDA, the exchange format of programs for qualitative analysis (ISO/IEC CD 24762; qdasoftware.org).

A codebook is a `.qdc`, which is XML; a project is a `.qdpx`, a zip with that in its `project.qde`.
"""

import zipfile
from io import BytesIO
from typing import Final
from xml.parsers import expat

from msgspec import Struct

_LARGEST: Final = 20 << 20
_DEEPEST: Final = 50
_PROJECT: Final = "project.qde"


class RefiError(ValueError):
    """A file that is none of these, or is not safe to read; the message says why, as a part of a sentence."""


class Code(Struct, frozen=True):
    """A code: its name, what it means, its colour as it is written, and the names of those that it stands under."""

    name: str
    description: str
    colour: str
    path: tuple[str, ...]


class _Open(Struct):
    """A code that is being read."""

    name: str
    colour: str
    is_code: bool
    description: str = ""


def is_refi(body: bytes) -> bool:
    """Return whether a file is XML or a zip, by how it begins."""
    plain = body[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return plain.startswith(b"<") or body.startswith(b"PK\x03\x04")


def read_codes(body: bytes) -> list[Code]:
    """Return the codes of a file in their order; what only groups codes is none. Raises RefiError."""
    if body.startswith(b"PK\x03\x04"):
        body = _project(body)
    if len(body) > _LARGEST:
        raise RefiError(f"it is larger than {_LARGEST >> 20} MB, which no codebook is")
    reader = _Reader()
    try:
        return reader.read(body)
    except expat.ExpatError as error:
        raise RefiError(f"it is no XML ({expat.errors.messages.get(error.code, 'broken')})") from error


def _project(body: bytes) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed, packed.open(_PROJECT) as file:
            return file.read(_LARGEST + 1)
    except KeyError as error:
        raise RefiError("it has no project of REFI-QDA in it") from error
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise RefiError("what is packed in it can't be unpacked") from error


class _Reader:
    """Reads the codes of one file."""

    def __init__(self) -> None:
        self._codes: list[tuple[int, Code]] = []
        self._open: list[_Open] = []
        self._places: list[int] = []
        self._count = 0
        self._in_codes = 0
        self._in_description = False

    def read(self, body: bytes) -> list[Code]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(body, True)
        return [code for _, code in sorted(self._codes, key=lambda one: one[0])]

    @staticmethod
    def _refuse(*_: object) -> None:
        raise RefiError("it declares a document type of its own, which no codebook needs")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "Codes":
                self._in_codes += 1
            case "Code" if self._in_codes:
                if len(self._open) >= _DEEPEST:
                    raise RefiError(f"its codes are nested deeper than {_DEEPEST} levels")
                is_code = attributes.get("isCodable", "true").strip().lower() != "false"
                self._open.append(_Open(attributes.get("name", ""), attributes.get("color", ""), is_code))
                self._places.append(self._count)
                self._count += 1
            case "Description":
                self._in_description = bool(self._open)

    def _text(self, text: str) -> None:
        if self._in_description:
            self._open[-1].description += text

    def _end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "Codes":
                self._in_codes -= 1
            case "Description":
                self._in_description = False
            case "Code" if self._open:
                code, place = self._open.pop(), self._places.pop()
                if code.is_code:
                    path = tuple(" ".join(one.name.split()) for one in self._open)
                    self._codes.append((place, Code(code.name, code.description.strip(), code.colour, path)))
