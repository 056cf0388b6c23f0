"""Files of tables with names: whatever is in them is read or told, and what is not meant is never changed."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.rules import Rule, rule_of
from civic.views import View, view_of
from storage.files.errors import StorageError
from storage.settings.toml_tables import Named

RULE = 'name = "{}"\nwhen = "x"\ndo = ["star"]\n'
ADDED = rule_of({"name": "B", "when": "y", "do": "read"})


@pytest.fixture
def file(tmp_path: Path) -> Named[Rule]:
    return Named(tmp_path / "rules.toml", "rule", rule_of)


def names(file: Named[Rule]) -> list[str]:
    return [rule.name for rule in file.load()[0]]


def test_removing_one_table_leaves_the_other_however_it_is_spaced(file: Named[Rule]) -> None:
    file.path.write_text("[[rule]]\n" + RULE.format("A") + "\n  [[ rule ]]\n" + RULE.format("B"))
    file.remove("A")
    assert names(file) == ["B"]


@pytest.mark.parametrize(
    "text",
    [
        "[rule]\n" + RULE.format("A"),
        'rule = [{name="A",when="x",do=["star"]}]\n',
        "[[rule]]\n" + RULE.format("A") + "[[rule.sub]]\nx = 1\n[mine]\ny = 2\n",
    ],
)
@pytest.mark.parametrize("change", ["keep", "remove"])
def test_a_file_of_another_layout_is_left_as_it_is_or_loses_nothing(file: Named[Rule], text: str, change: str) -> None:
    file.path.write_text(text)
    before = file.load()
    try:
        if change == "keep":
            file.keep("B", ADDED.to_table())
        else:
            file.remove("nobody")
    except StorageError as error:
        assert "change it by hand" in str(error) or "can't be read" in str(error)
        assert file.path.read_text() == text
    else:
        assert file.load()[0][: len(before[0])] == before[0]


@pytest.mark.parametrize(
    "text", ["x = " + "1" * 5000, "[[rule]]\nname = 1\n", "rule = [1]\n", "rule = 3\n", "x" * (2 << 20), "\x00"]
)
def test_what_no_rule_can_be_is_told_and_never_raises(file: Named[Rule], text: str) -> None:
    file.path.write_text(text)
    found, problems = file.load()
    assert found == []
    assert problems


def test_a_file_that_is_too_large_is_not_written_over(file: Named[Rule]) -> None:
    file.path.write_text("[[rule]]\n" + RULE.format("A") + "# " + "x" * (9 << 20) + "\n")
    with pytest.raises(StorageError, match="larger than"):
        file.keep("B", ADDED.to_table())
    assert file.path.stat().st_size > 9 << 20


def test_ends_of_lines_that_toml_does_not_know_cut_nothing(file: Named[Rule]) -> None:
    file.keep("A", rule_of({"name": "A", "when": "a\u2028b", "do": "star"}).to_table())
    file.keep("B", ADDED.to_table())
    file.remove("A")
    assert names(file) == ["B"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12), min_size=1, max_size=6))
def test_ids_of_all_kinds_are_read_as_they_were_written(ids: list[str]) -> None:
    view = View("Sample", stories=tuple(dict.fromkeys(ids)))
    with TemporaryDirectory() as folder:
        views = Named(Path(folder) / "views.toml", "view", view_of)
        views.keep(view.name, view.to_table())
        views.keep("Other", View("Other", "police").to_table())
        assert views.load() == ([view, View("Other", "police")], ())


def test_a_file_that_would_become_too_large_is_left_as_it_was(tmp_path: Path) -> None:
    views = Named(tmp_path / "views.toml", "view", view_of)
    views.keep("Small", View("Small").to_table())
    before = views.path.read_bytes()
    large = View("Large", stories=tuple(f"{number:0200}" for number in range(50_000)))
    with pytest.raises(StorageError, match="would be larger than 8 MB"):
        views.keep("Large", large.to_table())
    assert views.path.read_bytes() == before
