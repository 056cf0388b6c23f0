"""A text in the user's own editor."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from civic.fault import Fault
from civic.text import clean, clean_line

_VARIABLES: Final = ("VISUAL", "EDITOR")
_USUAL: Final = ("nano", "vi")
"""Where neither variable says anything: the first of these that is there."""
_LONGEST: Final = 1 << 20
"""Bytes; a note that is longer is no note."""


class EditorFault(Fault):
    """An editor that can't be used, or left a text that can't."""


def edited(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return what the user made of a text in the editor of $VISUAL or $EDITOR, cleaned. For when the terminal is free:
    the call ends with the editor. No shell reads the command. Raises EditorFault; what was written then stays in a
    file that the fault names."""
    command = _command(environ)
    given = (f"{text}\n" if text else "").encode("utf-8", "replace")
    with _file(given) as path:
        try:
            status = subprocess.run([*command, str(path)], check=False).returncode
        except (OSError, ValueError) as error:
            shown = clean_line(command[0], 60)
            raise EditorFault(f"The editor {shown!r} can't be started: set EDITOR to one that is there.") from error
        if status:
            where = f"; what you wrote is in {path}" if _is_changed(path, given) else ""
            raise EditorFault(f"The editor ended with status {status}, so nothing is kept{where}.")
        return _read(path)


@contextmanager
def _file(given: bytes) -> Iterator[Path]:
    """Yield a file of this text, which nobody else can read. It is removed on every way out but one: where something
    else was written to it that could not be taken over."""
    try:
        number, name = tempfile.mkstemp(prefix="civicdesk-", suffix=".md")
        path = Path(name)
        with os.fdopen(number, "wb") as file:
            file.write(given)
    except OSError as error:
        raise EditorFault(f"There is no room for the editor's file: {error.strerror}.") from error
    try:
        yield path
    except BaseException:
        if not _is_changed(path, given):
            path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def _is_changed(path: Path, given: bytes) -> bool:
    try:
        return path.stat().st_size != len(given) or path.read_bytes() != given
    except OSError:
        return False


def _command(environ: Mapping[str, str]) -> list[str]:
    """Return the words of the editor's command."""
    for variable in _VARIABLES:
        if said := environ.get(variable, "").strip():
            try:
                return shlex.split(said)
            except ValueError as error:
                raise EditorFault(f"{variable} has a quotation mark that is not closed: mend it.") from error
    for name in _USUAL:
        if found := shutil.which(name, path=environ.get("PATH")):
            return [found]
    raise EditorFault("There is no editor: set EDITOR to the one that you use.")


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_LONGEST + 1)
    except OSError as error:
        raise EditorFault("The editor left no file, so nothing is kept: write the note again.") from error
    if len(raw) > _LONGEST:
        raise EditorFault(f"The text is too long for a note: shorten it; it is in {path}.")
    try:
        return clean(raw.decode("utf-8-sig")).strip()
    except UnicodeDecodeError as error:
        raise EditorFault(f"The text is not UTF-8 (byte {error.start}): convert it; it is in {path}.") from error
