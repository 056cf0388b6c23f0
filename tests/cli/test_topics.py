"""help, completion, codebook, doctor: what the program says of itself is what it is."""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from civic.codebook import CONCERNS, ROLES
from civic.query import FIELDS, MARKS, fields_of, parse
from civic.query.guide import GUIDE
from tui.keys.commands import COMMANDS

Run = Callable[..., Any]
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_every_field_has_its_example_and_every_example_is_understood() -> None:
    samples = {"pilot": frozenset({"a"})}
    told = set().union(*(fields_of(parse(example, NOW, lambda: samples)) for example, _ in GUIDE))
    others = ("is:", "since:", "before:", "sample:")
    told |= {example.split(":")[0] for example, _ in GUIDE if example.startswith(others)}
    assert told == {"", *FIELDS}
    assert all(mark in dict(GUIDE)["is:unread"] + "unread" for mark in MARKS)


def test_every_key_is_told_with_the_persons_own(civicdesk: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('[keys]\n"story.star" = "ctrl+y"\n')
    out = civicdesk("help", "keys").out
    assert all(f"[{command.id}]" in out for command in COMMANDS)
    (line,) = (line for line in out.splitlines() if "[story.star]" in line)
    assert line.split()[0] == "ctrl+y"


def test_every_topic_tells_something(civicdesk: Run, home: Path) -> None:
    assert all(concern.means in civicdesk("help", "concerns").out for concern in CONCERNS)
    assert str(home / "judgements.journal") in civicdesk("help", "files").out
    assert "since:7d" in civicdesk("help", "filter").out
    assert civicdesk("help").out == civicdesk("help", "commands").out
    for name in ("export", "import", "compare", "star", "note", "doctor"):
        assert f"  {name} " in civicdesk("help").out
    assert civicdesk("help", "weather").status == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command_and_is_read_by_its_shell(shell: str, civicdesk: Run, tmp_path: Path) -> None:
    done = civicdesk("completion", shell)
    assert (done.status, done.err) == (0, "")
    for name in ("export", "compare", "doctor", "jsonl"):
        assert name in done.out
    path = tmp_path / "script"
    path.write_text(done.out)
    if program := shutil.which(shell):
        assert subprocess.run([program, "-n", str(path)], check=False, timeout=60).returncode == 0


def test_bash_completes_a_command(civicdesk: Run, tmp_path: Path) -> None:
    if not shutil.which("bash"):
        pytest.skip("no bash here")
    path = tmp_path / "script"
    path.write_text(civicdesk("completion", "bash").out)
    ask = f"source {path}; COMP_WORDS=(civicdesk exp); COMP_CWORD=1; _shtab_civicdesk civicdesk exp civicdesk; "
    done = subprocess.run(
        ["bash", "--norc", "-c", ask + 'echo "${COMPREPLY[@]}"'], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["export"]


def test_the_codebook_goes_out_with_its_definitions(civicdesk: Run, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(civicdesk("codebook", "export").out)))
    assert [row["means"] for row in rows if row["kind"] == "concern"] == [concern.means for concern in CONCERNS]
    assert len([row for row in rows if row["kind"] == "role"]) == len(ROLES)
    body = civicdesk("codebook", "export", "--format", "json").json
    assert body["concerns"][0]["not_counts"] == CONCERNS[0].not_counts
    for kind in ("csv", "json"):
        path = tmp_path / f"book.{kind}"
        for _ in range(2):
            assert civicdesk("codebook", "export", "--format", kind, "-o", path).status == 0
        written = path.read_text()
        assert civicdesk("codebook", "export", "-o", path).status == 0  # the name says the format
        assert path.read_text() == written
        assert civicdesk("codebook", "export", "-o", path, "--json").json["format"] == kind
        path.write_text("mine")
        assert civicdesk("codebook", "export", "--format", kind, "-o", path).status == 1


def test_the_doctor_finds_and_repairs_only_when_asked(civicdesk: Run, home: Path) -> None:
    civicdesk("tag", "seed", "privacy")
    done = civicdesk("doctor")
    assert (done.status, done.err) == (0, "")
    assert {line.split()[0] for line in done.lines} == {"good"}
    (home / "feeds.json").write_text("{broken")
    before = sorted(path.name for path in home.iterdir())
    done = civicdesk("doctor", "--json")
    assert done.status == 1
    assert [one["fixable"] for one in done.json["findings"] if not one["good"]] == [True]
    assert sorted(path.name for path in home.iterdir()) == before
    assert "--fix" in civicdesk("doctor").err
    done = civicdesk("doctor", "--fix")
    assert done.status == 0, done.out
    assert done.lines[0].startswith("done ")
    assert any(path.name.startswith("feeds.json.broken") for path in home.iterdir())
