"""Duplicates are grouped in the index, incrementally, and stay as the user has them."""

import json
import os
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from civic.arrangement import How
from civic.duplicates import are_duplicates, print_of
from civic.judgement import APART, HIDE, Decision, Verdict, concern_field
from civic.query import EVEN_HIDDEN, EVERYTHING, And, Has, Is, Not, parse
from civic.story import Story
from storage.files.places import Places
from storage.library.library import Library
from storage.live import duplicates, live_index
from storage.live.duplicates import DuplicateFinder
from storage.stories.reader import StoryReader
from tests.doubles import NOW
from tests.storage.conftest import story, suggestions

COPIES = Path(__file__).parents[2] / "civic" / "copies.jsonl"
TEXT = (
    "Northgate council has paused a system that scored benefit claims for the risk of fraud after campaigners found "
    "that it flagged single parents three times as often as others. Officials said an audit would be published in "
    "spring, and that nobody would lose payments meanwhile. The supplier said the model had been tested for fairness."
)
OTHER = (
    "Schools in the county will get new tablets next year, paid for by a fund that the education ministry has set up "
    "for rural areas. Teachers asked for training first, and the union wants the contract with the maker published."
)


def fold(library: Library) -> int:
    return DuplicateFinder(library._live.index, StoryReader(library.places.stories)).run()


def copies_of(library: Library, name: str) -> set[str]:
    return {row.id for row in library.rows(library.copies(name)[1])}


@pytest.fixture
def shelf(library: Library) -> Library:
    library.put_many([
        story("one", TEXT, hours=1, title="Council pauses fraud scores", url="https://www.one.example/a?utm_source=x"),
        story("two", TEXT, hours=5, title="Benefit model halted after bias found", url="https://two.example/b"),
        story("three", TEXT.replace("Officials", "Councillors"), hours=9, title="Fraud scoring paused"),
        story("late", TEXT, hours=24 * 40, title="Council pauses fraud scores again"),
        story("else", OTHER, hours=6, title="Tablets for schools"),
    ])  # fmt: skip
    fold(library)
    return library


def test_copies_are_folded_and_others_are_not(shelf: Library) -> None:
    assert copies_of(shelf, "one") == copies_of(shelf, "three") == {"one", "two", "three"}
    assert copies_of(shelf, "else") == copies_of(shelf, "late") == set()


def test_the_list_shows_the_newest_of_a_fold_with_a_count(shelf: Library) -> None:
    found = shelf.arranged(EVERYTHING, How(), limit=200)
    assert [row.id for row in shelf.rows(found.keys)][:3] == ["late", "three", "else"]
    assert found.copies == {shelf.key_of("three"): 2}
    number, _ = shelf.copies("one")
    assert number is not None
    opened = shelf.arranged(EVERYTHING, How(unfolded=frozenset({number})), limit=200)
    assert [row.id for row in shelf.rows(opened.keys)][1:4] == ["three", "two", "one"]
    assert opened.inner == {shelf.key_of("two"), shelf.key_of("one")}


def test_copies_are_counted_once_where_a_list_shows_them_once(shelf: Library) -> None:
    rows = len(shelf.arranged(EVERYTHING, How(), limit=200).keys)
    assert shelf.count(grouped=True) == rows == shelf.count() - 2
    shelf.judge([("two", APART, True)])
    assert shelf.count(grouped=True) == len(shelf.arranged(EVERYTHING, How(), limit=200).keys) == rows + 1
    assert shelf.count(Has("feed", "nowhere"), grouped=True) == 0


def test_what_comes_later_joins_the_fold_and_nothing_is_looked_at_twice(shelf: Library) -> None:
    assert fold(shelf) == 0
    shelf.put_many([story("four", TEXT + " More follows.", hours=12, title="Paused: fraud scores")])
    assert fold(shelf) == 1
    assert copies_of(shelf, "four") == {"one", "two", "three", "four"}


def test_a_copy_that_is_split_off_stays_apart_until_that_is_undone(shelf: Library) -> None:
    shelf.judge([("two", APART, True)])
    assert copies_of(shelf, "one") == {"one", "three"}
    assert copies_of(shelf, "two") == set()
    shelf.put_many([story("four", TEXT, hours=12)])
    fold(shelf)
    assert "two" not in copies_of(shelf, "four")
    shelf.judge([("two", APART, None)])
    assert copies_of(shelf, "two") == {"one", "two", "three", "four"}


def test_a_digest_that_quotes_two_reports_makes_no_fold_of_them(library: Library) -> None:
    first = [story(name, TEXT, hours=1, title="News of the week") for name in ("a1", "a2", "a3")]
    second = [story(name, OTHER, hours=3, title="The week in schools") for name in ("b1", "b2")]
    library.put_many([*first, *second, story("both", f"{TEXT} {OTHER}", hours=5, title="News of the week in schools")])
    fold(library)
    assert copies_of(library, "a1") >= {"a1", "a2", "a3"}
    assert copies_of(library, "b1") >= {"b1", "b2"}
    assert not copies_of(library, "a1") & copies_of(library, "b1")


def test_the_known_copies_are_found_and_little_else(library: Library) -> None:
    """The aim: precision 0.98 and recall 0.85 over pairs; see copies.md for how the set was made."""
    rows = [json.loads(line) for line in COPIES.read_text("utf-8").splitlines()]
    library.put_many([Story.from_document(row) for row in rows])
    fold(library)
    event = {row["id"]: row["event"] for row in rows}
    folded = {name: library.copies(name)[0] for name in event}
    found = [
        event[one] == event[other]
        for one, other in combinations(event, 2)
        if folded[one] is not None and folded[one] == folded[other]
    ]
    known = sum(event[one] == event[other] for one, other in combinations(event, 2))
    assert sum(found) / len(found) >= 0.98
    assert sum(found) / known >= 0.85


def test_a_story_that_changes_or_goes_leaves_its_fold(shelf: Library) -> None:
    shelf.put_many([story("two", OTHER + " This is another story now.", hours=5, title="Schools get tablets")])
    fold(shelf)
    assert copies_of(shelf, "two") == {"two", "else"}
    assert copies_of(shelf, "one") == {"one", "three"}
    shelf.remove_many(["three"])
    assert copies_of(shelf, "one") == set()
    index = shelf._live.index.connection
    gone = "SELECT count(*) FROM duplicate_hash WHERE key NOT IN (SELECT key FROM stories)"
    assert index.execute(gone).fetchone() == (0,)


def test_the_folds_are_found_again_with_a_new_index(
    shelf: Library, places: Places, open_library: Callable[..., Library]
) -> None:
    shelf.judge([("one", APART, True)])
    shelf.close()
    places.index.unlink()
    again = open_library(places)
    fold(again)
    assert copies_of(again, "two") == {"two", "three"}


def arranged(library: Library) -> list[tuple[str, int]]:
    found = library.arranged(EVERYTHING, How(), limit=200)
    return [(row.id, found.copies.get(row.key, 0)) for row in library.rows(found.keys)]


def test_a_list_stays_as_it_is_while_an_index_is_rebuilt_and_copies_are_looked_for_again(shelf: Library) -> None:
    before = arranged(shelf)
    assert ("three", 2) in before
    index = shelf._live.index
    os.utime(shelf.places.stories, (1, 1))  # as another program that writes it does
    shelf._live.build_now()
    assert shelf._live.index is not index
    assert arranged(shelf) == before
    for _ in range(2):
        fold(shelf)
        assert arranged(shelf) == before


def test_a_first_page_is_folded_as_the_whole_list_is(
    shelf: Library, open_library: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = arranged(shelf)
    shelf.close()
    monkeypatch.setattr(live_index, "SMALL", 10)
    os.utime(shelf.places.stories, (1, 1))
    again = open_library(shelf.places)
    assert again.indexing
    assert arranged(again) == before
    again.wait()
    assert arranged(again) == before


def test_a_story_that_is_another_in_a_new_index_leaves_its_old_group(shelf: Library) -> None:
    other = shelf.places.stories.read_text("utf-8").replace(TEXT.replace("Officials", "Councillors"), OTHER)
    shelf.places.stories.write_text(other, "utf-8")
    shelf._live.build_now()
    assert copies_of(shelf, "three") == {"one", "two", "three"}
    fold(shelf)
    assert copies_of(shelf, "one") == {"one", "two"}
    assert copies_of(shelf, "three") == {"three", "else"}


def test_the_background_reads_and_hides_the_copies_of_what_was(shelf: Library) -> None:
    shelf.judge([(name, HIDE, True) for name in ("one", "two", "three")])
    shelf.put_many([story("four", TEXT, hours=12)])
    shelf.analyse_rest()
    assert shelf._live.jobs._children["storage.live.analyser"].wait(60) == 0
    shelf.poll()
    assert shelf.judgement("four").hidden
    assert [row.id for row in shelf.rows(shelf.search(Is("hidden")))] == ["four", "three", "two", "one"]
    (made,) = shelf.history("four")
    assert (made.who, made.rule) == (shelf.history("one")[0].who, "duplicate")


def test_what_was_left_undone_is_done_by_the_next_search(shelf: Library) -> None:
    """As if the process had ended between grouping a copy and reading it."""
    shelf.judge([(name, HIDE, True) for name in ("one", "two", "three")])
    shelf.put_many([story("four", TEXT, hours=12)])
    fold(shelf)
    assert copies_of(shelf, "four") == {"one", "two", "three", "four"}
    assert not shelf.judgement("four").hidden
    shelf.find_copies()
    assert shelf.judgement("four").hidden
    shelf.judge([("four", HIDE, None)])
    shelf.find_copies()
    assert not shelf.judgement("four").hidden


def test_facets_count_copies_once_as_the_count_of_their_query_does(shelf: Library) -> None:
    shelf.judge([(name, concern_field("privacy"), Decision(Verdict.TAGGED)) for name in ("one", "two", "late", "else")])
    for query in (EVERYTHING, Has("concern", "privacy"), Not(Has("source", "nowhere"))):
        found, whole = shelf.facets(query, grouped=True), shelf.facets(query)
        assert (dict(found["tag"])["privacy"], dict(whole["tag"])["privacy"]) == (3, 4)
        for tag, number in found["concern"]:
            assert number == shelf.count(And((query, Has("concern", tag, whole=True))), grouped=True)
        for source, number in found["source"]:
            assert number == shelf.count(And((query, parse(f'source:"{source}"', NOW))), grouped=True)
    shelf.judge([("two", APART, True)])
    assert dict(shelf.facets(grouped=True)["tag"])["privacy"] == 4


def test_the_background_folds_what_has_come(shelf: Library) -> None:
    shelf.put_many([story("four", TEXT, hours=12)])
    shelf.analyse_rest()
    child = shelf._live.jobs._children["storage.live.analyser"]
    assert child.wait(60) == 0
    assert copies_of(shelf, "four") == {"one", "two", "three", "four"}


def test_a_hidden_story_is_found_by_a_filter_that_asks_for_it(shelf: Library) -> None:
    shelf.judge([("else", HIDE, True)])
    everything = {row.id for row in shelf.rows(shelf.search())}
    assert "else" not in everything
    assert shelf.count() == len(everything)
    assert [row.id for row in shelf.rows(shelf.search(Is("hidden")))] == ["else"]
    assert shelf.count(EVEN_HIDDEN) == len(everything) + 1
    assert shelf.key_of("else") is not None
    assert dict(shelf.facets()["month"]).keys() == {"2026-01", "2026-02"}
    assert not shelf.search(Has("feed", "nowhere"))


def test_a_story_whose_texts_are_hostile_is_folded_like_any(library: Library) -> None:
    nasty = "\ud800 \x1b[31m" + "ab " * 50_000
    library.put_many([Story("x", "T", text=nasty, url="http://[::1"), Story("y", "T", text=nasty, url="javascript:1")])
    assert fold(library) == 3


def test_related_stories_are_told_once_a_fold_and_without_what_is_hidden(shelf: Library) -> None:
    about = suggestions(OTHER, "privacy", stakeholder="Palantir")
    for each in shelf.stories(("one", "two", "three", "late", "else")):
        shelf.keep_analysis(each, about)
    found = [row.id for row in shelf.rows([one.key for one in shelf.related("else", 10)])]
    assert found[:2] == ["late", "three"]
    assert not {"one", "two", "else"} & set(found)
    shelf.judge([("late", HIDE, True)])
    assert "late" not in [row.id for row in shelf.rows([one.key for one in shelf.related("else", 10)])]
    assert shelf.related("nobody", 10) == []


def test_each_story_is_read_once_however_many_are_compared_with_the_newest(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "_BLOCK", 10)
    monkeypatch.setattr(duplicates, "_REMEMBERED", 60)
    lead = "Minutes of the council in its meeting of the week: "
    library.put_many([
        story(f"of {n}", lead + " ".join(f"{word}{n}" for word in TEXT.split()), hours=n, title=f"Minutes {n}")
        for n in range(120)
    ])  # fmt: skip
    read = list[str]()

    class Reader(StoryReader):
        def story(self, story: str, start: int, length: int) -> Story | None:
            read.append(story)
            return super().story(story, start, length)

    assert DuplicateFinder(library._live.index, Reader(library.places.stories)).run() == library.count()
    assert sorted(read) == sorted({*read})


def test_what_is_remembered_of_a_story_compares_as_what_was_read() -> None:
    rows = [json.loads(line) for line in COPIES.read_text("utf-8").splitlines()][:60]
    rows += [
        {"id": "none", "title": "No words"},
        {"id": "odd", "title": "\u3000 東京都の顔認証 —", "text": "監視\x1f カメラ\x85を"},
    ]
    prints = [print_of(Story.from_document(row)) for row in rows]
    for one, other in combinations(prints, 2):
        kept = duplicates._unpacked(duplicates._packed(other))
        assert (kept.title, kept.words, kept.facts) == (other.title, other.words, other.facts)
        assert are_duplicates(one, kept) == are_duplicates(one, other)


def test_a_story_that_can_not_be_read_ends_the_work_all_the_same(shelf: Library) -> None:
    shelf.put_many([story("four", TEXT, hours=12)])
    with shelf._live.index.writing() as db:
        db.execute("UPDATE place SET start = 0 WHERE key = ?", (shelf.key_of("four"),))
    assert fold(shelf) == 0
    shelf.analyse_rest()
    assert shelf._live.jobs._children["storage.live.analyser"].wait(60) == 0


def test_a_search_can_be_cut_off_and_says_that_some_are_left(library: Library) -> None:
    library.put_many([story(f"s{number}", f"{OTHER} It is number {number}.", hours=number) for number in range(700)])
    assert not library.find_copies(most=1)
    assert library.find_copies()
