"""How the process is started that spaCy works in, and how it is confined."""

import contextlib
import os
import sys
from pathlib import Path
from typing import Final

MEMORY: Final = 6 * 2**30
"""Bytes of address space that the child may have: the largest models take a third of it."""
_ROOT: Final = str(Path(__file__).resolve().parent.parent)
# Not `-m`: that puts the current folder first on the path, and what lies in it would run in the child.
_START: Final = """\
import importlib, sys
if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])
importlib.import_module(sys.argv[2]).main()
"""


def command(module: str, *arguments: str) -> list[str]:
    """Return the arguments that run `main()` of a module of ours in a fresh Python, with the code that runs here."""
    return [sys.executable, "-P", "-B", "-c", _START, _ROOT, module, *arguments]


def environment() -> dict[str, str]:
    """Return the environment of the child: one thread for each model, and no downloads of models."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    return {**os.environ, **threads, **offline}


def confine() -> None:
    """Limit the memory of this process to MEMORY, forbid it to write files and dump core, and lower its priority."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(10)
    try:
        import resource
    except ImportError:  # no such limits on Windows; the deadline holds there too
        return
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a tighter limit of the system's stays
            resource.setrlimit(limit, (most, most))
