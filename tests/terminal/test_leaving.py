"""What the program leaves behind and never sends: signals, colours, the clipboard, terminals that can't draw."""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.harness import DEADLINE, program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

Start = Callable[..., Any]
PANES = ("1 Summary", "2 Stakeholders", "3 Ethical concerns", "4 Text")
ESCAPE, ENTER = "\x1b", "\r"
MOUSE = (b"1000", b"1002", b"1003", b"1006", b"1015", b"2004")
CLIPBOARD = re.compile(rb"\x1b\]52;[^;]*;([^\x07\x1b]*)(?:\x07|\x1b\\)")


def assert_left_clean(desk: Any) -> None:
    """The alternate screen is left, mouse and bracketed paste are off, the cursor is shown."""
    raw = desk.raw
    assert b"\x1b[?1049h" not in raw[raw.rindex(b"\x1b[?1049l") :]
    for mode in MOUSE:
        assert raw.rfind(b"\x1b[?" + mode + b"h") <= raw.rfind(b"\x1b[?" + mode + b"l"), mode
    assert raw.rfind(b"\x1b[?25h") > raw.rfind(b"\x1b[?25l")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_leaves_the_terminal_as_it_was(number: signal.Signals, start: Start) -> None:
    desk = start()
    before = termios.tcgetattr(desk.master)[:4]
    desk.wait_for(*PANES)
    assert b"\x1b[?1049h" in desk.raw
    assert termios.tcgetattr(desk.master)[:4] != before
    desk.signal(number)
    assert desk.wait_end() == 128 + number
    assert_left_clean(desk)
    assert termios.tcgetattr(desk.master)[:4] == before
    assert b"Traceback" not in desk.raw


@pytest.mark.parametrize("keys", ["n", "F", "/pal"], ids=["note", "feeds", "filter"])
def test_a_signal_is_heard_wherever_one_is(keys: str, start: Start) -> None:
    desk = start()
    desk.wait_for(*PANES, gone="Reading …")
    shown = desk.text
    desk.press(keys)
    desk.wait_for(lambda desk: desk.text != shown)
    desk.signal(signal.SIGTERM)
    assert desk.wait_end() == 128 + signal.SIGTERM
    assert_left_clean(desk)


def test_a_terminal_that_is_closed_ends_the_program(start: Start) -> None:
    desk = start()
    desk.wait_for(*PANES)
    os.close(desk.master)
    status = desk.process.wait(DEADLINE)
    desk.master = os.open(os.devnull, os.O_RDONLY)  # for the harness to close
    assert status == 128 + signal.SIGHUP


def test_q_leaves_the_terminal_as_it_was(start: Start) -> None:
    desk = start()
    before = termios.tcgetattr(desk.master)[:4]
    desk.wait_for(*PANES)
    desk.press("q")
    assert desk.wait_end() == 0
    assert_left_clean(desk)
    assert termios.tcgetattr(desk.master)[:4] == before


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """Two stories with links, one of which tries to write the clipboard itself."""
    stories = {
        "1": {"title": "Linked", "url": "https://example.org/a?b=ü&c=1", "text": "A text.", "date": 1.79e9},
        "2": {"title": "Thief \x1b]52;c;c3RvbGVu\x07", "text": "\x1b]52;c;c3RvbGVu\x07 stolen", "date": 1.78e9},
    }
    path = tmp_path / "linked.json"
    path.write_text(json.dumps({"_default": stories}))
    return path


def test_copying_sends_our_text_once_and_nobody_elses(start: Start, linked: Path) -> None:
    desk = start(str(linked))
    desk.wait_for("1 of 2", "Linked", "Thief", gone="Reading …")
    assert not CLIPBOARD.findall(desk.raw)
    desk.press("y")
    desk.wait_for("Copied the link")
    (sent,) = CLIPBOARD.findall(desk.raw)
    assert base64.b64decode(sent).decode() == "https://example.org/a?b=ü&c=1"
    desk.press("j")
    desk.wait_for("2 of 2", gone="Reading …")
    desk.press("q")
    assert desk.wait_end() == 0
    assert len(CLIPBOARD.findall(desk.raw)) == 1
    assert b"c3RvbGVu" not in desk.raw


def test_what_is_copied_is_clean_itself(start: Start, linked: Path) -> None:
    desk = start(str(linked))
    desk.wait_for("1 of 2", gone="Reading …")
    desk.press("j", "C")
    desk.wait_for("Copied the story")
    (sent,) = CLIPBOARD.findall(desk.raw)
    copied = base64.b64decode(sent).decode()
    assert "Thief" in copied
    assert "Linked" not in copied
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", copied)


COLOURS = re.compile(rb"\x1b\[[0-9;]*?(?<![0-9])(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;[25])(?![0-9])[0-9;]*m")


def reversed_line(desk: Any, words: str) -> bool:
    """Whether some line has these words right of the picker's edge, turned round."""
    for number, line in enumerate(desk.lines):
        if found := re.search(f"█ [▌ ]{words}", line):
            return bool(desk.screen.buffer[number][found.start() + 3].reverse)
    return False


@pytest.mark.parametrize("term", ["xterm-256color", "linux"])
def test_without_colour_not_one_is_sent_and_evidence_is_still_told_apart(term: str, start: Start) -> None:
    desk = start(NO_COLOR="1", TERM=term)
    desk.wait_for(*PANES, "Privacy", gone="Reading …")
    desk.press("3")
    desk.wait_for(lambda desk: re.search(r"▌ +\w", desk.text.partition("4 Text")[2]))
    desk.press("a")
    desk.wait_for(lambda desk: re.search(r"●[a-z]{2}", desk.text))
    desk.press("t")
    desk.wait_for("does not count", lambda desk: reversed_line(desk, "1 ") and not reversed_line(desk, "2 "))
    desk.press(ESCAPE)
    desk.wait_for(gone="type to narrow")
    desk.press("q")
    assert desk.wait_end() == 0
    assert not COLOURS.findall(desk.raw)
    assert re.search(rb"\x1b\[[0-9;]*m", desk.raw)  # weight is not colour


def test_a_colour_is_what_the_pattern_finds() -> None:
    assert COLOURS.search(b"\x1b[1;31m")
    assert COLOURS.search(b"\x1b[38;2;1;2;3m")
    assert not COLOURS.search(b"\x1b[1;39;49m\x1b[0m\x1b[7m")


def test_the_theme_that_was_chosen_is_there_again(start: Start) -> None:
    def ground(desk: Any) -> str:
        return str(desk.screen.buffer[1][0].bg)

    desk = start()
    desk.wait_for(*PANES, gone="Reading …")
    dark = ground(desk)
    desk.press("T")
    desk.wait_for(lambda desk: ground(desk) != dark)
    light = ground(desk)
    desk.press("q")
    assert desk.wait_end() == 0
    again = start()
    again.wait_for(*PANES, gone="Reading …")
    assert ground(again) == light


def run(environ: dict[str, str], **more: Any) -> "subprocess.CompletedProcess[str]":
    where = None if program()[-1] != "tui" else Path(__file__).parents[2]
    return subprocess.run(
        program(), env=environ, cwd=where, capture_output=True, text=True, timeout=2 * DEADLINE, check=False, **more
    )


def test_without_a_terminal_one_sentence_says_so(environ: dict[str, str]) -> None:
    done = run(environ, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("civicdesk: The desk needs a terminal")
    assert done.stderr.count("\n") == 1


def test_a_terminal_that_can_not_draw_is_told_so_in_one_sentence(start: Start) -> None:
    desk = start(TERM="dumb")
    assert desk.wait_end() == 2
    assert "The desk needs a terminal that can draw" in desk.text
    assert b"\x1b" not in desk.raw
