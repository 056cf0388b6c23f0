"""What all commands share, each held to it: fit for pipes, for cron, and for programs that read JSON."""

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from cli import main
from cli.commands.registry import ABOUT, MODULES, NAMES
from cli.commands.system.topics import TOPICS

Run = Callable[..., Any]
ROOT = Path(__file__).parents[2]
OPML = '<opml version="2.0"><body><outline text="F" xmlUrl="https://feed.example/rss"/></body></opml>'

EXAMPLES: Final = {
    "refresh": ["--all"],
    "feeds list": [],
    "feeds add": ["FOLDER/feeds.opml"],
    "feeds edit": ["https://known.example/rss", "--group", "News"],
    "feeds remove": ["https://known.example/rss"],
    "feeds import": ["FOLDER/feeds.opml"],
    "feeds export": [],
    "add": ["FOLDER/more.md"],
    "list": ["palantir", "-football"],
    "count": ["palantir"],
    "show": ["seed", "--history"],
    "stakeholder": ["palantir", "-football"],
    "related": ["seed"],
    "tag": ["seed", "privacy", "my-own-tag"],
    "note": ["seed", "call", "them"],
    "star": ["seed"],
    "read": ["seed"],
    "hide": ["seed"],
    "done": ["seed"],
    "history": [],
    "undo": [],
    "sample": ["1", "--seed", "1"],
    "settle": ["seed", "privacy", "--mine"],
    "correct": ["palantir", "--as", "Palantir Ltd"],
    "export": ["--format", "jsonl"],
    "import": ["FOLDER/theirs.jsonl"],
    "compare": ["FOLDER/theirs.jsonl"],
    "reweigh": [],
    "codebook list": [],
    "codebook show": ["privacy"],
    "codebook versions": [],
    "codebook rename": ["privacy", "Being watched"],
    "codebook merge": ["bias", "privacy"],
    "codebook split": ["privacy", "cameras", "police"],
    "codebook delete": ["privacy"],
    "codebook memo": ["privacy", "who watches"],
    "codebook export": [],
    "codebook import": ["FOLDER/codebook.csv"],
    "analyse": ["FOLDER/more.md"],
    "doctor": [],
    "forget": ["seed", "--sure", "seed-story"],
    "paths": [],
    "completion": ["bash"],
    "values": ["ids", "se"],
    "team join": ["FOLDER/team"],
    "team sync": [],
    "team status": [],
    "team window": ["since:1y"],
    "team feeds": [],
    "team leave": [],
    "views list": [],
    "views add": ["Mine", "-football"],
    "views remove": ["Kept"],
    "rules list": [],
    "rules add": ["Mine", "-football", "--do", "star"],
    "rules remove": ["Kept"],
    "rules run": [],
    "help": ["keys"],
}
"""How each command is called; FOLDER is where the files for it are."""
ON_A_SERVER: Final = {
    "team create", "team invite", "team remove", "team redact", "team round open", "team round status",
    "team round close", "team round compare", "team round adjudicate",
}  # fmt: skip
"""What the owner of a team on PostgreSQL says; tests/team/server has such a team."""
NOT_HERE: Final = {"serve", "ask", *ON_A_SERVER}
"""The first waits for a browser until it is ended, the second asks somebody else: each has tests of its own."""
SILENT: Final = {
    "feeds add", "feeds edit", "feeds remove", "feeds import", "refresh", "add", "tag", "note", "star", "read",
    "hide", "done", "correct", "settle", "undo", "import", "codebook import", "codebook rename",
    "codebook merge", "codebook split", "codebook delete", "views add", "views remove", "sample",
    "rules add", "rules remove", "rules run", "doctor", "forget", "team join", "team sync", "team window", "team leave",
}  # fmt: skip
"""What these print only confirms that they did what was asked, so that there is nothing to say under --quiet."""


def leaves(parser: argparse.ArgumentParser, lead: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command by its words, with its parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                if any(isinstance(one, argparse._SubParsersAction) for one in inner._actions):
                    yield from leaves(inner, f"{lead}{name} ")
                else:
                    yield lead + name, inner


COMMANDS: Final = dict(leaves(main.build_parser()[0]))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home in which every command has something to do, and the files that EXAMPLES name."""
    whole = tmp_path_factory.mktemp("prepared")
    folder, home = whole / "files", whole / "home"
    folder.mkdir()
    (folder / "team").mkdir()
    (folder / "feeds.opml").write_text(OPML)
    (folder / "known.opml").write_text(OPML.replace("feed.example", "known.example"))
    (folder / "more.md").write_text("# Council buys cameras\n\nResidents fear surveillance by the police.\n")
    (folder / "theirs.jsonl").write_text(
        json.dumps({"title": "T", "id": "t", "judgement": {"concerns": {"bias": {"verdict": "tagged"}}}}) + "\n"
    )
    for story in ("One", "Two"):  # related to each other
        (folder / f"{story}.md").write_text(
            f"# {story}\n\nPalantir supplies the Metropolitan Police Service, {story}.\n"
        )
    for call in (
        ["codebook", "export", "-o", folder / "codebook.csv"],
        ["views", "add", "Kept", "police"],
        ["rules", "add", "Kept", "palantir", "--do", "star"],
        ["tag", "seed", "privacy"],
        ["team", "join", folder / "team"],
        ["add", folder / "One.md", folder / "Two.md"],
    ):
        assert main.main([*map(str, call), "--home", str(home)]) == 0
    return whole


@pytest.fixture
def ready(civicdesk: Run, prepared: Path, home: Path, tmp_path: Path) -> Run:
    """Calls a command by its words, as in EXAMPLES and with more, on a home where it has something to do."""
    folder = tmp_path / "files"
    shutil.copytree(prepared / "files", folder)
    shutil.copytree(prepared / "home", home)

    def run(name: str, *more: str) -> Any:
        if name.startswith("feeds") and name not in ("feeds add", "feeds import"):
            assert civicdesk("feeds", "import", folder / "known.opml").status == 0
        if name == "team join":
            assert civicdesk("team", "leave").status == 0
        if name == "settle":
            assert civicdesk("tag", "seed", "privacy").status == 0
            (folder / "ben.jsonl").write_text(json.dumps(_differing(civicdesk("show", "seed", "--json").json["title"])))
            assert civicdesk("import", folder / "ben.jsonl").status == 0
        return civicdesk(*words(name, folder), *more)

    return run


def _differing(title: str) -> dict[str, object]:
    """A colleague's file by which the first story has nothing to do with privacy."""
    said = {"id": "o", "story": "seed-story", "field": "concern:privacy", "value": {"verdict": "rejected"}, "was": None,
            "at": "2026-11-20T09:30:00+00:00", "who": "ben", "round": ""}  # fmt: skip
    return {"format": "civicdesk/2", "id": "seed-story", "title": title, "history": [said]}


def test_every_command_is_held_to_it() -> None:
    assert set(COMMANDS) == set(EXAMPLES) | NOT_HERE


def test_the_list_of_commands_is_what_the_modules_add() -> None:
    for names in MODULES.values():
        _, commands = main.build_parser(next(iter(names)))
        assert set(commands) == set(names) or set(commands) == set(NAMES)
    assert tuple(main.build_parser()[1]) == NAMES


def test_the_help_names_every_command_as_its_module_does() -> None:
    assert main.build_parser("")[0].format_help() == main.build_parser()[0].format_help()
    assert ABOUT["help"] == f"explain one of: {', '.join(TOPICS)}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_does_what_it_is_asked_and_sends_nothing_that_only_a_terminal_reads(name: str, ready: Run) -> None:
    done = ready(name)
    assert done.status == 0, done.err
    for printed in (done.out, done.err):
        assert "\x1b" not in printed
        assert "\r" not in printed.replace("\r\n", "\n")  # tables end their lines like this


@pytest.mark.parametrize("name", EXAMPLES)
def test_quiet_leaves_only_faults_on_standard_error(name: str, ready: Run) -> None:
    done = ready(name, "--quiet")
    assert (done.status, done.err) == (0, "")
    assert (done.out == "") == (name in SILENT)


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and all below it."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers(inner)


def test_no_parser_takes_an_abbreviation() -> None:
    assert [one.prog for one in parsers(main.build_parser()[0]) if one.allow_abbrev] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_json(name: str) -> None:
    assert "--json" in COMMANDS[name]._option_string_actions


@pytest.mark.parametrize("name", EXAMPLES)
def test_json_is_one_value_and_nothing_else(name: str, ready: Run) -> None:
    done = ready(name, "--json", "--quiet")
    assert (done.status, done.err) == (0, "")
    assert isinstance(done.json, dict | list)
    assert done.out.isascii()


@pytest.mark.parametrize("name", EXAMPLES)
def test_progress_is_never_on_standard_output(name: str, ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Screen())
    done = ready(name)
    assert done.status == 0
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("show", "nobody"), ("tag", "nobody"), ("note", "nobody"), ("star", "nobody"), ("read", "nobody"),
     ("stakeholder", "nobody at all"), ("import", "nowhere.jsonl"), ("compare", "nowhere.jsonl"),
     ("views remove", "nobody"), ("feeds remove", "https://nowhere.example"), ("codebook import", "nowhere.csv"),
     ("analyse", "nowhere.txt")],
)  # fmt: skip
def test_a_fault_is_one_sentence_also_when_quiet(name: str, wrong: str, civicdesk: Run) -> None:
    more = {"tag": ["privacy"], "note": ["x"]}.get(name, [])
    done = civicdesk(*name.split(), wrong, *more, "--quiet")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("civicdesk: ")
    assert done.err.count("\n") == 1


def words(name: str, folder: Path) -> list[str]:
    return [*name.split(), *(one.replace("FOLDER", str(folder)) for one in EXAMPLES[name])]


def started(name: str, home: Path, folder: Path, **streams: Any) -> "subprocess.Popen[bytes]":
    environ = {key: value for key, value in os.environ.items() if key != "TERM"}
    return subprocess.Popen(
        [sys.executable, "-m", "tui", *words(name, folder)], cwd=ROOT, stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE, env={**environ, "CIVICDESK_HOME": str(home)}, **streams,
    )  # fmt: skip


PRINTING: Final = sorted(set(EXAMPLES) - SILENT | {"tag", "add"})


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
@pytest.mark.parametrize("name", PRINTING)
def test_a_reader_that_goes_away_ends_it_in_silence(
    name: str, ready: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ready(name).status == 0  # whatever has to be made is made, and told
    reading, writing = os.pipe()
    os.close(reading)
    with monkeypatch.context() as here, open(writing, "w", encoding="utf-8") as gone:
        here.setattr(sys, "stdout", gone)
        assert main.main(words(name, tmp_path / "files")) == 141
    told = ready("count", "--quiet").err
    assert "Broken pipe" not in told
    assert "Traceback" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
@pytest.mark.parametrize("name", ["list", "export", "tag"])
def test_so_does_a_process_of_its_own(name: str, ready: Run, home: Path, tmp_path: Path) -> None:
    assert ready(name).status == 0
    reading, writing = os.pipe()
    os.close(reading)
    running = started(name, home, tmp_path / "files", stdout=writing)
    os.close(writing)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (141, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
@pytest.mark.parametrize("name", ["count", "export", "tag", "codebook export", "note"])
def test_closed_standard_streams_stop_nothing_and_reach_no_file(name: str, ready: Run, home: Path) -> None:
    assert ready(name).status == 0
    call = f'exec "{sys.executable}" -m tui {" ".join([name, *EXAMPLES[name]])} <&- >&- 2>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", call], cwd=ROOT, env={**os.environ, "CIVICDESK_HOME": str(home)}, timeout=60, check=False
    )
    assert done.returncode == 0
    assert ready("doctor", "--json").json["findings"]
