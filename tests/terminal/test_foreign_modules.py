"""A module of somebody else that is called like a package of ours: one sentence, and none of its code is run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from civicdesk import PACKAGES

ROOT = Path(__file__).parents[2]
FOREIGN = "raise SystemExit('foreign code was run')\n"


def started(*command: str, cwd: Path, home: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, env={**os.environ, "CIVICDESK_HOME": str(home), **environ},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def assert_named(done: "subprocess.CompletedProcess[str]", name: str, where: Path) -> None:
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"civicdesk: another module called {name!r} is in the way, {where}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", PACKAGES)
def test_a_foreign_file_on_the_path_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.py").write_text(FOREIGN)
    # as the installed program is started: its own folder is first, then PYTHONPATH
    code = "import sys; sys.path.remove(''); sys.path.append(sys.argv[1]); import civicdesk; sys.exit(civicdesk.main())"
    done = started("-c", code, str(ROOT), cwd=tmp_path, home=tmp_path / "home", PYTHONPATH=str(tmp_path))
    assert_named(done, name, tmp_path / f"{name}.py")


@pytest.mark.parametrize("name", sorted({*PACKAGES} - {"tui"}))
def test_a_foreign_file_in_the_folder_where_it_is_started_is_named(name: str, tmp_path: Path) -> None:
    """With a foreign tui.py there, `python -m tui` is that one; `civicdesk` does not look in the folder at all."""
    (tmp_path / f"{name}.py").write_text(FOREIGN)
    done = started("-m", "tui", "count", cwd=tmp_path, home=tmp_path / "home", PYTHONPATH=str(ROOT))
    assert_named(done, name, tmp_path / f"{name}.py")


def test_a_foreign_package_is_named(tmp_path: Path) -> None:
    (tmp_path / "storage").mkdir()
    (tmp_path / "storage" / "__init__.py").write_text(FOREIGN)
    done = started("-m", "tui", "count", cwd=tmp_path, home=tmp_path / "home", PYTHONPATH=str(ROOT))
    assert_named(done, "storage", tmp_path / "storage" / "__init__.py")


def test_a_folder_that_only_has_the_name_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "storage").mkdir()
    (tmp_path / "storage" / "notes.txt").write_text("boxes in the cellar")
    done = started("-m", "tui", "count", cwd=tmp_path, home=tmp_path / "home", PYTHONPATH=str(ROOT))
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_what_a_terminal_would_obey_is_not_in_the_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "odd\x1b[31m"
    folder.mkdir()
    (folder / "storage.py").write_text(FOREIGN)
    done = started("-m", "tui", "count", cwd=folder, home=tmp_path / "home", PYTHONPATH=str(ROOT))
    assert done.returncode == 1
    assert "\x1b" not in done.stderr
