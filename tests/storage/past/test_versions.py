"""Judged words are on disk before others replace them, and whatever becomes of the file, none are lost."""

import json
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from civic.judgement import HIDE, NOTE, READ
from civic.operation import Operation
from civic.query import Is
from civic.story import Story
from civic.versions import MOST
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.library.library import Library
from tests.storage.conftest import BEGINNING, at, story

Opener = Callable[..., Library]


class Clock:
    """A time that goes on."""

    def __init__(self) -> None:
        self.now = BEGINNING

    def __call__(self) -> object:
        self.now += timedelta(hours=1)
        return self.now


@pytest.fixture
def library(places: Places) -> object:
    with Library.open(places, who="ada", now=Clock()) as library:  # type: ignore[arg-type]
        yield library


def texts(library: Library, name: str) -> list[str]:
    return [version.text for version in library.versions(name)]


def backups(places: Places) -> list[Path]:
    return sorted(places.backups.glob("versions-*.json"))


def test_the_words_that_were_judged_are_kept(library: Library, places: Places) -> None:
    library.put_many([story("a", "First."), story("b", "First."), story("c", "First.", feed="https://f.example/")])
    library.judge([("a", NOTE, "look"), ("b", READ, True), ("b", HIDE, True)])
    library.put_many([story("a", "Second."), story("b", "Second."), story("c", "Second.")])
    assert (texts(library, "a"), texts(library, "b"), texts(library, "c")) == (["First."], [], [])
    assert [library.kept_versions(name) for name in "abc"] == [1, 0, 0]
    library.put_many([story("a", "Second.", author="Somebody")])
    assert texts(library, "a") == ["First."]
    library.put_many([story("a", "Third.", title="Other title")])
    assert texts(library, "a") == ["First.", "Second."]
    assert {row["title"] for row in TinyDB(places.versions).table("versions").all()} == {"a"}


def test_a_story_that_only_others_judged_keeps_its_words(library: Library) -> None:
    library.put_many([story("a", "First.")])
    library.adopt([Operation("1", "a", NOTE, "theirs", None, at(0).isoformat(), "ben")])
    library.put_many([story("a", "Second.")])
    assert texts(library, "a") == ["First."]
    assert library.count(Is("updated")) == 0  # the user never saw it
    library.judge([("a", READ, True)])
    library.put_many([story("a", "Third.")])
    assert library.count(Is("updated")) == 1


def test_a_story_is_updated_until_the_user_does_something_to_it(library: Library, places: Places) -> None:
    library.put_many([story("a", "First."), story("b", "First.")])
    library.judge([("a", NOTE, "look"), ("b", READ, True)])
    assert library.count(Is("updated")) == 0
    library.put_many([story("a", "Second."), story("b", "Second.")])
    found = library.story("a")
    assert found
    assert library.facts(found).updated
    assert [row.id for row in library.rows(library.search(Is("updated")))] == ["a"]
    library.judge([("a", READ, True)])
    assert library.count(Is("updated")) == 0
    library.put_many([story("a", "Third.")])
    library.close()
    for path in places.cache.glob("index-*"):
        path.unlink()
    with Library.open(places, who="ada", now=Clock()) as again:  # type: ignore[arg-type]
        assert [row.id for row in again.rows(again.search(Is("updated")))] == ["a"]
        assert again.kept_versions("a") == 2


def test_a_kill_before_the_story_is_replaced_leaves_nothing_twice(
    library: Library, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put_many([story("a", "First.")])
    library.judge([("a", NOTE, "look")])

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("storage.library.put.splice", killed)
        with pytest.raises(Killed):
            library.put_many([story("a", "Second.")])
    assert len(TinyDB(places.versions).table("versions").all()) == 1
    assert texts(library, "a") == []  # it still stands
    library.put_many([story("a", "Second.")])
    assert texts(library, "a") == ["First."]
    assert library.kept_versions("a") == 1


def test_so_many_are_kept_of_one_story(library: Library) -> None:
    library.put_many([story("a", "0"), story("b", "0")])
    library.judge([("a", NOTE, "look"), ("b", NOTE, "look")])
    library.put_many([story("b", "1")])
    for number in range(1, MOST + 4):
        library.put_many([story("a", str(number))])
    assert texts(library, "a") == [str(number) for number in range(3, MOST + 3)]
    assert texts(library, "b") == ["0"]


def broken_in_the_middle(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-3]) + lines[-3][:30])


def by_stock_tinydb(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_bytes())))


def cut_in_another_layout(path: Path) -> None:
    by_stock_tinydb(path)
    path.write_bytes(path.read_bytes()[:-20])


DAMAGE: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut": broken_in_the_middle,
    "another layout": by_stock_tinydb,
    "another layout, cut": cut_in_another_layout,
    "zeros": lambda path: path.write_bytes(b"\0" * 4096),
    "no JSON": lambda path: path.write_text("Hello\n"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_mended_and_kept(damage: str, places: Places) -> None:
    clock = Clock()
    with Library.open(places, who="ada", now=clock) as library:  # type: ignore[arg-type]
        library.put_many([story("a", "First."), story("b", "First.")])
        library.judge([("a", NOTE, "look"), ("b", NOTE, "look")])
        library.put_many([story("a", "Second.")])
        clock.now += timedelta(days=2)
        library.put_many([story("b", "Second.")])
        clock.now += timedelta(days=2)
        whole = places.versions.read_bytes()
        DAMAGE[damage](places.versions)
        damaged = places.versions.read_bytes() if places.versions.exists() else b""
        library.put_many([story("b", "Third.")])
        assert texts(library, "a") == ["First."]
        assert "Second." in texts(library, "b")
        notices = " ".join(library.notices)
        if damage != "another layout":
            assert "versions.json" in notices
        aside = list(places.data.glob("versions.json.broken-*"))
        assert [path.read_bytes() for path in aside] == ([damaged] if "broken" in notices else [])
        assert whole  # what was there is in the file, in a backup, or set aside


@pytest.mark.parametrize("how", ["a folder", "a newer program's"])
def test_a_story_is_not_replaced_while_its_words_cant_be_kept(how: str, library: Library, places: Places) -> None:
    library.put_many([story("a", "First."), story("b", "First.")])
    library.judge([("a", NOTE, "look")])
    if how == "a folder":
        places.versions.mkdir()
    else:
        places.versions.write_text('{\n"_meta": {\n"1": {"schema": 99}\n},\n"versions": {\n}\n}\n')
    with pytest.raises(StorageError) as refused:
        library.put_many([story("a", "Second.")])
    assert "versions.json" in str(refused.value)
    assert library.put_many([story("b", "Second.")]).changed == ("b",)
    found = library.story("a")
    assert found
    assert found.text == "First."


@pytest.mark.slow
@pytest.mark.parametrize("lines", [2000, 1])
def test_a_huge_file_takes_no_memory(lines: int, library: Library, places: Places) -> None:
    library.put_many([story("a", "First.")])
    library.judge([("a", NOTE, "look")])
    library.put_many([story("a", "Second.")])
    whole = places.versions.read_bytes()
    body = json.dumps("x" * (100_000_000 // lines if lines > 1 else 4_000_000)).encode()
    more = b"".join(
        b',\n"%d": {"story": "s%d", "until": "2026-01-01T00:00:00.000000+00:00", "sha256": "0", "text": %s}'
        % (number + 10, number, body)
        for number in range(lines if lines > 1 else 25)
    )
    places.versions.write_bytes(whole[: whole.rindex(b"\n}\n}")] + more + b"\n}\n}\n")
    del more
    size = places.versions.stat().st_size
    assert size > 100_000_000 * 0.99
    tracemalloc.start()
    library.put_many([story("a", "Third.")])
    found = texts(library, "a")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["First.", "Second."]
    assert most < 20_000_000
    assert places.versions.stat().st_size > size


def test_one_line_without_an_end_takes_no_more_than_a_piece(library: Library, places: Places) -> None:
    library.put_many([Story(id="a", title="a", text="First.")])
    library.judge([("a", NOTE, "look")])
    with places.versions.open("wb") as file:
        file.write(b'{\n"_meta": {\n"1": {"schema": 1}\n},\n"versions": {\n"1": {"story": "')
        file.truncate(200_000_000)
    library.put_many([Story(id="a", title="a", text="Second.")])
    assert texts(library, "a") == ["First."]
    assert len(list(places.data.glob("versions.json.broken-*"))) == 1
