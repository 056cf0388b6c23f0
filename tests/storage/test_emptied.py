"""Empty is damage, too, unless it was meant; and a clock that was wrong once costs nothing."""

import codecs
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from civic.operation import Operation
from storage.files import backups
from storage.files.backups import KEPT, outdated
from storage.files.places import Places
from storage.library.care.doctor import check, fix
from storage.library.library import Library
from storage.settings.feedlist import FeedList
from storage.settings.safekeeping import Safekeeping
from storage.stories.backups import backups_of
from tests.storage.conftest import at, story

Opener = Callable[..., Library]
DAY = date(2026, 1, 1)


def stories(library: Library) -> set[str]:
    return set(library.ids("", 100))


def text_of(places: Places) -> str:
    return " ".join(finding.sentence for finding in check(places))


@pytest.mark.parametrize("content", [b"", b" \n", b"{}", b'{"stories": {}}', b'{"_meta": {"1": {"schema": 1}}}', None])
def test_an_emptied_story_file_is_restored_with_all_that_was_added(
    places: Places, open_library: Opener, content: bytes | None
) -> None:
    with open_library(places) as library:
        library.put_many([story("a", "one")])
        library.put_many([story("b", "two")])
    places.stories.unlink() if content is None else places.stories.write_bytes(content)
    assert "its backup has stories" in text_of(places)
    with open_library(places) as library:
        assert stories(library) == {"seed-story", "a", "b"}
        assert library.story("b") == story("b", "two")
        (notice,) = library.notices
        assert "were restored from the backup" in notice
        assert not library.first_run
    if content is not None:
        assert next(places.data.glob("stories.json.broken-*")).read_bytes() == content
    assert notice in text_of(places)
    with open_library(places) as library:
        assert library.notices == []


def test_what_was_removed_for_good_stays_removed(places: Places, open_library: Opener) -> None:
    with open_library(places) as library:
        library.put_many([story("a"), story("b")])
        library.remove_many(["a", "b", "seed-story"])
    with open_library(places) as library:
        assert stories(library) == set()
        assert library.notices == []
    assert all(finding.good for finding in check(places))


def test_a_large_file_is_kept_as_it_was_before_the_change(
    places: Places, open_library: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_COPIED", 1000)
    with open_library(places) as library:
        library.put_many([story(f"s{number}", "word " * 50) for number in range(50)])  # a large addition
        assert len(json.loads(backups_of(places)[0].read_bytes())["stories"]) == 51
        library.put_many([story("late")])
        library.put_many([story("later")])
    places.stories.write_bytes(b"")
    with open_library(places) as library:
        assert stories(library) >= {"late", "s0", "s49", "seed-story"}
    assert not list(places.backups.glob(".*"))


def test_a_file_that_the_user_named_is_only_told_of(tmp_path: Path, open_library: Opener) -> None:
    theirs = tmp_path / "theirs.json"
    theirs.write_text("{}")
    places = Places.find(tmp_path / "home", theirs, environ={})
    with open_library(places) as library:
        library.put_many([story("a")])
    theirs.write_text("{}")
    with open_library(places) as library:
        assert any("doctor --fix" in notice for notice in library.notices)
        assert stories(library) == set()
    assert theirs.read_text() == "{}"
    fix(places, DAY)
    with open_library(places) as library:
        assert stories(library) == {"a"}


def test_no_first_story_comes_to_a_home_that_was_used(places: Places, open_library: Opener) -> None:
    with open_library(places) as library:
        library.judge([("seed-story", "note", "mine")])
    places.stories.unlink()
    for backup in backups_of(places):
        backup.unlink()
    with open_library(places) as library:
        assert not library.first_run
        assert stories(library) == set()
        assert any("was gone" in notice for notice in library.notices)
        assert library.judgement("seed-story").note == "mine"


@pytest.mark.parametrize("content", [b"", b"{}", b'{"_meta": {}, "judgements": {}}', b'{"judgements": {}}', None])
def test_emptied_judgements_are_restored(places: Places, open_library: Opener, content: bytes | None) -> None:
    for hour in range(3):
        with open_library(places, now=at(24 * hour)) as library:
            library.judge([("seed-story", "note", f"note {hour}")])
    for path in (places.judgements, places.journal):
        path.unlink()
    if content is not None:
        places.judgements.write_bytes(content)
    with open_library(places) as library:
        assert [step.value for step in library.history("seed-story")] == ["note 0", "note 1", "note 2"]
        assert len(library.notices) == 1
    with open_library(places) as library:
        assert library.notices == []


def test_a_home_in_which_all_was_forgotten_is_not_taken_for_emptied(places: Places, open_library: Opener) -> None:
    with open_library(places) as library:
        (step,) = library.adopt(
            [Operation("x", "seed-story", "note", "theirs", None, "2026-01-01T00:00:00+00:00", "bob")]
        ).new
        library.forget({"seed-story": [step.id]})
    with open_library(places) as library:
        assert library.history("seed-story") == []
        assert library.notices == []


def test_decisions_that_only_the_index_still_has_are_written_down_again(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.judge([("seed-story", "note", "one")])
    library.judge([("seed-story", "star", True)])
    places.journal.write_bytes(b"")
    library.judge([("a", "note", "two")])
    assert len(library.history("seed-story")) == 2
    library.close()
    for path in places.cache.glob("index-*"):
        path.unlink()
    again = open_library(places)
    assert (again.judgement("seed-story").note, again.judgement("seed-story").starred) == ("one", True)
    assert again.judgement("a").note == "two"


def test_a_clock_that_was_ahead_costs_no_backup() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(9)]
    files = [Path(f"judgements-{day}.json") for day in days]
    ahead = date(2027, 1, 9)
    gone = outdated([*files, Path(f"judgements-{ahead}.json")], ahead)
    assert len(set(files) - set(gone)) >= KEPT - 1
    assert outdated([*files[-3:], Path(f"judgements-{ahead}.json")], days[-1]) == []


def test_dates_to_come_are_told_and_cost_nothing(places: Places, open_library: Opener) -> None:
    far = at(24 * 366 * 40)
    with open_library(places, now=far) as library:
        library.judge([("seed-story", "note", "from the future")])
        library.put_many([story("a", fetched=far)])
        library.leave()
    FeedList(places.feeds).update(lambda _: [{"url": "http://a", "fetched": far.isoformat(), "due": far.isoformat()}])
    with open_library(places) as library:
        library.judge([("seed-story", "note", "later")])
        assert library.judgement("seed-story").note == "later"
    text = text_of(places)
    for what in ("Stories were fetched", "decisions are dated", "dates of feeds are", "backups are dated"):
        assert what in text
    assert text.count("in the future") == 4


@pytest.mark.parametrize("content", [b"", b"{}", b'{"feeds": {}}', None])
def test_an_emptied_list_of_feeds_is_restored(tmp_path: Path, content: bytes | None) -> None:
    feeds = FeedList(tmp_path / "feeds.json")
    feeds.update(lambda _: [{"url": "http://a"}, {"url": "http://b"}])
    feeds.path.unlink() if content is None else feeds.path.write_bytes(content)
    assert feeds.fault()
    assert [row["url"] for row in feeds.rows()] == ["http://a", "http://b"]
    assert len(feeds.notices) == 1
    feeds.update(lambda _: [])
    assert FeedList(feeds.path).rows() == []
    assert FeedList(feeds.path).fault() == ""


def test_a_file_saved_empty_with_the_mark_of_an_editor_is_empty(places: Places) -> None:
    places.data.mkdir(parents=True)
    places.views.write_text('[[view]]\nname = "A"\nfilter = "b"\n')
    keeper = Safekeeping(places)
    keeper.look(DAY)
    places.views.write_bytes(codecs.BOM_UTF8)
    assert any("views.toml is empty" in one for one in keeper.look(DAY))
    assert list(keeper.restore(DAY))
    assert "[[view]]" in places.views.read_text()


def test_settings_are_put_back_when_asked_and_the_programs_own_at_once(places: Places) -> None:
    places.data.mkdir(parents=True)
    places.views.write_text('[[view]]\nname = "A"\nfilter = "b"\n')
    places.state.write_text('{"theme": "x"}')
    keeper = Safekeeping(places)
    assert keeper.look(DAY) == ()
    places.views.write_bytes(b"")
    places.state.write_bytes(b"{")
    said = keeper.look(DAY)
    assert any("views.toml is empty" in one for one in said)
    assert any("state.json can't be read: it is put back" in one for one in said)
    assert places.views.read_bytes() == b""
    assert places.state.read_text() == '{"theme": "x"}'
    assert list(keeper.restore(DAY))
    assert places.views.read_text().startswith("[[view]]")
    assert list(keeper.problems()) == []
