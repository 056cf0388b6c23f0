"""The index finds what the plain matcher finds, whatever is asked."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.correction import Correction
from civic.involved import additions
from civic.judgement import HIDE, READ, STAR, Decision, Verdict, concern_field, stakeholder_field
from civic.query import (
    Among,
    And,
    AtLeast,
    Before,
    Has,
    Is,
    Not,
    Or,
    Query,
    Since,
    Words,
)
from civic.query.match import Facts, matches
from civic.story import AuthorStakeholder, Story
from civic.suggestions import Analysis
from storage.files.places import Places
from storage.index.queries import select
from storage.library.library import Library
from tests.storage.conftest import BEGINNING, at, story, suggestions

TEXTS = (
    "the red cat sat",
    "Red dogs; cats & mice",
    "Café für alle — naïve élan",
    "the cat the red",
    "北京 市长 AI監視カメラ 서울시청",
    "",
)


@dataclass(frozen=True)
class Shelf:
    library: Library
    facts: dict[str, Facts]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    home: Path = tmp_path_factory.mktemp("shelf")
    stories = [
        story(
            f"s{number}",
            TEXTS[number % 6],
            hours=number,
            title=("Red", "Cat news", "")[number % 3] or "x",
            source=("BBC News", "Le Monde")[number % 2],
            author=("Zoë Red", "")[number % 2],
            feed=("https://one.example/Feed", "", "https://two.example/feed")[number % 3],
            fetched=at(100 + number),
            published=at(number) if number % 7 else None,
            stakeholders=(AuthorStakeholder("Red Cross", "civil_society", ("advocate",)),) if number % 5 == 0 else (),
        )
        for number in range(24)
    ]
    stories.append(Story("untimed", "Red cat without a time"))
    with Library.open(Places.find(home, environ={}), who="ada", now=lambda: at(110)) as first:
        first.leave()
    with Library.open(Places.find(home, environ={}), who="ada", now=lambda: at(110)) as library:
        library.put_many(stories)
        analyses: dict[str, Analysis] = {}
        for number, each in enumerate(stories[::2]):
            tags = (("privacy", "bias"), ("power",), ())[number % 3]
            analyses[each.id] = suggestions(each.text, *tags, stakeholder=("Palantir", "Red Hat")[number % 2])
            library.keep_analysis(each, analyses[each.id])
        library.judge([(each.id, concern_field("privacy"), Decision(Verdict.TAGGED)) for each in stories[1::4]])
        library.judge([(each.id, concern_field("bias"), Decision(Verdict.REJECTED)) for each in stories[::4]])
        own = Decision(Verdict.TAGGED, severity="high", certainty="alleged")
        library.judge([(each.id, concern_field("Own Tag"), own) for each in stories[::5]])
        rejected = Decision(Verdict.REJECTED, severity="low")  # an earlier version kept what was said of it
        library.judge([(each.id, concern_field("power"), rejected) for each in stories[1::6]])
        added = Correction("Red Union", "civil_society", ("affected", "advocate"), added=True)
        library.judge([(each.id, stakeholder_field("Red Union"), added) for each in stories[::4]])
        gone = Correction(removed=True, added=True)
        library.judge([(each.id, stakeholder_field("Palantir"), gone) for each in stories[::8]])
        library.judge([(each.id, READ, True) for each in stories[::3]])
        library.judge([(each.id, HIDE, True) for each in stories[3::8]])
        library.judge([(each.id, STAR, True) for each in stories[::7]])
        library.judge([(each.id, "note", "Ask the red café") for each in stories[2::9]])
        seed = library.story("seed-story")
        assert seed
        left = at(110)
        yield Shelf(
            library,
            {
                each.id: Facts(
                    each,
                    library.judgement(each.id),
                    library.analysis(each.id),
                    each.fetched is not None and each.fetched >= left,
                )
                for each in map(library.story, (*(each.id for each in stories), seed.id))
                if each
            },
        )


WORDS = (
    "red",
    "cat",
    "the",
    "cafe",
    "fur",
    "c",
    "r",
    "naive",
    "北",
    "京",
    "監",
    "視",
    "ai",
    "청",
    "zoe",
    "ask",
    "london",
)
words = st.builds(
    Words,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple),
    st.sampled_from(["", "title", "text", "source", "author", "note"]),
    st.booleans(),
)
has = st.one_of(
    st.builds(
        Has,
        st.sampled_from(["tag", "concern", "rejected"]),
        st.sampled_from(["privacy", "p", "bias", "own", "own tag", "z"]),
        st.booleans(),
    ),
    st.builds(
        Has,
        st.just("stakeholder"),
        st.sampled_from(["red", "palantir plc", "red c", "cross red", "red cross", "zz"]),
        st.booleans(),
    ),
    st.builds(
        Has,
        st.just("stakeholder"),
        st.sampled_from(["red/advocate", "red/affected", "palantir/supplier", "union/supplier", "zz/expert"]),
        st.booleans(),
    ),
    st.builds(Has, st.just("role"), st.sampled_from(["supplier", "advocate", "expert", "affected"])),
    st.builds(Has, st.just("type"), st.sampled_from(["company", "civil_society", "person"])),
    st.builds(Has, st.just("severity"), st.sampled_from(["high", "low", "none", "h"])),
    st.builds(Has, st.just("certainty"), st.sampled_from(["alleged", "confirmed", "none"])),
    st.builds(Has, st.just("feed"), st.sampled_from(["one", "feed", "https://", "zz"])),
)
numbers = st.builds(AtLeast, st.integers(0, 4))
marks = st.builds(Is, st.sampled_from(["unread", "read", "starred", "tagged", "untagged", "new", "hidden", "noted"]))
chosen = st.builds(Among, st.frozensets(st.sampled_from([f"s{n}" for n in range(0, 24, 3)]), max_size=4))
moments = st.integers(-2, 130).map(lambda half: BEGINNING + timedelta(minutes=30 * half))
times = st.one_of(st.builds(Since, moments), st.builds(Before, moments))
queries = st.recursive(
    st.one_of(words, has, marks, times, numbers, chosen),
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(And, st.lists(parts, max_size=3).map(tuple)),
        st.builds(Or, st.lists(parts, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(query=queries)
def test_index_and_matcher_agree(shelf: Shelf, query: Query) -> None:
    keys = shelf.library.search(query)
    found = [row.id for row in shelf.library.rows(keys)]
    assert keys == sorted(keys, reverse=True)
    assert sorted(found) == sorted(name for name, facts in shelf.facts.items() if matches(query, facts))
    assert shelf.library.count(query) == len(found)


@given(query=words)
def test_pages_of_a_search_are_the_whole_search(shelf: Shelf, query: Query) -> None:
    whole = shelf.library.search(query)
    pages, before = [], None
    while keys := shelf.library.search(query, limit=3, before=before):
        pages += keys
        before = keys[-1]
    assert pages == whole


@pytest.mark.parametrize("word", ['"', "*", "a OR b", "NEAR(a b)", "title:x", "x')--", "\0", "-", "()"])
def test_no_word_breaks_out_of_its_quotes(shelf: Shelf, word: str) -> None:
    for field in ("", "note"):
        assert isinstance(shelf.library.search(Words((word,), field)), list)
    assert isinstance(shelf.library.search(Has("stakeholder", word)), list)


@settings(max_examples=60, deadline=None)
@given(query=queries)
def test_facets_count_what_is_found(shelf: Shelf, query: Query) -> None:
    found = [facts for facts in shelf.facts.values() if matches(query, facts)]
    facets = shelf.library.facets(query)
    stakeholders = Counter(
        name
        for facts in found
        for name in {
            *(one.name for one in facts.story.stakeholders),
            *(one.name for one in (facts.analysis.stakeholders if facts.analysis else ())),
            *(one.name for one in additions(facts.judgement.stakeholders)),
        }
    )
    assert dict(facets["stakeholder"]) == stakeholders
    assert dict(facets["source"]) == Counter(facts.story.source for facts in found if facts.story.source)
    assert dict(facets["feed"]) == Counter(facts.story.feed for facts in found if facts.story.feed)
    assert dict(facets["month"]) == Counter(f"{one.story.when:%Y-%m}" for one in found if one.story.when)
    for values in (facets["stakeholder"], facets["source"]):
        assert values == sorted(values, key=lambda one: (-one[1], one[0]))


@pytest.mark.parametrize("many", [0, 3, 60])
@pytest.mark.parametrize(
    "asked",
    [Words(("came",), "", True), Words(("town", "came"), "title", True), Words(("cameras",), "", True),
     Words(("camel",), "text", True), Not(Words(("camer",), "", True)),
     Or((Words(("camera",), "", True), Words(("nothing",), "", True)))],
)  # fmt: skip
def test_long_beginnings_find_the_same_by_words_as_by_stories(
    library: Library, monkeypatch: pytest.MonkeyPatch, many: int, asked: Query
) -> None:
    texts = ("Town cameras", "town camera", "came", "camel", "caméra town", "cam", "Kameras", "camelot town cameo")
    stories = [story(f"t{number}", text, title=text) for number, text in enumerate(texts)]
    library.put_many(stories)
    library.judge([("t5", "note", "cameras in a note")])
    monkeypatch.setattr(select, "_MOST_WORDS", many)
    for query in (asked, And((asked, Not(Words(("lot",), "", True)))), Or((asked, Is("starred")))):
        rows = [row.id for row in library.rows(library.search(query))]
        expected = {one.id for one in library.iterate() if matches(query, library.facts(one))}
        assert set(rows) == expected
        assert library.count(query) == len(expected)


def test_whether_a_filter_finds_one_story_is_not_asked_of_all_hits(library: Library) -> None:
    library.put_many([story(f"t{number}", "the red cat sat") for number in range(40)])
    red = Words(("red",), "", True)
    oldest, newest = (
        partial(library.search, And((red, Among(frozenset([f"t{number}"])))), limit=1) for number in (0, 39)
    )
    assert len(newest()) == 1  # what is prepared once is prepared now
    assert _steps(library, oldest) == _steps(library, newest)


def test_all_are_counted_as_soon_as_few_where_copies_count_once(library: Library) -> None:
    count = partial(library.count, grouped=True)
    there = count()  # what is prepared once is prepared now
    before = _steps(library, count)
    library.put_many([story(f"t{number}", "the red cat sat") for number in range(40)])
    assert count() == there + 40
    assert _steps(library, count) == before


def test_the_stories_of_feeds_are_counted_without_looking_at_each(library: Library) -> None:
    library.put_many([story("t1", "the red cat sat", feed="https://one.example/feed")])
    asked: list[str] = []
    db = library._live.index.connection
    db.set_trace_callback(asked.append)
    assert library.feed_counts()["https://one.example/feed"] == (1, 1)
    db.set_trace_callback(None)
    plans = [step for sql in asked for *_, step in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert all(" USING COVERING INDEX " in step for step in plans if " stories " in step)


def _steps(library: Library, ask: Callable[[], object]) -> int:
    """Return how many steps SQLite takes to answer."""
    count, db = [0], library._live.index.connection
    db.set_progress_handler(lambda: count.__setitem__(0, count[0] + 1), 1)
    ask()
    db.set_progress_handler(None, 0)
    return count[0]
