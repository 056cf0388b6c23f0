"""note, star, read: decisions of the desk, from the command line."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def judged(civicdesk: Run) -> dict[str, Any]:
    return dict(civicdesk("show", "seed", "--json").json.get("judgement", {}))


def test_a_note_is_kept_replaced_and_taken_away(civicdesk: Run) -> None:
    assert civicdesk("note", "seed", "call", "them").out == "seed-story: note kept\n"
    assert judged(civicdesk)["note"] == "call them"
    assert civicdesk("note", "seed", "-", given=b"two\nlines \x1b[31mred\n").status == 0
    assert judged(civicdesk)["note"] == "two\nlines red"
    assert civicdesk("note", "seed", "", "--json").json == {"id": "seed-story", "note": ""}
    assert judged(civicdesk) == {}


@pytest.mark.parametrize(("given", "status"), [(b"\xff", 1), (b"x" * 100_001, 2)])
def test_a_note_that_is_none_is_told(given: bytes, status: int, civicdesk: Run) -> None:
    done = civicdesk("note", "seed", "-", given=given)
    assert (done.status, done.out, done.err.count("\n")) == (status, "", 1)


def test_a_note_that_was_changed_while_the_editor_had_it_keeps_both(
    civicdesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert civicdesk("note", "seed", "old").status == 0
    script = tmp_path / "edit.py"
    script.write_text(
        "import sys\nfrom cli.main import main\nmain(['note', 'seed', 'old, theirs', '--quiet'])\n"
        "open(sys.argv[1], 'a').write('mine\\n')\n"
    )
    monkeypatch.setenv("VISUAL", f"'{sys.executable}' '{script}'")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    done = civicdesk("note", "seed", "--edit")
    assert (done.status, done.err) == (0, "civicdesk: The note was changed meanwhile; that is kept, too.\n")
    assert judged(civicdesk)["note"] == "old, theirs\nmine"


@pytest.mark.parametrize("mark", ["star", "read"])
def test_marks_are_set_and_taken_away(mark: str, civicdesk: Run) -> None:
    assert civicdesk(mark, "seed", "seed-story", "--json").json == [{"id": "seed-story", mark: True}]
    assert judged(civicdesk) == {mark: True}
    assert civicdesk(mark, "seed", "--off").out.startswith("seed-story: ")
    assert judged(civicdesk) == {}


def test_one_wrong_id_and_nothing_is_marked(civicdesk: Run, stories: Path) -> None:
    done = civicdesk("star", "aa11", "nobody", "--library", stories)
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert civicdesk("count", "is:starred", "--library", stories).out == "0\n"


def test_quiet_leaves_results_and_faults(civicdesk: Run) -> None:
    for quiet in (
        civicdesk("star", "seed", "--quiet"), civicdesk("--quiet", "tag", "seed", "no-such-concern"),
        civicdesk("note", "seed", "x", "--quiet"),
    ):  # fmt: skip
        assert (quiet.status, quiet.out, quiet.err) == (0, "", "")
    assert civicdesk("count", "is:starred", "--quiet").out == "1\n"
    assert civicdesk("star", "nobody", "--quiet").err.count("\n") == 1
    assert civicdesk("star", "seed", "--off").out != ""
