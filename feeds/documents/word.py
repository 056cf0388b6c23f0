"""A Word file (.docx): its text with what was inserted and without what was deleted, and its properties. Runs in the
child process; needs the extra `civicdesk[documents]`."""

import io
import re
import zipfile
from typing import Final
from xml.etree import ElementTree as ET

import mammoth

from feeds.documents.matter import Matter, real_author, real_title, without_beginning
from feeds.errors import FormatError
from feeds.formats.dates import written_time
from feeds.formats.entry import shortened
from feeds.formats.html import linked_paragraphs, one_line

_OLD: Final = b"\xd0\xcf\x11\xe0"
"""How the older files of Office begin, and newer ones that are locked."""
LARGEST_UNPACKED: Final = 200 * 2**20
"""Bytes of all parts of a file together."""
_LARGEST_PART: Final = 50 * 2**20
"""Bytes of a part that is read, all of which are pictures' or text's."""
_MOST_PARTS: Final = 10_000
_CORE: Final = "docProps/core.xml"
_CELL: Final = re.compile(r"(<t([dh])\b[^>]*>)((?:(?!<t[dh]\b|<table\b|</t[dh]>).){0,2000})(?=</t\2>)", re.DOTALL)
"""A cell without a table in it, of a length that fits into a line."""
_PARAGRAPH: Final = re.compile(r"</?p\b[^>]*>")
_STYLES: Final = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"


def word_document(data: bytes) -> Matter:
    """Read a Word file. Raises FormatError where it is locked, of the older kind, broken or far larger than it
    looks."""
    if data.startswith(_OLD):
        raise FormatError("it is locked, or of an older kind: open it and save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check(packed.infolist())
            fields = _properties(packed.read(_CORE) if _CORE in packed.namelist() else b"")
        markup = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES, convert_image=lambda _: []).value
    except (zipfile.BadZipFile, KeyError, NotImplementedError, EOFError) as error:
        raise FormatError("it is a broken Word file, or none") from error
    text, links = linked_paragraphs(_CELL.sub(_on_one_line, markup), "")
    heading, _, _ = markup.partition("</h1>")
    title = real_title(fields.get("title", "")) or (one_line(heading, 300) if heading.startswith("<h1>") else "")
    return Matter(
        shortened(without_beginning(text, title)),
        title=title,
        author=real_author(fields.get("creator", "")),
        published=written_time(fields.get("created", "")) or written_time(fields.get("modified", "")),
        lang=fields.get("language", ""),
        links=links,
    )


def _on_one_line(cell: re.Match[str]) -> str:
    """Return a cell without its paragraphs, which each cell of Word has, so that a row is a line."""
    return cell[1] + " ".join(_PARAGRAPH.sub(" ", cell[3]).split())


def _check(parts: list[zipfile.ZipInfo]) -> None:
    """Check what a file grows to before anything is unpacked; a part can't be larger than it says, or is cut off."""
    sizes = [part.file_size for part in parts]
    if len(parts) > _MOST_PARTS or sum(sizes) > LARGEST_UNPACKED or any(
        part.file_size > _LARGEST_PART for part in parts if part.filename.endswith((".xml", ".rels"))
    ):  # fmt: skip
        raise FormatError("it is packed so that it grows beyond all measure when it is opened")


def _properties(core: bytes) -> dict[str, str]:
    """Return the properties of a file by their names, without prefix."""
    try:
        root = ET.fromstring(core)  # noqa: S314 - expat bounds entities, and this process has limits
    except ET.ParseError:
        return {}
    return {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in root}
