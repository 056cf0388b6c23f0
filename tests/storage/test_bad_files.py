"""Whatever stands in the place of a file: survived, said in one sentence, and nothing of it lost."""

import json
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.query import EVERYTHING, Query
from civic.story import Story
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.files.tinydb_scan import Document, walk
from storage.library.library import Library
from tests.storage.conftest import at, story

Opener = Callable[..., Library]

GOOD = '{"_default": {"1": {"id": "a", "title": "One"}, "2": {"id": "b", "title": "Two"}}}'


def named(tmp_path: Path, content: bytes) -> Places:
    path = tmp_path / "theirs.json"
    path.write_bytes(content)
    return Places.find(tmp_path / "home", path, environ={})


def own(places: Places, content: bytes) -> Places:
    places.data.mkdir(parents=True)
    places.stories.write_bytes(content)
    return places


def found(library: Library, query: Query = EVERYTHING) -> list[str]:
    return [row.id for row in library.rows(library.search(query))]


@pytest.mark.parametrize("content", [b"", b" \n\t ", b"{}", b"\xef\xbb\xbf{}", b'{"_default": {}}'])
def test_an_empty_file_is_an_empty_library_that_can_be_filled(
    tmp_path: Path, open_library: Opener, content: bytes
) -> None:
    library = open_library(named(tmp_path, content))
    assert (found(library), library.notices) == ([], [])
    library.put_many([story("a", "one")])
    assert found(library) == ["a"]
    assert set(json.loads(library.places.stories.read_bytes())) >= {"_meta", "stories"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\0" * 500, "zeros"),
        (GOOD.encode("utf-16"), "UTF-16"),
        (GOOD.encode("utf-16-le"), "UTF-16"),
        (b"[" + GOOD.encode() + b"]", "list at the top"),
        (b'"a string"', "no JSON object"),
        (b'{"stories": [{"title": "A"}]}', "'stories' is no table"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "no JSON object"),
    ],
)
def test_what_is_no_tinydb_file_is_refused_and_left_as_it_is(
    tmp_path: Path, open_library: Opener, content: bytes, said: str
) -> None:
    places = named(tmp_path, content)
    with pytest.raises(StorageError, match=rf"theirs\.json.*{said}"):
        open_library(places)
    assert places.stories.read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["theirs.json"]


@pytest.mark.parametrize("content", [b"\0" * 500, GOOD.encode("utf-16"), b"[1, 2]", b'{"stories": nonsense'])
def test_our_own_file_that_is_none_is_set_aside_and_the_desk_opens(
    places: Places, open_library: Opener, content: bytes
) -> None:
    library = open_library(own(places, content))
    assert found(library) == []
    (aside,) = places.data.glob("stories.json.broken-2026-01-01")
    assert aside.read_bytes() == content
    assert aside.name in " ".join(library.notices)
    library.put_many([story("a")])
    assert found(library) == ["a"]


def test_a_cut_file_of_our_own_is_put_together_from_itself_and_the_backup(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story("a", hours=1), story("b", hours=2)])
    library.close()
    library = open_library(places, now=at(24))
    library.put_many([story("c", hours=3)])  # what is there before this is the day's backup
    library.close()
    whole = places.stories.read_bytes()
    places.stories.write_bytes(whole.replace(b'"2": {"id": "a"', b'"2": {"id: "a"')[:-40])
    again = open_library(places)
    assert set(found(again)) >= {"seed-story", "a", "b"}
    assert any("was broken" in notice and "backup" in notice for notice in again.notices)
    again.close()
    last = open_library(places)
    assert last.notices == []
    assert set(found(last)) >= {"seed-story", "a", "b"}


def test_lines_behind_the_fault_are_saved(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story("a", hours=1), story("b", hours=2), story("c", hours=3)])
    library.close()
    for backup in places.backups.iterdir():
        backup.unlink()
    broken = places.stories.read_bytes().replace(b'"id": "b"', b'"id": b"')
    places.stories.write_bytes(broken)
    again = open_library(places)
    assert found(again) == ["c", "a", "seed-story"]
    assert next(places.data.glob("*.broken-*")).read_bytes() == broken


def test_a_broken_foreign_file_shows_what_it_has_and_is_kept_aside_before_the_first_change(
    tmp_path: Path, open_library: Opener
) -> None:
    cut = GOOD.encode()[:-10]
    library = open_library(named(tmp_path, cut))
    assert found(library) == ["a"]
    assert any("is broken" in notice for notice in library.notices)
    assert library.places.stories.read_bytes() == cut
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "theirs.json"]
    library.put_many([story("new")])
    assert set(found(library)) == {"a", "new"}
    assert next(tmp_path.glob("theirs.json.broken-*")).read_bytes() == cut


def test_garbage_behind_the_data_is_said_and_costs_no_story(tmp_path: Path, open_library: Opener) -> None:
    library = open_library(named(tmp_path, GOOD.encode() + b"garbage"))
    assert set(found(library)) == {"a", "b"}
    assert any("follows the end" in notice for notice in library.notices)


def test_tables_and_documents_of_the_wrong_kind_are_passed_over(tmp_path: Path, open_library: Opener) -> None:
    body = {
        "stories": [1, 2],
        "notes": {"1": "a string", "2": [3], "3": None, "4": {"x": 1}},
        "feeds": {"1": {"title": "no text"}, "s0001": {"title": "Odd key"}, "1.5": {"title": "Odder"}},
    }
    library = open_library(named(tmp_path, json.dumps(body).encode()))
    assert {row.title for row in library.rows(library.search())} == {"no text", "Odd key", "Odder"}
    library.put_many([story("new")])
    after = json.loads(library.places.stories.read_bytes())
    assert (after["stories"], after["notes"]) == (body["stories"], body["notes"])
    assert list(after["feeds"]) == ["1", "s0001", "1.5", "2"]


def test_a_list_named_as_our_table_leaves_room_for_another(tmp_path: Path, open_library: Opener) -> None:
    library = open_library(named(tmp_path, b'{"stories": [1, 2], "other": {}}'))
    library.put_many([story("new")])
    assert found(library) == ["new"]
    assert json.loads(library.places.stories.read_bytes())["stories"] == [1, 2]


def test_rows_that_are_no_stories_are_left_out_counted_and_kept(tmp_path: Path, open_library: Opener) -> None:
    rows = '"3": {"id": "a", "title": "A"}, "4": {"id": "a", "title": "B"}'
    content = '{"stories": {"1": "x", "2": {"url": "http://u"}, ' + rows + "}}"
    library = open_library(named(tmp_path, content.encode()))
    assert [row.title for row in library.rows(library.search())] == ["A"]
    (notice,) = library.notices
    assert notice.startswith("3 rows of ")
    assert "neither a title nor a text (1)" in notice
    assert "its id was there before (1)" in notice
    library.put_many([Story("a", "C")])
    after = json.loads(library.places.stories.read_bytes())["stories"]
    assert [after["1"], after["3"]["title"], after["4"]["title"]] == ["x", "C", "B"]


def test_hostile_values_are_read_and_kept_as_they_were(tmp_path: Path, open_library: Opener) -> None:
    deep = '{"title": "deep", "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    digits = "9" * 5000
    content = (
        '{"stories": {"1": {"id": "n", "title": "NaN", "v": NaN}, "2": '
        + deep
        + ', "3": {"id": "s", "title": "\\ud800s"}, '
        '"4": {"id": "big", "title": "2^70", "v": 1180591620717411303424}, "5": {"id": "long", "title": "L", "v": '
        + digits
        + "}}}"
    )
    library = open_library(named(tmp_path, content.encode()))
    assert set(found(library)) == {"n", "s", "big", "long"}
    assert any("nested too deeply (1)" in notice for notice in library.notices)
    library.put_many([story("new")])
    lines = library.places.stories.read_text().splitlines()
    assert f'"2": {deep},' in lines
    assert f'"5": {{"id": "long", "title": "L", "v": {digits}}},' in lines


def test_wrong_bytes_in_a_text_are_read_as_those_of_windows_and_kept(tmp_path: Path, open_library: Opener) -> None:
    raw = b'{"id": "a", "title": "caf\xe9 noir \xc3\xa9t\xc3\xa9"}'
    library = open_library(named(tmp_path, b'{"stories": {"1": ' + raw + b"}}"))
    assert [row.title for row in library.rows(library.search())] == ["café noir été"]
    assert any("not in UTF-8 and was read as Windows-1252" in notice for notice in library.notices)
    library.put_many([story("new")])
    assert raw in library.places.stories.read_bytes()


def test_line_ends_between_and_within_values_go_and_values_stay(tmp_path: Path, open_library: Opener) -> None:
    path = tmp_path / "theirs.json"
    body = {"stories": {"1": {"id": "a", "title": "A", "text": "one\n\ntwo", "n": {"deep": [1, 2]}}}}
    path.write_text(json.dumps(body, indent=4))
    library = open_library(Places.find(tmp_path / "home", path, environ={}))
    assert (library.story("a") or Story("")).text == "one\n\ntwo"
    library.put_many([story("new")])
    assert json.loads(path.read_text())["stories"]["1"] == body["stories"]["1"]
    assert any(line.startswith('"1": {') for line in path.read_text().splitlines())


def test_a_folder_or_a_pipe_in_place_of_the_file_is_said(places: Places, tmp_path: Path, open_library: Opener) -> None:
    places.stories.mkdir(parents=True)
    with pytest.raises(StorageError, match="is a folder"):
        open_library(places)
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    with pytest.raises(StorageError, match="no regular file"):
        open_library(Places.find(tmp_path / "home2", pipe, environ={}))


def test_a_link_stays_a_link(tmp_path: Path, open_library: Opener) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text(GOOD)
    link.symlink_to(real)
    library = open_library(Places.find(tmp_path / "home", link, environ={}))
    library.put_many([story("new")])
    assert link.is_symlink()
    assert "new" in real.read_text()


def test_a_link_to_itself_is_said(tmp_path: Path, open_library: Opener) -> None:
    link = tmp_path / "loop.json"
    link.symlink_to(link)
    with pytest.raises(StorageError, match=r"loop\.json"):
        open_library(Places.find(tmp_path / "home", link, environ={}))


def test_a_file_of_a_newer_program_is_only_read(tmp_path: Path, open_library: Opener) -> None:
    content = b'{"_meta": {"1": {"schema": 99}}, "stories": {"1": {"id": "a", "title": "A"}}}'
    library = open_library(named(tmp_path, content))
    assert library.read_only
    assert found(library) == ["a"]
    assert any("newer civicdesk" in notice for notice in library.notices)
    with pytest.raises(StorageError, match="newer civicdesk"):
        library.put_many([story("new")])
    assert library.places.stories.read_bytes() == content


@pytest.mark.parametrize("damage", [b"", b"garbage" * 1000, None])
def test_a_damaged_index_is_built_anew(places: Places, open_library: Opener, damage: bytes | None) -> None:
    library = open_library(places)
    library.put_many([story("a", "apples")])
    library.judge([("a", "note", "mine")])
    library.close()
    for path in places.cache.glob("index-*.sqlite"):
        if damage is None:
            path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 60_000)
        else:
            path.write_bytes(damage)
    again = open_library(places)
    assert found(again) == ["a", "seed-story"]
    assert again.judgement("a").note == "mine"
    assert again.rows(again.search())[0].noted


def test_a_pointer_out_of_the_cache_is_not_followed(places: Places, open_library: Opener) -> None:
    open_library(places).close()
    places.index.write_text("../stories.json")
    assert found(open_library(places)) == ["seed-story"]


def test_an_index_that_tells_wrong_places_gives_no_wrong_story(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story("a"), story("b")])
    with library._live.index.writing() as db:
        db.execute("UPDATE place SET start = (SELECT start FROM place ORDER BY start LIMIT 1)")
    assert library.story("b") is None


def test_a_cache_that_is_no_folder_is_done_without(places: Places, open_library: Opener) -> None:
    places.data.mkdir(parents=True)
    places.cache.write_text("in the way")
    library = open_library(places)
    library.put_many([story("a")])
    library.judge([("a", "star", True)])
    assert found(library) == ["a", "seed-story"]
    borrowed = library._live.places.cache
    library.close()
    assert not borrowed.exists()
    assert places.cache.read_text() == "in the way"


@pytest.mark.parametrize("name", ["judgements.json", "judgements.journal"])
def test_a_folder_in_place_of_the_judgements_is_said(places: Places, open_library: Opener, name: str) -> None:
    (places.data / name).mkdir(parents=True)
    with pytest.raises(StorageError, match=rf"{name} is a folder"):
        open_library(places)


@pytest.mark.parametrize("text", ["Überwachung in Köln", "«Ça coûte 50 €» – l’été", "Požadavek… “no”"])
def test_a_file_in_the_character_set_of_windows_is_read_right(tmp_path: Path, open_library: Opener, text: str) -> None:
    content = json.dumps({"_default": {"1": {"id": "a", "title": text}}}, ensure_ascii=False).encode("cp1252")
    library = open_library(named(tmp_path, content))
    (row,) = library.rows(library.search())
    assert row.title == text
    (notice,) = library.notices
    assert "not in UTF-8" in notice
    library.put_many([story("new")])
    assert row.title in [one.title for one in library.rows(library.search())]


@pytest.mark.parametrize(("text", "charset"), [("Камеры в городе", "cp1251"), ("Κάμερες στην πόλη", "cp1253")])
def test_a_file_in_another_script_is_refused_and_kept(
    tmp_path: Path, open_library: Opener, text: str, charset: str
) -> None:
    content = json.dumps({"_default": {"1": {"id": "a", "title": text}}}, ensure_ascii=False).encode(charset)
    library = open_library(named(tmp_path, content))
    assert found(library) == []
    assert any("save the file as UTF-8" in notice for notice in library.notices)
    assert library.places.stories.read_bytes() == content


@given(st.lists(st.text(min_size=1), min_size=1, max_size=3), st.sampled_from(["utf-8", "cp1252"]))
def test_no_letter_is_dropped_whatever_the_character_set(texts: list[str], charset: str) -> None:
    body = {"stories": {str(number): {"title": text} for number, text in enumerate(texts)}}
    try:
        content = json.dumps(body, ensure_ascii=False).encode(charset)
    except UnicodeEncodeError:
        return
    for document in walk(BytesIO(content)):
        if isinstance(document, Document) and not document.why:
            title = document.body["title"]
            assert len(title) == len(texts[int(document.key)]) or charset == "cp1252"
            assert title == texts[int(document.key)] or (charset == "cp1252" and "\ufffd" not in title)
