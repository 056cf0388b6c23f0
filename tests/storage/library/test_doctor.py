"""The doctor sees what is wrong, touches nothing unasked, and repairs with a copy first."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from storage.files.places import Places
from storage.library.care.doctor import check, fix
from storage.library.library import Library
from storage.settings.feedlist import FeedList
from tests.storage.conftest import story

Opener = Callable[..., Library]
DAY = date(2026, 2, 2)


@pytest.fixture
def used(places: Places, open_library: Opener) -> Places:
    """A home with stories, judgements and feeds."""
    library = open_library(places)
    library.put_many([story("a"), story("b")])
    library.judge([("a", "star", True), ("gone", "note", "kept")])
    library.close()
    FeedList(places.feeds).update(lambda rows: [*rows, {"url": "http://a"}])
    return places


def bad(places: Places) -> list[str]:
    return [finding.sentence for finding in check(places) if not finding.good]


def contents(places: Places) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in places.data.rglob("*") if path.is_file()}


def test_an_empty_home_is_no_illness(places: Places) -> None:
    assert [sentence for sentence in bad(places) if "index" not in sentence] == []


def test_a_sound_home_is_counted(used: Places) -> None:
    text = " ".join(finding.sentence for finding in check(used))
    assert bad(used) == []
    assert "3 stories" in text
    assert "2 stories have judgements" in text
    assert "1 judged story is not in this story file" in text
    assert "1 feed is subscribed to" in text


def test_looking_changes_nothing(used: Places) -> None:
    used.stories.write_bytes(used.stories.read_bytes()[:-20])
    before = contents(used)
    check(used)
    assert contents(used) == before


def test_what_is_broken_is_found_and_put_right_with_a_copy_kept(used: Places, open_library: Opener) -> None:
    library = open_library(used)
    library.judge([("b", "note", "late")])
    library._live.close()  # as a kill would leave it: with a journal
    broken = {
        used.stories: used.stories.read_bytes()[:-3],
        used.judgements: used.judgements.read_bytes()[:-9],
        used.feeds: used.feeds.read_bytes()[:-3],
        used.journal: used.journal.read_bytes() + b"00000000 nonsense\n",
    }
    for path, content in broken.items():
        path.write_bytes(content)
    left = used.data / ".stories.json.part-x"
    left.touch()
    os.utime(left, (1, 1))
    found = [finding for finding in check(used) if not finding.good]
    assert len(found) == 5
    assert all(finding.fixable for finding in found)
    assert len(fix(used, DAY)) == 5
    assert bad(used) == []
    for path, content in broken.items():
        assert path.with_name(f"{path.name}.broken-2026-02-02").read_bytes() == content
    again = open_library(used)
    assert again.count() == 3
    assert again.judgement("a").starred
    assert (again.judgement("b").note, again.judgement("gone").note) == ("late", "kept")
    assert FeedList(used.feeds).rows() == [{"url": "http://a"}]


def test_duplicates_odd_rows_and_open_permissions_are_named(places: Places) -> None:
    places.data.mkdir(parents=True)
    places.stories.write_text('{"stories": {"1": {"id": "a", "title": "A"}, "2": {"id": "a", "title": "B"}, "3": 1}}')
    places.stories.chmod(0o666)
    text = " ".join(bad(places))
    assert "1 rows of" in text
    assert "have the id of another" in text
    assert "are no stories" in text
    assert "everybody on this machine" in text


def test_a_folder_in_place_of_a_file_is_said(places: Places) -> None:
    for path in (places.stories, places.journal, places.judgements, places.feeds):
        path.mkdir(parents=True)
    assert sum("is a folder" in sentence for sentence in bad(places)) == 4
