"""PDF files to text, in a child process with limits. Needs the extra `civicdesk[pdf]`; this process imports no
reader."""

import json
import subprocess
from importlib.util import find_spec
from typing import Final

from civic.jsonvalue import JsonValue
from civic.text import clean_line
from feeds.documents.metadata import Matter
from feeds.errors import FormatError
from feeds.formats import child
from feeds.formats.dates import written_time
from feeds.formats.entry import shortened
from feeds.formats.html import plain

DEADLINE: Final = 30.0
"""Seconds that one file may take."""
_LARGEST_ANSWER: Final = 50 * 2**20


def portable_document(data: bytes, *, deadline: float = DEADLINE) -> Matter:
    """Read a PDF file: its text, and the title, author and date that it gives itself; `deadline` is in seconds.

    Raises FormatError where the reader is not installed, or where there is no text to read within the limits.
    """
    if find_spec("pypdf") is None:
        raise FormatError("PDF files need one more package: install civicdesk[pdf]")
    try:
        done = subprocess.run(
            child.command("feeds.documents.pdf_child"), input=data, capture_output=True, timeout=deadline, check=True
        )
        answer: JsonValue = json.loads(done.stdout[:_LARGEST_ANSWER])
    except subprocess.TimeoutExpired as error:
        raise FormatError(f"reading it takes longer than {deadline:g} seconds") from error
    except (subprocess.CalledProcessError, ValueError) as error:
        raise FormatError("it is a broken PDF file, or one that takes too much memory") from error
    fields = answer if isinstance(answer, dict) else {}
    fields = {name: value for name, value in fields.items() if isinstance(value, str)}
    text = shortened(plain(str(fields.get("text", ""))))
    if not text:
        raise FormatError("it is locked, or made of pictures: there is no text in it")
    return Matter(
        text,
        title=clean_line(str(fields.get("title", "")), 300),
        author=clean_line(str(fields.get("author", "")), 200),
        published=written_time(str(fields.get("date", ""))),
    )
