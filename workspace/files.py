"""Reading the files that a user names, and writing those asked for: whole or not at all."""

import codecs
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from stat import S_ISREG
from typing import IO, TYPE_CHECKING, Final

from civic.fault import Fault
from civic.text import clean_line
from storage.files.disk import open_regular, replacing

if TYPE_CHECKING:
    from storage.files.places import Places

_HEAD: Final = 400
_LARGEST: Final = 100 * 2**20
_CHUNK: Final = 1 << 20


class FileFault(Fault):
    """A file that can't be read, or must not be written; the message is one sentence."""


def read_file(path: Path) -> bytes:
    """Return the bytes of a regular file. Raises FileFault with the reason."""
    try:
        with open_regular(path) as file:
            body = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise FileFault(f"There is no file {_shown(path)}: check its name.") from None
    except OSError as error:
        raise FileFault(f"{_shown(path)} can't be read: {_reason(error)}.") from error
    if len(body) > _LARGEST:
        raise FileFault(f"{_shown(path)} is larger than {_LARGEST >> 20} MB: split it.")
    return body


def copy_as_utf8(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy JSON, or lines of it, from one file to another: what is in UTF-16 or UTF-32, as shells of Windows write what
    a command prints, in UTF-8, all else as it is; without a byte order mark. Without one JSON tells its encoding by
    where the zeros of its first character stand (RFC 4627, section 3). Raises UnicodeDecodeError, OSError."""
    head = source.read(_CHUNK)
    encoding = json.detect_encoding(head)
    if encoding.startswith("utf-8"):
        target.write(head.removeprefix(codecs.BOM_UTF8))
        shutil.copyfileobj(source, target, _CHUNK)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    while head:
        target.write(decoder.decode(head).encode("utf-8"))
        head = source.read(_CHUNK)
    decoder.decode(b"", final=True)


def save(
    path: Path,
    pieces: Iterable[str],
    places: "Places",
    *,
    is_ours: Callable[[str], bool],
    force: bool,
    hint: str = "",
    encoding: str = "utf-8",
) -> None:
    """Write pieces of text as a file in this encoding, which takes its place when all are written.

    Raises a Fault where `require_replaceable` does, and where the disk does not take it.
    """
    there = require_replaceable(path, places, is_ours=is_ours, force=force, hint=hint)
    with replacing(path) as file:
        file.writelines(piece.encode(encoding, "backslashreplace") for piece in pieces)
    if not there:
        path.chmod(0o666 & ~_umask())  # it is meant for others, unlike what the library writes


def require_replaceable(
    path: Path, places: "Places", *, is_ours: Callable[[str], bool], force: bool = False, hint: str = ""
) -> bool:
    """Return whether a file is there that may be replaced; False where none is.

    Raises FileFault for one that is not ours (`is_ours` is given how it begins) without `force`, where `hint` is added
    to what to do; for what is no file at all, for a folder that is not there, which a slip of the hand would make, and
    for a file of the library (`Places.own_files`), in any case.
    """
    if places.owns(path):
        raise FileFault(f"{_shown(path)} is a file of civicdesk's own: choose another name.")
    there = _is_there(path)
    if not there and not path.parent.is_dir():
        raise FileFault(f"There is no folder {_shown(path.parent)}: make it, or choose another one.")
    if there and not force and not is_ours(_head(path)):
        raise FileFault(f"{_shown(path)} was not written by civicdesk: choose another name{hint}.")
    return there


def _is_there(path: Path) -> bool:
    """Whether a file is there. Raises FileFault for a folder, a pipe or a device, which a file in its place would
    destroy, and where it can't be told."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise FileFault(f"{_shown(path)} can't be written: {_reason(error)}.") from error
    if not S_ISREG(mode):
        raise FileFault(f"{_shown(path)} is no file: choose another name.")
    return True


def full(path: Path) -> Path:
    """Return the path with the home folder in place of "~"; as it is where no home is known."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _head(path: Path) -> str:
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD)
            wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            return "\ufeff" + head.decode("utf-16", "replace") if wide else head.decode("utf-8", "replace")
    except OSError as error:
        raise FileFault(f"{_shown(path)} can't be replaced: {_reason(error)}.") from error


def _umask() -> int:
    """Return the mask of new files; the only way to read it is to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _shown(path: Path) -> str:
    return clean_line(str(path), 300)


def _reason(error: OSError) -> str:
    return (error.strerror or "an error of the system").lower()
