"""A link that leads nowhere: what it led to may come back with its disk, so that nothing begins anew in its place."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from civic.fault import Fault
from storage.files.disk import replacing
from storage.files.errors import UnwritableError
from storage.files.places import Places
from storage.library.care.doctor import check, fix
from storage.library.library import Library
from storage.settings.feedlist import FeedList
from tests.storage.conftest import BEGINNING, story

Opener = Callable[..., Library]


@pytest.mark.parametrize("name", ["stories", "judgements", "judgements.journal", "versions", "forgotten", "feeds"])
def test_a_link_that_leads_nowhere_is_refused_and_named(tmp_path: Path, open_library: Opener, name: str) -> None:
    home = tmp_path / "home"
    path = home / (name if "." in name else f"{name}.json")
    with open_library(Places.find(home, environ={})) as library:
        library.put_many([story("a")])
        library.judge([("a", "note", "mine")])
        library.put_many([story("a", "Other words.")])
        library.erase(["seed-story"])
    FeedList(home / "feeds.json").update(lambda _: [{"url": "http://a"}])
    disk = tmp_path / "disk"
    disk.mkdir()
    path.rename(disk / path.name)
    path.symlink_to(disk / path.name)
    disk.rename(tmp_path / "taken away")

    places = Places.find(home, environ={})
    assert any(path.name in finding.sentence and not finding.good for finding in check(places))
    with suppress(Fault):
        fix(places, BEGINNING.date())
    with pytest.raises(Fault, match=r"leads to .*which is not there"), open_library(places) as library:
        FeedList(places.feeds).rows()
        library.put_many([story("a", "Words of today.")])
        library.judge([("a", "note", "yours")])
    assert not disk.exists()

    (tmp_path / "taken away").rename(disk)
    with open_library(Places.find(home, environ={})) as library:
        assert library.story("a") is not None
        assert library.judgement("a").note == "mine"
        assert not [notice for notice in library.notices if "gone" in notice]


@pytest.mark.parametrize("stands", ["link", "folder"])
def test_what_comes_into_the_place_of_the_stories_is_said_while_they_are_open(
    places: Places, open_library: Opener, stands: str
) -> None:
    with open_library(places) as library:
        library.poll()
        places.stories.rename(places.data / "away.json")
        places.stories.mkdir() if stands == "folder" else places.stories.symlink_to(places.data / "nowhere")
        library.poll()
        assert any("stories.json" in notice for notice in library.notices)
        assert library.ids("seed")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_no_file_takes_the_place_of_a_pipe_nor_of_what_a_link_leads_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link"):
        with pytest.raises(UnwritableError, match="no regular file"), replacing(tmp_path / name) as file:
            file.write(b"x")
    assert stat.S_ISFIFO((tmp_path / "pipe").lstat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "pipe"]
