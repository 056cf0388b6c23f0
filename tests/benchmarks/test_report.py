"""The page of figures is what its writer makes: never its numbers, always its shape."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import __main__ as benchmarks
from benchmarks.__main__ import TABLES, Scene, main
from benchmarks.report import PAGE, Cell, Part, Row, Table, cell, grid, page, parts_of, with_ratios

CELLS = st.one_of(
    st.none(), st.integers(0, 10**7), st.floats(0, 10**7), st.from_regex(r"[a-z]+( [a-z]+)?", fullmatch=True)
)


def test_the_page_in_the_manual_is_what_the_writer_makes() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(TABLES, parts_of(text, TABLES)) == text


@given(st.data())
def test_what_is_written_is_read_again_cell_by_cell(data: st.DataObject) -> None:
    parts = {
        table.title: Part(
            data.draw(st.lists(st.tuples(*[CELLS] * len(table.columns)), min_size=1, max_size=3)), "As long as ever."
        )
        for table in data.draw(st.lists(st.sampled_from(TABLES), unique=True))
    }
    written = {
        title: Part([[cell(one) for one in row] for row in part.rows], part.yardstick) for title, part in parts.items()
    }
    assert parts_of(page(TABLES, parts), TABLES) == written


def test_a_table_whose_columns_have_changed_is_to_be_measured_again() -> None:
    text = page(TABLES, {table.title: Part([["x"] * len(table.columns)], "Yardstick.") for table in TABLES})
    head = grid(TABLES[0].columns, ())
    changed = text.replace(head, head.replace("| ", "| another ", 1))
    assert set(parts_of(changed, TABLES)) == {table.title for table in TABLES[1:]}


def test_every_table_has_a_title_of_its_own() -> None:
    assert len({table.title for table in TABLES}) == len(TABLES)


def test_figures_have_three_digits_and_what_is_missing_a_dash() -> None:
    figures: list[Cell] = [None, 0.0, 1.234, 12.34, 123.4, 12345.6, 12345, "p50"]
    assert [cell(one) for one in figures] == ["–", "0.00", "1.23", "12.3", "123", "12,346", "12,345", "p50"]
    assert grid(["a", "b"], [[1, None]]) == "| a | b |\n| --- | --- |\n| 1 | – |"


def test_the_largest_size_stands_beside_the_smallest() -> None:
    rows: list[Row] = [["j", 1000, 2.0, None], ["k", 1000, 1.0, 1.0], ["j", 100_000, 3.0, 4.0]]
    assert with_ratios(rows) == [*rows, ["j", "100,000 : 1,000", 1.5, None]]


def test_json_has_a_value_for_each_column_and_the_yardstick(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = Table("One", ("what", "s"), "A note.")
    monkeypatch.setattr(benchmarks, "TABLES", (table,))
    monkeypatch.setattr(
        benchmarks, "SCENES", {"one": Scene((table,), lambda _: {"One": [["start", 1.5], ["end", None]]})}
    )
    monkeypatch.setattr(benchmarks, "yardstick", lambda: (2.0, 1.0))
    assert main(["--json"]) == 0
    said = "Yardstick: 2.00 s of wall and 1.00 s of CPU before, 2.00 and 1.00 s after."
    rows = [{"what": "start", "s": 1.5}, {"what": "end", "s": None}]
    assert json.loads(capsys.readouterr().out) == {"One": {"yardstick": said, "rows": rows}}


@pytest.mark.parametrize("arguments", [["--only", "nothing"], ["--json", "--only", "identity"], ["--jso"]])
def test_wrong_use_is_refused_before_anything_is_measured(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
