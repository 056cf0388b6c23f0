"""Run README's open line in a terminal, as a newcomer would, until the desk is there; then leave it.

    python .ci/open.py LINE FOLDER

Run from the root of the repository, with it on the path and the test extra installed.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.terminal import harness

INSTALLING = 400.0
"""Seconds that the installation may take."""


def main(line: str, folder: str) -> int:
    """The exit status of the line."""
    harness.DEADLINE = INSTALLING
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "CIVICDESK_HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        terminal = harness.Terminal(["bash", "-c", line], environ, Path(folder), 120, 40)
        try:
            terminal.wait_for("London Mayor", "Summary", "Stakeholders", "Ethical concerns", gone="Reading …")
            print("\n".join(row.rstrip() for row in terminal.screen.display))
            terminal.press("q")
            return terminal.wait_end()
        finally:
            terminal.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
