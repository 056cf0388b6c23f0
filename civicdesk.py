"""Starts the program. First of all it sees that our packages are ours: their names are such that others use them, too.

This module has a name of its own so that nothing is likely to be in its way. It stands beside the packages, wherever
they are installed.
"""

import gc
import os
import sys
from importlib.util import find_spec
from typing import Final

PACKAGES: Final = ("assist", "civic", "cli", "feeds", "seeds", "storage", "tui", "workspace")
_FAILED: Final = 1


def main() -> int:
    """Run the program with the arguments of the process; return its exit status."""
    if reason := foreign_module():
        if sys.stderr is not None:
            print(f"civicdesk: {reason}", file=sys.stderr)
        return _FAILED
    gc.disable()  # until a command runs or the desk stands: hardly anything of what is imported is ever garbage
    try:
        from cli.main import main

        return main()
    finally:
        gc.freeze()  # the process ends, and need not look through all of it for the last time


def foreign_module() -> str:
    """Return a sentence about the first module that would be imported in the place of a package of ours; "" where there
    is none. Imports nothing, so that no foreign code is run."""
    folder = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH120, PTH100  (pathlib costs time to import)
    for name in PACKAGES:
        own = os.path.join(folder, name, "__init__.py")  # noqa: PTH118
        found = _origin(name)
        if not found:
            return f"the package {name!r} is not in {_shown(folder)}: install civicdesk again."
        if found != own and not _is_same(found, own):
            return (
                f"another module called {name!r} is in the way, {_shown(found)}: start civicdesk from another folder, "
                "or install it into an environment of its own."
            )
    return ""


def _origin(name: str) -> str:
    """Return the file that an import of this name would run; "" for none."""
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return ""
    if spec is None:
        return ""
    return spec.origin or next(iter(spec.submodule_search_locations or ()), "")


def _is_same(first: str, second: str) -> bool:
    try:
        return os.path.samefile(first, second)  # noqa: PTH121
    except OSError:
        return False


def _shown(path: str) -> str:
    """Return a path without what a terminal would obey."""
    return "".join(char if char.isprintable() else "�" for char in path)


if __name__ == "__main__":
    sys.exit(main())
