"""The child that reads one PDF file from its input and answers in JSON: title, author, date and text."""

import io
import json
import logging
import sys
from typing import Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from feeds.formats.child import confine

MOST_PAGES: Final = 2000
_MOST_TEXT: Final = 2_000_000


def main() -> None:
    """Read the file and answer. One that can't be read ends the process with status 1, which is answer enough."""
    confine()
    logging.disable()  # the reader logs every oddity of a file
    try:
        answer = _read(sys.stdin.buffer.read())
    except PyPdfError as error:
        raise SystemExit(1) from error
    sys.stdout.write(json.dumps(answer))


def _read(data: bytes) -> dict[str, str]:
    reader = PdfReader(io.BytesIO(data))
    pages, length = [], 0
    for number in range(min(len(reader.pages), MOST_PAGES)):
        pages.append(reader.pages[number].extract_text())
        length += len(pages[-1])
        if length > _MOST_TEXT:
            break
    info = reader.metadata
    date = info.creation_date if info else None
    return {
        "title": (info and info.title) or "",
        "author": (info and info.author) or "",
        "date": date.isoformat() if date else "",
        "text": "\n\n".join(pages),
    }
