"""Whether there is a shell to go back to."""

import subprocess
import sys

import pytest

from tui.terminal.signals import has_shell


@pytest.mark.skipif(sys.platform == "win32", reason="Windows stops no jobs")
def test_the_one_program_of_a_terminal_has_no_shell_to_go_back_to() -> None:
    asked = [sys.executable, "-c", "from tui.terminal.signals import has_shell; print(has_shell())"]
    alone = subprocess.run(asked, capture_output=True, text=True, check=True, start_new_session=True)
    beside = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert (alone.stdout, beside.stdout) == ("False\n", "True\n")
    assert isinstance(has_shell(), bool)
