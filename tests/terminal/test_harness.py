"""The terminal that the other tests read, where it differs from pyte's own."""

import sys
from pathlib import Path

from tests.terminal.harness import Terminal


def test_half_of_a_wide_character_that_was_written_over_reads_as_a_space(tmp_path: Path) -> None:
    writes = "print('監視x', end='\\r'); print('ab\\x1b[3Gc', end='', flush=True)"
    terminal = Terminal([sys.executable, "-c", writes], {"PYTHONIOENCODING": "utf-8"}, tmp_path, 8, 2)
    try:
        assert terminal.wait_end() == 0
        assert terminal.lines[0] == "abc x   "
    finally:
        terminal.close()


def test_a_program_that_is_killed_within_a_sequence_has_ended(tmp_path: Path) -> None:
    writes = "import os; print('abc\\x1b[3', end='', flush=True); os.kill(os.getpid(), 9)"
    terminal = Terminal([sys.executable, "-c", writes], {}, tmp_path, 8, 2)
    try:
        assert terminal.wait_end() == -9
        assert terminal.lines[0] == "abc     "
    finally:
        terminal.close()
