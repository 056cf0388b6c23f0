"""What a program in a terminal is waited for, and how long."""

import sys
from pathlib import Path

import pytest

from benchmarks.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is ended as Linux ends terminals")


def test_a_program_that_has_ended_is_not_waited_for(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", "print('gone')"], {}, tmp_path) as opened:
        opened.wait_for("gone")
        with pytest.raises(TimeoutError):
            opened.wait_for("back")
