"""Completion of values in three shells: what a name holds is never run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import main
from tests.terminal.harness import Terminal

HOSTILE = "A $(touch pwned) `touch pwned` *"
NEEDED = bool(os.environ.get("CIVICDESK_SHELL_TESTS"))
"""Set by our checks: there a shell that is not installed fails a test instead of leaving it out."""


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A home with a story, and a view whose name is a trap; beside it a folder with `civicdesk` to call."""
    home = tmp_path / "home"
    stories = [{"title": "Cameras"}]
    (tmp_path / "s.json").write_text(json.dumps(stories))
    assert main(["--home", str(home), "add", str(tmp_path / "s.json")]) == 0
    assert main(["--home", str(home), "views", "add", HOSTILE, "cameras"]) == 0
    program = tmp_path / "bin" / "civicdesk"
    program.parent.mkdir()
    root = Path(__file__).parents[2]
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{root / 'civicdesk.py'}' \"$@\"\n")
    program.chmod(0o755)
    capsys.readouterr()
    return home


def script(shell: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, Path, dict[str, str]]:
    """A shell, the file with our completion for it, and an environment in which it finds `civicdesk`."""
    if not (program := shutil.which(shell)):
        assert not NEEDED, f"there is no {shell}"
        pytest.skip(f"there is no {shell}")
    assert main(["completion", shell]) == 0
    path = folder / "completion"
    path.write_text(capsys.readouterr().out)
    environ = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder), "TERM": "xterm",
               "CIVICDESK_HOME": str(folder / "home")}  # fmt: skip
    other = folder / "second home"
    assert main(["--home", str(other), "views", "add", "Faces", "faces"]) == 0
    return program, path, environ


def completed(shell: str, asked: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines that a shell prints which has read our completion."""
    program, path, environ = script(shell, folder, capsys)
    done = subprocess.run(
        [program, "-c", f"source {path}; {asked}"],
        cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert not (folder / "pwned").exists()
    return done.stdout.splitlines()


def test_bash_completes_values_as_text(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask = (
        "COMP_WORDS=(civicdesk list --view A); COMP_CWORD=3; _shtab_civicdesk civicdesk A --view;"
        ' printf "%s\\n" "${COMPREPLY[@]}"; eval "words=(${COMPREPLY[1]})"; printf "%s\\n" "${words[@]}";'
        " COMP_WORDS=(civicdesk show see); COMP_CWORD=2; _shtab_civicdesk civicdesk see show;"
        ' printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert completed("bash", ask, home.parent, capsys) == [
        "All", "A\\ \\$\\(touch\\ pwned\\)\\ \\`touch\\ pwned\\`\\ \\*", HOSTILE, "seed-story",
    ]  # fmt: skip


@pytest.mark.programs
def test_fish_completes_values_as_text(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask = 'complete -C "civicdesk list --view A"; complete -C "civicdesk tag seed priv"'
    assert completed("fish", ask, home.parent, capsys) == [
        "All", f"{HOSTILE}\tcameras", "privacy\tPrivacy & surveillance",
    ]  # fmt: skip


@pytest.mark.parametrize("words", [
    r"--home '~/second\ home'", "--home = \"'~/second home'\"", "--home '\"$HOME/second home\"'",
    r"--home = '${HOME}/second\ home'",
])  # fmt: skip
def test_bash_completes_values_of_the_home_on_the_line(
    words: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = (
        f"COMP_WORDS=(civicdesk {words} list --view F); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1));"
        ' _shtab_civicdesk civicdesk F --view; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert completed("bash", ask, home.parent, capsys) == ["Faces"]


@pytest.mark.programs
@pytest.mark.parametrize("words", ["--home ~/second\\ home", "--home='~/second home'", "--home \\$HOME/second\\ home"])
@pytest.mark.parametrize("line", ["civicdesk {} list --view F", "civicdesk list {} --view F"])
def test_fish_completes_values_of_the_home_on_the_line(
    words: str, line: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = f'complete -C "{line.format(words)}"'
    assert completed("fish", ask, home.parent, capsys) == ["Faces\tfaces"]


@pytest.mark.programs
@pytest.mark.slow
def test_zsh_completes_values_as_text(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "views", "remove", "A $"]) == 0
    assert main(["--home", str(home), "views", "add", "Aquila $(touch pwned)", "cameras"]) == 0
    capsys.readouterr()
    program, path, environ = script("zsh", home.parent, capsys)
    terminal = Terminal([program, "-f", "-i"], environ, home.parent, 120, 30)
    try:
        terminal.press(f'source {path}; echo REA""DY\r')
        terminal.wait_for("READY")
        terminal.press("civicdesk list --view Aq", "\t")
        terminal.wait_for("--view Aquila\\ \\$\\(touch\\ pwned\\)")
        terminal.press("\r")
        terminal.wait_for("  Cameras")
        terminal.press("civicdesk --home ~/second\\ home list --view Fa", "\t")
        terminal.wait_for("--view Faces")
        terminal.press("\x15", 'civicdesk --home "$HOME/second home" list --view Fac', "\t")
        terminal.wait_for('second home" list --view Faces')
    finally:
        terminal.close()
    assert not (home.parent / "pwned").exists()


def test_values_that_no_line_can_hold_are_left_out(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = home.parent / "own.json"
    ids = ("abc1", "-x", "abc2")
    library.write_text(json.dumps({str(n): {"id": one, "title": "T\tt"} for n, one in enumerate(ids, 1)}))
    library.write_text(json.dumps({"_default": json.loads(library.read_text())}))
    for begin in ("", "ab"):
        assert main(["--library", str(library), "--home", str(home), "values", "ids", begin]) == 0
        assert set(capsys.readouterr().out.splitlines()) == {"abc1\tT t", "abc2\tT t"}
    assert main(["--library", str(library), "--home", str(home), "values", "ids", "abc1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"value": "abc1", "about": "T t"}]


def test_a_password_in_the_address_of_a_feed_is_not_completed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opml = '<opml version="2.0"><body><outline text="F" xmlUrl="https://me:secret@f.example/rss"/></body></opml>'
    (home.parent / "f.opml").write_text(opml)
    assert main(["--home", str(home), "feeds", "import", str(home.parent / "f.opml")]) == 0
    capsys.readouterr()
    assert main(["--home", str(home), "values", "feeds"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("F\t")
    assert "secret" not in out
