"""The user's editor has the terminal until it ends; then the desk has it back, and the note."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

EDITOR = """\
import sys
from pathlib import Path
path = Path(sys.argv[1])
print("EDITING", path.read_text(), flush=True)
if sys.stdin.readline().strip() == "keep":
    path.write_text("Ask the council.")
else:
    sys.exit(1)
"""


@pytest.mark.slow
def test_a_note_goes_to_the_editor_and_comes_back(
    start: Callable[..., Any], run: Callable[..., Any], tmp_path: Path
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(EDITOR)
    terminal = start(EDITOR=f"'{sys.executable}' '{script}'", VISUAL="")
    terminal.wait_for("London Mayor", "Ethical concerns")
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.press("Who?", "\x05")
    terminal.wait_for("EDITING Who?")
    terminal.press("keep\r")
    terminal.wait_for("Ask the council.", "Note on", gone="EDITING")
    terminal.press("\x05")
    terminal.wait_for("EDITING Ask the council.")
    terminal.press("no\r")
    terminal.wait_for("ended with status 1", "Note on")
    terminal.press("\x1b")
    terminal.wait_for("Ethical concerns", gone="Note on")
    terminal.press("q")
    assert terminal.wait_end() == 0
    assert "Ask the council." in run("show", "seed").stdout
