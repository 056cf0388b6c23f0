"""Imports go one way, and what draws, fetches or stores is known in one room only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# what measures coverage in child processes imports some of these itself
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
HEAVY = ("textual", "rich", "feedparser", "aiohttp", "spacy", "tinydb", "sqlite3")


def test_the_import_rules_hold() -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["refresh", "--help"], ["ask", "--help"], ["feeds", "add", "--help"]],
    ids=" ".join,
)
def test_help_and_version_import_nothing_heavy(arguments: list[str]) -> None:
    command = (
        "import sys\nfrom cli.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        f"except SystemExit as end:\n    print(end.code, sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments], cwd=ROOT, env=ENVIRON, capture_output=True,
        text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.endswith("0 []\n"), done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [["analyse", "-"], ["paths"], ["feeds", "list"]], ids=" ".join)
def test_what_needs_no_screen_imports_none(arguments: list[str], tmp_path: Path) -> None:
    command = (
        "import sys\nfrom cli.main import main\nstatus = main(sys.argv[1:])\n"
        "print(status, 'textual' in sys.modules, 'feedparser' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments, "--home", str(tmp_path)],
        cwd=ROOT, input="A text.", capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.endswith("0 False False\n"), done.stdout


_LATE = (
    "civic.analysis.analyse", "civic.export", "civic.identity", "civic.likeness", "civic.query.match", "civic.rules",
    "difflib", "feeds", "platformdirs", "rich", "storage.library.writing", "textual",
)  # fmt: skip
"""What scripts that count, list and tag again and again shall not wait for: one import at the top of a module that
these commands share costs each of them."""
_LATER = (
    "civic.anchoring", "civic.changes", "civic.duplicates", "dataclasses", "filelock", "storage.library.care.upkeep",
    "workspace.undo",
)  # fmt: skip
"""What only those wait for that decide."""


@pytest.mark.parametrize(
    ("arguments", "late"),
    [
        (["count", "palantir"], (*_LATE, *_LATER)),
        (["list", "palantir"], (*(one for one in _LATE if one != "rich"), *_LATER)),
        (["tag", "seed-story", "privacy"], _LATE),
    ],
)
def test_what_scripts_call_imports_only_what_it_needs(
    arguments: list[str], late: tuple[str, ...], tmp_path: Path
) -> None:
    for before in (["count"], ["show", "seed-story"]):  # the library and the story's suggestions are there then
        subprocess.run([sys.executable, "-m", "civicdesk", *before, "--home", str(tmp_path)], cwd=ROOT, check=True)
    command = (
        f"import sys\nfrom cli.main import main\nmain(sys.argv[1:])\nprint(sorted(set({late!r}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments, "--home", str(tmp_path)],
        cwd=ROOT, env=ENVIRON, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.endswith("[]\n"), done.stdout
