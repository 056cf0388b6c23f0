"""Bodies as they come over the wire, unpacked piece by piece under a cap, so that none fills the memory."""

import importlib
import zlib
from typing import Final, Protocol

from feeds.errors import FetchError, FormatError

_MAX_WBITS_GZIP: Final = 16 + zlib.MAX_WBITS


class _Brotli(Protocol):
    """What we use of `brotli.Decompressor` from 1.2 on: the first with a cap on its output."""

    def process(self, data: bytes, output_buffer_limit: int = ...) -> bytes: ...
    def can_accept_more_data(self) -> bool: ...
    def is_finished(self) -> bool: ...


class Unpacker:
    """An unpacker for the body of one answer, fed in pieces; `whole` says at the end whether the body is complete."""

    def __init__(self, packing: str, largest: int) -> None:
        """`packing` is the Content-Encoding, `largest` the cap in bytes. Raises FetchError for one that was not
        offered."""
        self._packing = packing.strip().lower()
        self._room = largest
        self._largest = largest
        self._inflate: zlib._Decompress | None = None
        self._brotli = _brotli() if self._packing == "br" else None
        self._started = False
        if self._packing not in ("", "identity", "gzip", "x-gzip", "deflate") and self._brotli is None:
            raise FetchError(f"It answers packed as {packing}, which this program can't unpack.")

    def take(self, data: bytes) -> bytes:
        """Return the next piece unpacked. Raises FormatError above the cap, FetchError where it is not packed as
        announced."""
        if data and not self._started:
            self._start(data)
        try:
            if self._brotli is not None:
                piece = self._unbrotli(self._brotli, data)
            elif self._inflate is not None:
                piece = self._unzip(data)
            else:
                piece = data
        except (zlib.error, _brotli_error()) as error:
            raise FetchError("What it answers is packed wrongly and can't be unpacked; try again later.") from error
        self._room -= len(piece)
        if self._room < 0:
            raise FormatError(
                f"It is larger than {self._largest // 2**20} MB when unpacked; --megabytes sets how much is read."
            )
        return piece

    @property
    def whole(self) -> bool:
        """Whether the packed stream is complete."""
        if self._brotli is not None:
            return self._brotli.is_finished()
        return self._inflate is None or self._inflate.eof

    def _start(self, data: bytes) -> None:
        """Choose by the first bytes: servers say gzip and send plain text, or deflate without its header."""
        self._started = True
        if self._packing in ("gzip", "x-gzip") and data[:1] == b"\x1f":
            self._inflate = zlib.decompressobj(_MAX_WBITS_GZIP)
        elif self._packing == "deflate":
            headed = data[0] & 0x0F == zlib.DEFLATED and (len(data) < 2 or int.from_bytes(data[:2], "big") % 31 == 0)
            self._inflate = zlib.decompressobj(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)

    def _unzip(self, data: bytes) -> bytes:
        pieces, room = [], self._room + 1
        while data and room > 0 and self._inflate is not None:
            if self._inflate.eof:
                if data[:1] != b"\x1f" or self._packing == "deflate":
                    break  # padding behind the end
                self._inflate = zlib.decompressobj(_MAX_WBITS_GZIP)  # gzip files may be strung together
            pieces.append(self._inflate.decompress(data, room))
            room -= len(pieces[-1])
            data = self._inflate.unconsumed_tail or self._inflate.unused_data
        return b"".join(pieces)

    def _unbrotli(self, stream: _Brotli, data: bytes) -> bytes:
        pieces, room = [stream.process(data, output_buffer_limit=2**16)], self._room
        while not stream.can_accept_more_data() and sum(map(len, pieces)) <= room:
            pieces.append(stream.process(b"", output_buffer_limit=2**20))
        return b"".join(pieces)


def accepted() -> str:
    """Return the Accept-Encoding of what can be unpacked here."""
    return "gzip, deflate, br" if _brotli() else "gzip, deflate"


def _brotli() -> _Brotli | None:
    """Return a brotli stream, or None where no library is installed that can cap its output."""
    try:
        stream: _Brotli = importlib.import_module("brotli").Decompressor()
    except (ImportError, AttributeError):
        return None
    return stream if hasattr(stream, "can_accept_more_data") else None


def _brotli_error() -> type[Exception]:
    try:
        error: type[Exception] = importlib.import_module("brotli").error
    except (ImportError, AttributeError):
        return zlib.error
    return error
