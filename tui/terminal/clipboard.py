"""The clipboard programs of this system, for terminals that do not take the clipboard's escape sequence."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

_SECONDS: Final = 3
_PROGRAMS: Final = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
    ("", ("clip.exe",)),
)
"""The variable that has to be set for it to work, and the argument vector; the first that is there is used."""


def program(environ: Mapping[str, str] = os.environ) -> tuple[str, ...] | None:
    """Return the arguments of the clipboard program to use; None where there is none."""
    for variable, arguments in _PROGRAMS:
        if (not variable or environ.get(variable)) and shutil.which(arguments[0], path=environ.get("PATH")):
            return arguments
    return None


def copy(text: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Give the text to the clipboard program on its standard input. Return whether that worked; never raises."""
    arguments = program(environ)
    if arguments is None:
        return False
    try:
        done = subprocess.run(
            arguments,
            input=text.encode("utf-8", "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            env=dict(environ),
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
