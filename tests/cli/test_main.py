"""The command line as a whole: how it is called, how it ends, and that nothing it meets makes it crash."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CIVICDESK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def call(*arguments: str) -> int:
    try:
        return main(list(arguments))
    except SystemExit as end:
        return int(end.code or 0)


def process(*arguments: str, home: Path, **environ: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "tui", *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env={**os.environ, "CIVICDESK_HOME": str(home), **environ},
    )  # fmt: skip


def test_the_first_start_brings_the_seed_story(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("count") == 0
    assert capsys.readouterr().out == "1\n"
    assert (home / "stories.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("count", "--home", "HOME"),
        ("--home", "HOME", "count"),
        ("--home=HOME", "count"),
        ("feeds", "--home", "HOME", "list"),
        ("feeds", "list", "--home", "HOME"),
    ],
)
def test_a_home_is_named_before_or_behind_the_command(
    arguments: tuple[str, ...], tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    assert call(*(argument.replace("HOME", str(other)) for argument in arguments)) == 0
    assert call("paths", "--home", str(other), "--json") == 0
    assert str(other / "stories.json") in capsys.readouterr().out
    assert not home.exists()
    assert other.exists() == ("count" in arguments)


def test_a_library_is_named_for_any_command(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps({"t": {"1": {"title": "A"}, "2": {"title": "B"}}}))
    assert call("--library", str(mine), "count") == call("count", "--library", str(mine)) == 0
    assert capsys.readouterr().out == "2\n2\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lst"], "did you mean list?"),
        (["frobnicate"], "civicdesk --help"),
        (["list", "--limit", "many"], "'many' is no number"),
        (["list", "--limit", "-1"], ""),
        (["list", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["tag"], "required"),
        (["tag", "x", "bias", "--remove", "--reject"], "not allowed"),
        (["export", "--format", "docx"], "docx"),
        (["feeds"], "followed by one of list, add, edit"),
        (["feeds", "import"], "--starter"),
        (["count", "colour:red"], "no field 'colour'"),
        (["count", "a)"], "closing bracket"),
        (["--home", "", "count"], "empty text"),
        ([], "needs a terminal"),
    ],
)
def test_wrong_use_is_answered_in_one_line_and_with_2(
    arguments: list[str], says: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert says in printed.err
    assert printed.err.startswith("civicdesk: ")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", None),
        (b"   ", None),
        (b"{\"broken", "broken"),
        (b"\x00" * 500, ""),
        (b'"a string"', ""),
        (b"[1, 2, 3]", ""),
    ],
)  # fmt: skip
def test_a_story_file_that_is_none_is_answered_in_a_sentence_and_left_alone(
    content: bytes, says: str | None, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    status = call("list", "--library", str(path))
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert status in (0, 1)
    if says is not None:
        assert err.startswith("civicdesk: ")
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "command", [["list"], ["count"], ["export"], ["add", str(ROOT / "seeds" / "seed-story.txt")], ["tag", "x", "bias"]]
)
def test_a_missing_library_is_named_and_never_made(
    command: list[str], tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.json"
    assert call(*command, "--library", str(path)) == 1
    assert "none.json" in capsys.readouterr().err
    assert not path.exists()


def test_a_file_alone_opens_the_desk_on_it(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.json"
    path.write_text("{}")
    assert call(str(path)) == 2  # since nobody sits at a terminal here
    assert "needs a terminal" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    try:
        assert call("count", "--home", str(tmp_path / "home")) == 1
    finally:
        tmp_path.chmod(0o700)
    assert capsys.readouterr().err.count("\n") == 1


def test_a_home_below_a_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert call("tag", "x", "bias", "--home", str(tmp_path / "file" / "home")) == 1
    err = capsys.readouterr().err
    assert err.startswith("civicdesk: ")
    assert "Traceback" not in err


def test_ascii_is_enough(home: Path) -> None:
    running = process("list", home=home, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, b"")
    assert b"\\xa350m" in out


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_reader_that_goes_away_is_no_fault(home: Path) -> None:
    running = process("analyse", "--jsonl", home=home)
    assert running.stdin and running.stdout and running.stderr
    running.stdout.close()
    running.stdin.write(b'{"id": 1, "text": "A text."}\n' * 200)
    running.stdin.close()
    assert running.stderr.read() == b""
    assert running.wait(60) == 141
    running.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_an_interrupt_is_quiet(home: Path) -> None:
    running = process("analyse", "--jsonl", home=home)
    assert running.stdin and running.stdout
    running.stdin.write(b'{"id": 1, "text": "A text."}\n')
    running.stdin.flush()
    assert running.stdout.readline()  # it is at work, and waits for the next line
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_under_the_output_is_told(home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tui", "paths"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False,
            env={**os.environ, "CIVICDESK_HOME": str(home)}, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(b"civicdesk: ")
    assert done.stderr.count(b"\n") == 1
