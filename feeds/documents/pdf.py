"""A PDF file: its text, and the title, author and date that it gives itself. Runs in the child process; needs the extra
`civicdesk[pdf]`."""

import io
from typing import Final

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from feeds.documents.matter import Matter, real_author, real_title
from feeds.documents.print import joined_pages
from feeds.errors import FormatError
from feeds.formats.dates import written_time
from feeds.formats.entry import shortened
from feeds.formats.html import plain

MOST_PAGES: Final = 2000
_MOST_TEXT: Final = 2_000_000
_LOCKED: Final = "it is locked with a password: save a copy without one, and add that"


def portable_document(data: bytes) -> Matter:
    """Read a PDF file; one that only forbids printing or copying is read.

    Raises FormatError where it is locked, or where there is no text in it, and what the reader raises on a broken one.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise FormatError(_LOCKED)
        text = shortened(plain(joined_pages(_pages(reader))))
        info = reader.metadata
        date = info.creation_date if info else None
    except FileNotDecryptedError as error:
        raise FormatError(_LOCKED) from error
    except DependencyError as error:
        raise FormatError("it is encrypted, which needs one more package: install civicdesk[pdf]") from error
    except PyPdfError as error:
        raise FormatError("it is a broken PDF file") from error
    if not text:
        raise FormatError("it is made of pictures: there is no text in it")
    return Matter(
        text,
        title=real_title((info and info.title) or ""),
        author=real_author((info and info.author) or ""),
        published=written_time(date.isoformat()) if date else None,
    )


def _pages(reader: PdfReader) -> list[str]:
    pages, length = [], 0
    for number in range(min(len(reader.pages), MOST_PAGES)):
        pages.append(reader.pages[number].extract_text())
        length += len(pages[-1])
        if length > _MOST_TEXT:
            break
    return pages
