"""A query has one meaning: on any small library the index answers as the plain matcher does."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.codebook import ROLES
from civic.flags import FLAGS
from civic.judgement import NOTE, Decision, Value, Verdict, concern_field
from civic.query import (
    MARKS,
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
    parse,
)
from civic.query.match import Facts, matches
from civic.query.words import tokens
from civic.story import AuthorStakeholder, Story
from civic.suggestions import Analysis, Stakeholder, Suggestion
from civic.text import clean, clean_line
from storage.files.places import Places
from storage.library.library import Library

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
LEFT = NOW - timedelta(days=1)
PIECES = (
    "red", "Red", "RED", "reds", "cat", "café", "CAFE\u0301", "Straße", "STRASSE", "ſtress", "İzmir", "ıslak",
    "open-data", "o'neil", "a_b", "10:30", "3.5", "²", "½x", "北京", "市长a", "서울", "ไทย", "Ω", "ω", "ς", "Σ", "ﬁne",
    "e\u0328\u0301", "\u0301", "x\u20dd", "\ue000", "𝔘nit", "😀", "é", "¿qué?", "--", '"quoted"', "*", "x'y", "\u200b",
    "\u00ad", "naïve", "I\u0307x", "कैमरों", "कौ", "مُحَمَّد", "محمد",
)  # fmt: skip
# SQLite's tokenizer knows Unicode 6.1: of later characters it and Python need not think the same.
letters = st.sampled_from("".join(PIECES) + " \n().,:;-+%_ABCabcÀÉØàéøßПрпрΑα一二あア가각0123456789")
short = st.text(letters, max_size=8)
text = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join) | short
names = st.sampled_from(["Red Cross", "Café Zoë", "北京市", "O'Neil & Co", "ﬁne Straße", "İzmir", "Red", ""])
tags = st.sampled_from(
    ["privacy", "bias", "power", "Own Tag", "own-tag", "Straße", "PRIVACY", "priv", "İ", "ſ", "%", "_"]
)
feeds = st.sampled_from(["", "https://one.example/Feed", "https://two.example/straße?q=1%20x", "https://İ.example/"])
moments = st.sampled_from([0, -1, 1, 3600, 86400, -86400 * 400, -86400 * 365 * 60]).flatmap(
    lambda seconds: st.sampled_from([0, 1, 500_000, 999_999]).map(
        lambda micro: NOW + timedelta(seconds=seconds, microseconds=micro)
    )
)
times = st.none() | moments
authors = st.builds(
    AuthorStakeholder, names.filter(bool), st.just("company"), st.lists(st.sampled_from(ROLES), max_size=2).map(
        lambda roles: tuple(role.id for role in roles)
    ),
)  # fmt: skip
found = st.builds(
    lambda name, alias, role: Stakeholder(name, (alias,) if alias else (), "company", (role.id,), 0.5, ()),
    names.filter(bool), names, st.sampled_from(ROLES),
)  # fmt: skip
suggested = st.builds(lambda tag, holds: Suggestion(tag, 0.7, holds, (), ()), tags, st.booleans())
analyses = st.none() | st.builds(
    lambda stakeholders, concerns: Analysis((), tuple(stakeholders), tuple(concerns)),
    st.lists(found, max_size=2), st.lists(suggested, max_size=3, unique_by=lambda one: one.concern),
)  # fmt: skip
flags = st.tuples(st.sampled_from(FLAGS).map(lambda flag: flag.field), st.just(True))
decided = st.tuples(tags.map(concern_field), st.sampled_from(Verdict).map(Decision))
changes = st.lists(flags | decided | st.tuples(st.just(NOTE), text.map(clean).filter(bool)), max_size=4)


@st.composite
def made(draw: st.DrawFn) -> tuple[Story, Analysis | None, list[tuple[str, Value]]]:
    story = Story(
        "", clean_line(draw(text)), "", clean_line(draw(names)), clean_line(draw(names)), draw(times), draw(times),
        draw(feeds), text=clean(draw(text)), stakeholders=tuple(draw(st.lists(authors, max_size=2))),
    )  # fmt: skip
    held = draw(changes)
    return story, draw(analyses), [*held]


libraries = st.lists(made(), min_size=1, max_size=6)
words = st.builds(
    lambda words, field, prefix: Words(words, field, prefix),
    st.one_of(st.sampled_from(PIECES), short).map(tokens).filter(bool),
    st.sampled_from(["", "title", "text", "source", "author", NOTE]),
    st.booleans(),
)
written = st.builds(
    lambda field, value, end: parse(f'{field}:"{value}{end}', NOW),
    st.sampled_from(["tag", "concern", "rejected", "stakeholder", "feed", "title", "text", "source", "author", NOTE]),
    st.one_of(tags, tags.map(lambda tag: tag[:1]), names, feeds, text).map(lambda value: value.replace('"', "")),
    st.sampled_from(["", '"']),  # without the last quotation mark the beginning of a tag will do
)
roles = st.sampled_from(ROLES).map(lambda role: Has("role", role.id))
dates = st.builds(lambda kind, moment: kind(moment), st.sampled_from([Since, Before]), moments)
chosen = st.frozensets(st.integers(0, 6).map(lambda number: f"s{number}"), max_size=3).map(Among)
queries: st.SearchStrategy[Query] = st.recursive(
    st.one_of(words, written, roles, st.sampled_from(MARKS).map(Is), st.integers(0, 4).map(AtLeast), dates, chosen),
    lambda parts: st.one_of(
        parts.map(Not), st.lists(parts, max_size=3).map(tuple).map(And), st.lists(parts, max_size=3).map(tuple).map(Or)
    ),
    max_leaves=5,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(shelf=libraries, asked=st.lists(queries, min_size=8, max_size=16))
def test_on_any_library_the_index_answers_as_the_matcher_does(
    shelf: list[tuple[Story, Analysis | None, list[tuple[str, Value]]]], asked: list[Query]
) -> None:
    with tempfile.TemporaryDirectory() as home:
        places = Places.find(Path(home), environ={})
        with Library.open(places, who="ada", now=lambda: LEFT) as library:
            library.leave()
        with Library.open(places, who="ada", now=lambda: NOW) as library:
            facts = _filled(library, shelf)
            for query in asked:
                rows = library.rows(library.search(query))
                wanted = sorted(one.story.id for one in facts if matches(query, one))
                assert sorted(row.id for row in rows) == wanted, query
                assert library.count(query) == len(wanted), query


def _filled(library: Library, shelf: list[tuple[Story, Analysis | None, list[tuple[str, Value]]]]) -> list[Facts]:
    """The stories in the library, and what the matcher has to know of them, and of the seed story."""
    stories = [replace(one, id=f"s{number}") for number, (one, _, _) in enumerate(shelf)]
    library.put_many(stories)
    for story, (_, analysis, made) in zip(stories, shelf, strict=True):
        if analysis is not None:
            library.keep_analysis(story, analysis)
        library.judge([(story.id, field, value) for field, value in made])
    kept = [library.story(one.id) for one in stories]
    seed = library.story("seed-story")
    analyses = [analysis for _, analysis, _ in shelf]
    return [
        Facts(one, library.judgement(one.id), analysis, one.fetched is not None and one.fetched >= LEFT)
        for one, analysis in zip([*kept, seed], [*analyses, None], strict=True)
        if one
    ]
