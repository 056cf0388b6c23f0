"""Files with a line per document: what goes in comes out, and edits touch nothing else."""

import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB, where

from storage.files.errors import UnwritableError
from storage.files.tinydb_lines import Edit, LineStorage, on_one_line, splice
from storage.files.tinydb_scan import BrokenError, Document, ForeignError, walk

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=8,
)
tables = st.dictionaries(
    st.text(max_size=8), st.dictionaries(st.text(max_size=8), st.dictionaries(st.text(), json_values, max_size=4),
                                         max_size=4), max_size=3,
)  # fmt: skip
layouts = st.sampled_from([{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}])


def test_tinydb_works_on_it(tmp_path: Path) -> None:
    with TinyDB(tmp_path / "db.json", storage=LineStorage) as db:
        db.insert({"a": 1})
        db.table("other").insert_multiple([{"b": 2}, {"b": 3}])
        db.update({"a": 5}, where("a") == 1)
    with TinyDB(tmp_path / "db.json") as stock:
        assert stock.all() == [{"a": 5}]
        assert stock.table("other").all() == [{"b": 2}, {"b": 3}]
    assert len((tmp_path / "db.json").read_text().splitlines()) == 3 + 6


@given(data=tables)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, data: dict[str, dict[str, object]]) -> None:
    path = tmp_path_factory.mktemp("file") / "db.json"
    storage = LineStorage(path)
    storage.write(data)
    assert json.loads(path.read_bytes()) == data
    assert (storage.read() or {}) == data


@given(data=tables, layout=layouts)
def test_any_layout_is_walked_by_byte_offsets(data: dict[str, dict[str, object]], layout: dict[str, object]) -> None:
    raw = json.dumps(data, **layout).encode("utf-8", "surrogatepass")  # type: ignore[arg-type]
    found = [item for item in walk(io.BytesIO(raw)) if isinstance(item, Document)]
    flat = [(table, key, body) for table, documents in data.items() for key, body in documents.items()]
    assert [(item.table, item.key) for item in found] == [(table, key) for table, key, _ in flat]
    for item, (_, _, body) in zip(found, flat, strict=True):
        assert json.loads(raw[item.start : item.end].decode("utf-8", "surrogatepass")) == body


@given(raw=st.binary(max_size=60) | st.text(alphabet='{}[]":,\\ 1a\n', max_size=60).map(str.encode))
def test_no_bytes_make_the_walk_fail_otherwise(raw: bytes) -> None:
    try:
        for _ in walk(io.BytesIO(raw)):
            pass
    except BrokenError as error:
        assert 0 <= error.offset <= len(raw)


@given(data=tables.filter(bool), cut=st.integers(0, 400))
def test_a_cut_file_gives_what_stands_before_the_cut(data: dict[str, dict[str, object]], cut: int) -> None:
    raw = json.dumps(data).encode()
    whole = [item for item in walk(io.BytesIO(raw)) if isinstance(item, Document) and item.end <= cut]
    found: list[Document] = []
    with suppress(BrokenError):
        found.extend(item for item in walk(io.BytesIO(raw[:cut])) if isinstance(item, Document))
    assert found == whole


def test_documents_larger_than_what_is_read_at_once() -> None:
    big = {"t": {"1": {"text": "ä" * 3_000_000}, "2": {"x": 12345}, "3": {"deep": "[" * 10}}}
    raw = json.dumps(big, ensure_ascii=False).encode()
    found = [item for item in walk(io.BytesIO(raw)) if isinstance(item, Document)]
    assert [item.body for item in found] == list(big["t"].values())


def test_a_file_that_never_was_one_says_so() -> None:
    for raw in (b"[]", b"null", b"\0\0", "{}".encode("utf-16-le")):
        with pytest.raises(ForeignError):
            list(walk(io.BytesIO(raw)))


@given(st.binary(min_size=20, max_size=200), st.lists(st.tuples(st.integers(0, 9), st.binary(max_size=9)), max_size=5))
def test_a_splice_is_its_edits_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, cuts: list[tuple[int, bytes]]
) -> None:
    path = tmp_path_factory.mktemp("file") / "file"
    path.write_bytes(raw)
    edits, expected, at = [], b"", 0
    for skip, text in cuts:
        start = min(at + skip, len(raw))
        end = min(start + 3, len(raw))
        edits.append(Edit(start, end, text))
        expected += raw[at:start] + text
        at = end
    splice(path, edits)
    assert path.read_bytes() == expected + raw[at:]


def test_a_splice_keeps_the_old_file_as_backup_and_its_permissions(tmp_path: Path) -> None:
    path, backup = tmp_path / "file", tmp_path / "backups" / "file"
    path.write_bytes(b"old")
    path.chmod(0o640)
    splice(path, [Edit(0, 3, b"new")], backup=backup)
    assert (path.read_bytes(), backup.read_bytes()) == (b"new", b"old")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_replacement_that_fails_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(UnwritableError):
        splice(path, [Edit(0, 10**9, b"")] * 2 + [Edit(2 * 10**9, 0, b"x")])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_line_ends_within_strings_are_escaped_and_others_are_spaces() -> None:
    assert (
        on_one_line(b'{"a":\n  "one\ntwo\\n\\"x\\"",\r\n"b": [1,\n2]}') == b'{"a": "one\\ntwo\\n\\"x\\"", "b": [1, 2]}'
    )
