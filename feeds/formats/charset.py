"""Bytes of a file to text: by byte order mark, as UTF-8, as a page declares, else by a guess that is reported."""

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

from feeds.errors import FormatError

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 256 * 1024
"""Bytes that a guess is made from: more make it no better, and take seconds."""
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


def decoded(data: bytes, *, page: bool = False) -> tuple[str, str]:
    """Return the text in `data`, and a remark for the user on its character set: "" unless it was guessed.

    `page` says that it is HTML, which may declare its own. Raises FormatError for what is no text.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _other(data, page)
    if "\0" in text:
        raise FormatError("it is not text")
    return text, ""


def _other(data: bytes, page: bool) -> tuple[str, str]:
    if page and (named := _META.search(data[:4096])):
        try:
            return data.decode(named[1].decode("ascii")), ""
        except (LookupError, UnicodeDecodeError):
            pass  # it declares a wrong one
    best = from_bytes(data[:_SAMPLE]).best() if data.count(b"\0") * 4 <= len(data) else None
    if best is None or "\0" in (text := data.decode(best.encoding, "replace")):
        raise FormatError("it is not text, or in no character set that can be recognised")
    return text, f"its character set was guessed to be {best.encoding.replace('_', '-')}"
