"""Undo in the installed program: what a desk that was killed did is taken back by the next one."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

Start = Callable[..., Any]
PANES = ("1 Summary", "2 Stakeholders", "3 Ethical concerns", "4 Text")


def test_what_a_killed_desk_did_is_taken_back_by_the_next_one(start: Start, tmp_path: Path) -> None:
    desk = start()
    desk.wait_for(*PANES, gone="Reading …")
    desk.press("t", "own-tag", "\r")
    desk.wait_for("● own-tag")
    desk.press("\x1b")
    desk.signal(signal.SIGKILL)
    desk.wait_end()
    again = start()
    again.wait_for(*PANES, "● own-tag", gone="Reading …")
    again.press("u")
    again.wait_for(*PANES, gone="● own-tag")  # the notification may be gone sooner
    again.press("U")
    again.wait_for("● own-tag")
    again.press("q")
    assert again.wait_end() == 0
