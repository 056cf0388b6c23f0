"""Lines that tell whether they are as they were written: a checksum stands before the text."""

import re
import zlib
from typing import Final

_LINE: Final = re.compile(rb"([0-9a-f]{8}) (.+)", re.DOTALL)


def with_checksum(text: bytes) -> bytes:
    """Return a line that holds a text without ends of lines, behind its CRC-32 in eight hexadecimal digits."""
    return b"%08x %s\n" % (zlib.crc32(text), text)


def as_written(line: bytes) -> bytes | None:
    """Return the text of a line, None for one that is not as it was written. Another end of the line says nothing."""
    match = _LINE.fullmatch(line.rstrip(b"\r\n"))
    return match[2] if match and int(match[1], 16) == zlib.crc32(match[2]) else None
