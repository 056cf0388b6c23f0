"""A text in the user's own editor: what is written comes back clean, and what can't be kept is not lost."""

import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from workspace.editor import EditorFault, edited

Editor = Callable[[str], dict[str, str]]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """An editor that does this to the file `path`, as the environment names it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def that(does: str) -> dict[str, str]:
        script = tmp_path / "an editor.py"
        script.write_text(f"import sys\nfrom pathlib import Path\npath = Path(sys.argv[-1])\n{does}\n")
        return {"EDITOR": f"'{sys.executable}' '{script}' --wait"}

    return that


def test_what_is_written_comes_back_without_control_characters(editor: Editor, tmp_path: Path) -> None:
    environ = editor("path.write_bytes(path.read_bytes() + b'more\\x1b[31m\\r\\n\\n')")
    assert edited("Call them.", environ) == "Call them.\nmore"
    assert list(tmp_path.glob("civicdesk-*")) == []


def test_the_file_is_nobody_elses(editor: Editor, tmp_path: Path) -> None:
    environ = editor("path.write_text(oct(path.stat().st_mode))")
    assert stat.S_IMODE(int(edited("", environ), 8)) == 0o600


def test_visual_comes_before_editor_and_no_shell_reads_either(editor: Editor, tmp_path: Path) -> None:
    environ = editor("path.write_text(' '.join(sys.argv[1:-1]))")
    assert edited("", {"VISUAL": f"{environ['EDITOR']} ;touch $(x) '>y'", "EDITOR": "false"}) == "--wait ;touch $(x) >y"


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("path.write_text('all of it'); sys.exit(3)", "status 3"),
        ("path.write_bytes(b'all of it \\xff')", "UTF-8"),
        ("path.write_bytes(b'x' * (1 << 21))", "too long"),
    ],
)
def test_what_can_not_be_kept_stays_in_a_file_that_is_named(does: str, why: str, editor: Editor) -> None:
    with pytest.raises(EditorFault, match=why) as raised:
        edited("", editor(does))
    (name,) = re.findall(r"in (/\S*\.md)\.$", str(raised.value))
    assert Path(name).stat().st_size


@pytest.mark.parametrize("end", ["sys.exit(3)", "path.unlink()"])
def test_an_editor_that_wrote_nothing_leaves_no_file(end: str, editor: Editor, tmp_path: Path) -> None:
    with pytest.raises(EditorFault, match="nothing is kept") as raised:
        edited("as it was", editor(end))
    assert str(tmp_path) not in str(raised.value)
    assert list(tmp_path.glob("civicdesk-*")) == []


def test_nor_does_a_program_that_is_ended_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("subprocess.run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        edited("as it was", {"EDITOR": "nano"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("environ", [{"EDITOR": "no-such-editor"}, {"EDITOR": "'open"}, {"PATH": "/nowhere"}])
def test_an_editor_that_is_none_is_said_in_a_sentence(environ: dict[str, str]) -> None:
    with pytest.raises(EditorFault) as raised:
        edited("kept", environ)
    assert str(raised.value).count("\n") == 0
