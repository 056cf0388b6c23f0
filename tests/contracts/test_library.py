"""What every implementation of `workspace.ports.Library` keeps to: the one on disk, and the double in memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.anchoring import TextVersion
from civic.arrangement import GROUPS, ORDERS, Arrangement, How
from civic.correction import EVERYWHERE, Correction
from civic.fault import Fault
from civic.identity import Terms
from civic.judgement import APART, CODED, HIDE, NOTE, READ, STAR, Decision, JudgementError, Unread, Value, Verdict
from civic.judgement import concern_field as concern
from civic.judgement import stakeholder_field as stakeholder
from civic.operation import Operation
from civic.query import EVEN_HIDDEN, EVERYTHING, parse
from civic.query.match import matches
from civic.registers import Clash, Merged
from civic.story import AuthorStakeholder, Span, Story
from storage.files.places import Places
from storage.library.library import Library as LibraryOnDisk
from tests.doubles import NOW, MemoryLibrary
from tests.storage.conftest import suggestions
from tests.types import present
from workspace.ports import Library
from workspace.sight import Sight
from workspace.unaided import UnaidedLibrary

LONG = (
    "The council paused its fraud scores on Monday after an audit of 400 letters found that tenants in two wards were "
    "flagged twice as often as others, and that nobody had checked the data that the supplier had bought."
)


@dataclass(frozen=True)
class Case:
    """A library without stories, and how to make it unable to save a decision."""

    library: Library
    break_it: Callable[[], None]


def on_disk(home: Path) -> LibraryOnDisk:
    library = LibraryOnDisk.open(Places.find(home, environ={}), who="me", now=lambda: NOW)
    library.remove_many(library.ids(""))
    return library


@pytest.fixture(params=["disk", "memory", "nothing hidden"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    if request.param == "disk":
        with on_disk(tmp_path) as library:
            yield Case(library, library.places.journal.mkdir)
    else:
        memory = MemoryLibrary()
        seen = UnaidedLibrary(memory, Sight()) if request.param == "nothing hidden" else memory
        yield Case(seen, lambda: setattr(memory, "full", True))


@pytest.fixture
def library(case: Case) -> Library:
    return case.library


def story(name: str, text: str = "", *, hours: int = 0, title: str = "", **fields: object) -> Story:
    published = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    return Story(**{"id": name, "title": title or name, "text": text, "published": published, **fields})  # type: ignore[arg-type]


def fill(library: Library) -> None:
    """Four stories of two sources and feeds: two duplicates, two with suggestions, one of another month."""
    palantir = AuthorStakeholder("Palantir", "company", ("supplier",))
    library.put_many([
        story("a", LONG, hours=1, title="Council pauses fraud scores", source="BBC", feed="https://one.example/"),
        story("b", LONG, hours=2, title="Council pauses its fraud scores", source="Times", feed="https://two.example/"),
        story("c", "Cameras at the station.", hours=3, source="BBC", feed="https://one.example/",
              stakeholders=(palantir,)),
        story("d", "A park reopens.", hours=24 * 40),
    ])  # fmt: skip
    for name, concerns in (("a", ["bias", "privacy"]), ("c", ["privacy", "surveillance"])):
        found = library.story(name)
        assert found
        library.keep_analysis(found, suggestions(found.text, *concerns, stakeholder="Serco"))


def ids(library: Library, query: str = "") -> list[str]:
    return [row.id for row in library.rows(library.search(parse(query, NOW) if query else EVEN_HIDDEN))]


# stories


def test_stories_are_new_changed_or_the_same(library: Library) -> None:
    first = library.put_many([story("a"), story("b", "Text."), Story(id="empty"), story("a", "Again.")])
    assert (first.new, first.changed, first.same) == (("a", "b"), (), 1)
    second = library.put_many([story("b", "Other text."), story("a"), story("c")])
    assert (second.new, second.changed, second.same) == (("c",), ("b",), 1)
    found = library.story("b")
    assert found is not None
    assert found.text == "Other text."
    assert library.story("empty") is None


def test_stories_come_in_the_order_asked_for(library: Library) -> None:
    library.put_many([story("a", hours=2), story("b", hours=1)])
    assert [one.id for one in library.stories(["b", "gone", "a", "b"])] == ["b", "a", "b"]
    assert [one.id for one in library.iterate()] == ["a", "b"]
    assert list(library.ids("")) == ["a", "b"]
    assert list(library.ids("b")) == ["b"]
    assert list(library.ids("", 1)) == ["a"]


def test_keys_sort_by_time_and_then_by_arrival(library: Library) -> None:
    library.put_many([story("a", hours=2), story("b", hours=1), story("c", hours=2), Story(id="d", title="No time")])
    assert ids(library) == ["c", "a", "b", "d"]
    keys = library.search()
    assert library.search(limit=2) == keys[:2]
    assert library.search(limit=2, before=keys[1]) == keys[2:]
    assert library.key_of("c") == keys[0]
    assert library.key_of("gone") is None
    assert [row.id for row in library.rows([keys[2], -1, keys[0]])] == ["b", "c"]
    assert [row.when for row in library.rows(keys[-1:])] == [0]


def test_judgements_outlive_their_story(library: Library) -> None:
    library.put_many([story("a"), story("b")])
    library.judge([("a", STAR, True)])
    assert library.remove_many(["gone", "a", "a"]) == ("a",)
    assert ids(library) == ["b"]
    assert library.judgement("a").starred
    library.put_many([story("a")])
    assert library.rows(library.search(parse("is:starred", NOW)))[0].id == "a"


# decisions


def test_judging_gives_what_really_changed(library: Library) -> None:
    library.put_many([story("a")])
    tagged = Decision(Verdict.TAGGED)
    done = library.judge([("a", READ, True), ("a", READ, True), ("a", NOTE, None), ("a", concern("privacy"), tagged)])
    assert [(one.story, one.field, one.was, one.value, one.who) for one in done] == [
        ("a", READ, None, True, "me"), ("a", concern("privacy"), None, tagged, "me"),
    ]  # fmt: skip
    assert len({one.id for one in done}) == 2
    assert library.judge([("a", READ, True)]) == []
    (back,) = library.judge([("a", READ, None)])
    assert (back.was, back.value) == (True, None)
    assert list(library.history("a")) == [*done, back]
    assert library.judgement("a").tags == ("privacy",)
    assert not library.judgement("a").read
    row = library.rows(library.search())[0]
    assert (row.tags, row.read, row.starred, row.noted) == (("privacy",), False, False, False)


def test_a_story_that_is_not_there_can_be_judged(library: Library) -> None:
    assert not library.judgement("gone")
    assert list(library.history("gone")) == []
    library.judge([("gone", NOTE, "seen elsewhere")])
    assert library.judgement("gone").note == "seen elsewhere"


@pytest.mark.parametrize("change", [("a", "colour", True), ("a", READ, "yes"), ("a", concern("x"), True)])
def test_what_can_not_be_is_refused_as_a_whole(library: Library, change: tuple[str, str, bool]) -> None:
    with pytest.raises(JudgementError):
        library.judge([("a", STAR, True), change])
    assert not library.judgement("a")
    assert list(library.history("a")) == []


def test_what_can_not_be_saved_changes_nothing(case: Case) -> None:
    case.library.put_many([story("a")])
    case.break_it()
    with pytest.raises(Fault):
        case.library.judge([("a", STAR, True)])
    assert not case.library.rows(case.library.search())[0].starred


def by(who: str, name: str, field: str, value: Value, **more: object) -> Operation:
    """An operation on the story "a"."""
    return Operation(**{"id": name, "story": "a", "field": field, "value": value, "was": None,
                        "at": NOW.isoformat(timespec="microseconds"), "who": who, **more})  # type: ignore[arg-type]  # fmt: skip


def test_operations_of_others_are_adopted_once_as_they_are(library: Library) -> None:
    library.put_many([story("a")])
    theirs = [by("bob", "one", concern("privacy"), Decision(Verdict.TAGGED)), by("bob", "two", NOTE, "theirs")]
    assert library.adopt([theirs[0], *theirs]) == Merged(tuple(theirs))
    assert library.adopt(theirs) == Merged()
    assert list(library.history("a")) == theirs
    assert dict(library.view.others(library.history("a"))["bob"]) == {concern("privacy"): theirs[0], NOTE: theirs[1]}


def test_what_others_decided_is_not_the_users_own(library: Library) -> None:
    library.put_many([story("a")])
    tagged = Decision(Verdict.TAGGED)
    library.adopt([by("bob", "one", concern("privacy"), tagged), by("bob", "two", NOTE, "theirs"),
                   by("bob", "three", STAR, True), by("bob", "four", HIDE, True),
                   by("bob", "five", stakeholder("serco"), Correction(removed=True))])  # fmt: skip
    assert not library.judgement("a")
    assert [ids(library, query) for query in ("is:unread", "tag:privacy", "is:starred", "is:hidden")] == [
        ["a"], [], [], [],
    ]  # fmt: skip
    row = library.rows(library.search())[0]
    assert (row.tags, row.read, row.starred, row.noted) == ((), False, False, False)
    assert library.facets()["concern"] == []
    library.judge([("a", concern("privacy"), Decision(Verdict.REJECTED))])
    assert library.judgement("a").rejected == ("privacy",)
    assert library.view.others(library.history("a"))["bob"][concern("privacy")].value == tagged


def test_the_users_own_operations_come_from_another_desk(library: Library) -> None:
    library.put_many([story("a")])
    library.judge([("a", NOTE, "here")])
    later = (NOW + timedelta(days=1)).isoformat()
    library.adopt([by("ME", "one", STAR, True), by("me", "two", NOTE, "there, later", at=later),
                   by("me", "three", READ, True, at="2020-01-01T00:00:00+00:00")])  # fmt: skip
    found = library.judgement("a")
    assert (found.starred, found.read, found.note) == (True, True, "there, later")
    assert ids(library, "note:later is:starred") == ["a"]
    # a decision here is later than all that it follows, whatever the clock says
    (now,) = library.judge([("a", NOTE, "here again")])
    assert now.moment == NOW + timedelta(days=1, microseconds=1)
    assert library.judgement("a").note == "here again"


def test_operations_come_in_any_order_to_the_same_state(library: Library) -> None:
    library.put_many([story("a")])
    theirs = [by("me", "one", NOTE, "x", n=1), by("me", "two", NOTE, "y", n=2), by("me", "three", NOTE, "z")]
    for operation in (theirs[1], theirs[0], theirs[2]):
        library.adopt([operation])
    assert [one.id for one in library.history("a")] == ["three", "one", "two"]
    assert library.judgement("a").note == "y"


def test_one_id_with_two_contents_is_the_same_one_in_any_order(library: Library) -> None:
    library.put_many([story("a")])
    smaller, larger = sorted((by("bob", "one", NOTE, "x"), by("bob", "one", NOTE, "y")), key=lambda one: one.canonical)
    library.adopt([larger])
    assert library.adopt([smaller]) == Merged((smaller,), (Clash(smaller, larger),))
    assert library.adopt([larger]) == Merged((), (Clash(smaller, larger),))
    assert list(library.history("a")) == [smaller]


def test_what_is_forgotten_comes_back_when_it_is_adopted_again(library: Library) -> None:
    library.put_many([story("a"), story("b")])
    theirs = [by("bob", "one", NOTE, "x"), by("bob", "two", concern("bias"), Decision(Verdict.TAGGED)),
              by("bob", "one", NOTE, "of another story", story="b")]  # fmt: skip
    library.adopt(theirs)
    library.judge([("a", NOTE, "mine")])
    assert library.forget({"a": ["one", "gone"], "gone": ["one"]}) == 1
    assert [(one.story, one.id) for name in "ab" for one in library.history(name) if one.who == "bob"] == [
        ("a", "two"), ("b", "one"),
    ]  # fmt: skip
    assert library.forget({"a": ["one"]}) == 0
    assert library.judgement("a").note == "mine"
    assert library.adopt(theirs) == Merged((theirs[0],))
    assert theirs[0] in library.history("a")


def test_a_rule_signs_what_it_decided(library: Library) -> None:
    library.put_many([story("a"), story("b")])
    done = library.judge([("a", STAR, True), ("a", READ, True), ("b", STAR, True)], {("a", STAR): "R"})
    assert [one.rule for one in done] == ["R", "", ""]
    assert [one.rule for one in library.history("a")] == ["R", ""]


def test_what_only_a_later_version_can_read_is_kept(library: Library) -> None:
    library.put_many([story("a")])
    theirs = by("me", "one", "mood", Unread({"colour": "grey"}), more=(("weather", "fine"),))
    library.adopt([theirs])
    assert list(library.history("a")) == [theirs]
    assert not library.judgement("a")


def test_stories_come_as_they_came_in_the_order_of_their_ids(library: Library) -> None:
    fill(library)
    library.put_many([story("Z"), story("\u00e4")])
    library.judge([("c", stakeholder("palantir"), Correction(name="Palantir UK")), ("d", HIDE, True)])
    found = {one.id: one for one in library.as_they_came(EVEN_HIDDEN)}
    assert list(found) == ["Z", "a", "b", "c", "d", "\u00e4"]
    assert [one.name for one in found["c"].stakeholders] == ["Palantir"]
    assert [one.id for one in library.as_they_came(parse("source:bbc", NOW))] == ["a", "c"]
    assert "d" not in [one.id for one in library.as_they_came()]


# suggestions


def test_suggestions_hold_for_the_words_that_they_were_made_of(library: Library) -> None:
    library.put_many([story("a", "Cameras.", hours=1), story("b")])
    assert library.analysis("a") is None
    assert library.analysis("gone") is None
    assert library.pending() == (0, 2)
    found = suggestions("Cameras.", "privacy", "bias")
    library.keep_analysis(story("a", "Cameras.", hours=1), found, patience=5)
    assert library.analysis("a") == found
    assert library.pending() == (1, 2)
    library.judge([("a", concern("privacy"), Decision(Verdict.REJECTED))])
    row, other = library.rows(library.search())
    assert (row.suggested, row.analysed) == (("bias",), True)
    assert (other.suggested, other.analysed) == ((), False)
    library.put_many([story("a", "Drones.", hours=1)])
    assert library.analysis("a") is None
    assert library.pending() == (0, 2)


def test_stakeholders_come_as_corrected(library: Library) -> None:
    fill(library)
    library.judge([
        ("c", stakeholder("palantir"), Correction(name="Palantir UK")),
        (EVERYWHERE, stakeholder("serco"), Correction(name="Serco Group")),
    ])  # fmt: skip
    found, analysis = library.story("c"), library.analysis("c")
    assert found is not None
    assert analysis is not None
    assert [one.name for one in found.stakeholders] == ["Palantir UK"]
    assert [one.name for one in analysis.stakeholders] == ["Serco Group"]
    assert ids(library, 'stakeholder:"serco group"') == ["c", "a"]
    assert [one.name for one in library.facts(found).story.stakeholders] == ["Palantir UK"]


# finding


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cameras", "c"),
        ("-cameras", "d b a"),
        ("fraud OR park", "d b a"),
        ("title:cameras", ""),
        ("source:bbc", "c a"),
        ("feed:two", "b"),
        ("concern:privacy", "c a"),
        ("concern:privacy is:starred", "a"),
        ("tag:privacy", "a"),
        ("is:read", "b"),
        ("is:unread", "d c a"),
        ("is:hidden", "e"),
        ("note:look", "b"),
        ("stakeholder:palantir", "c"),
        ("role:supplier", "c a"),
        ("is:untagged -source:bbc", "d b"),
        ("since:2026-02-01", "d"),
        ("before:2026-02-01", "c b a"),
    ],
)
def test_queries_find(library: Library, query: str, expected: str) -> None:
    fill(library)
    library.put_many([story("e", "Cameras again.")])
    tagged = Decision(Verdict.TAGGED)
    library.judge([("a", STAR, True), ("a", concern("privacy"), tagged), ("b", READ, True), ("b", NOTE, "Look again"),
                   ("e", HIDE, True)])  # fmt: skip
    assert ids(library, query) == expected.split()
    assert library.count(parse(query, NOW)) == len(expected.split())


def test_duplicates_are_a_group_until_they_stand_apart(library: Library) -> None:
    fill(library)
    assert library.copies("a") == (None, ()) or library.copies("a") == (None, [])
    assert library.count() == library.count(grouped=True) == 4
    library.find_copies()
    number, keys = library.copies("a")
    assert number is not None
    assert library.copies("b") == (number, keys)
    assert list(keys) == [library.key_of("b"), library.key_of("a")]
    assert library.copies("c")[0] is library.copies("gone")[0] is None
    assert (library.count(), library.count(grouped=True)) == (4, 3)
    library.judge([("a", APART, True)])
    assert library.copies("a")[0] is library.copies("b")[0] is None
    assert library.count(grouped=True) == 4


def test_what_is_to_do_is_what_the_list_shows_undone(library: Library) -> None:
    """Of copies the newest stands in the list: done with that, none is to do; done with another, that one is."""
    fill(library)
    library.find_copies()  # b and a, of which b is shown

    def to_do() -> list[str]:
        found = parse("is:todo", NOW)
        assert sorted(ids(library, "is:todo") + ids(library, "-is:todo")) == ["a", "b", "c", "d"]
        shown = [row for row in library.rows(library.arranged(EVERYTHING, How(), limit=9).keys) if not row.coded]
        assert library.count(found, grouped=True) == len(shown)
        facts = {row.id: library.facts(present(library.story(row.id))) for row in library.rows(library.search(found))}
        assert all(matches(found, one) for one in facts.values())
        return ids(library, "is:todo")

    assert to_do() == ["d", "c", "b", "a"]
    library.judge([("b", CODED, True)])
    assert to_do() == ["d", "c"]
    assert ids(library, "-is:coded") == ["d", "c", "a"]
    library.judge([("b", CODED, None), ("a", CODED, True)])
    assert to_do() == ["d", "c", "b"]
    library.judge([("a", CODED, None), ("b", CODED, True), ("b", APART, True)])
    assert to_do() == ["d", "c", "a"]
    library.judge([("b", APART, None), ("b", HIDE, True)])
    assert ids(library, "is:todo") == ["d", "c", "a"]


def held(library: Library) -> dict[str, tuple[bool, bool]]:
    """Which stories are read, and which are hidden."""
    found = {name: library.judgement(name) for name in ("a", "b", "c", "d")}
    return {name: (one.read, one.hidden) for name, one in found.items() if one.read or one.hidden}


def test_a_story_that_is_found_to_be_a_duplicate_is_read_and_hidden_as_the_other_one(library: Library) -> None:
    fill(library)
    (read, _, _) = library.judge([("a", READ, True), ("a", HIDE, True), ("a", STAR, True)])
    library.find_copies()
    assert held(library) == {"a": (True, True), "b": (True, True)}
    assert not library.judgement("b").starred
    made = library.history("b")
    assert [(one.field, one.value, one.rule, one.at, one.who) for one in made][:1] == [
        (READ, True, "duplicate", read.at, read.who)
    ]
    assert [row.read for row in library.rows(library.copies("b")[1])] == [True, True]
    library.find_copies()
    assert library.history("b") == made


def test_what_a_duplicate_has_from_another_one_goes_with_it(library: Library) -> None:
    fill(library)
    library.judge([("a", READ, True), ("a", HIDE, True)])
    library.find_copies()
    gone = library.judge([("a", HIDE, None)])
    assert {(one.story, one.field, one.value) for one in gone} == {("a", HIDE, None), ("b", HIDE, None)}
    assert held(library) == {"a": (True, False), "b": (True, False)}
    library.judge([("b", HIDE, True)])
    library.judge([("a", HIDE, True)])
    library.judge([("a", HIDE, None), ("a", READ, None)])
    assert held(library) == {"b": (False, True)}
    library.find_copies()
    assert held(library) == {"b": (False, True)}


def test_a_duplicate_that_was_decided_on_by_itself_stays_as_it_is(library: Library) -> None:
    fill(library)
    library.judge([("a", READ, True), ("a", HIDE, True), ("b", HIDE, True)])
    library.judge([("b", HIDE, None)])
    library.find_copies()
    assert held(library) == {"a": (True, True), "b": (True, False)}


def test_tags_in_use_are_had_by_how_they_begin_each_with_its_number_of_stories(library: Library) -> None:
    fill(library)
    tagged = Decision(Verdict.TAGGED)
    decided = {"a": ("gdpr", "bias", "監控"), "b": ("gdpr", "gdp"), "c": ("gdpr2",), "d": ("gdpr",)}
    library.judge([(story, concern(tag), tagged) for story, tags in decided.items() for tag in tags])
    library.judge([("d", HIDE, True), ("c", concern("gone"), Decision(Verdict.REJECTED))])
    assert list(library.tags()) == [("bias", 1), ("gdp", 1), ("gdpr", 3), ("gdpr2", 1), ("監控", 1)]
    assert list(library.tags("gdpr")) == [("gdpr", 3), ("gdpr2", 1)]
    assert list(library.tags("監")) == [("監控", 1)]
    assert list(library.tags(limit=2)) == [("bias", 1), ("gdp", 1)]
    assert list(library.tags("x")) == []


def test_what_changed_is_given_as_it_was(library: Library) -> None:
    library.put_many([story("a", "Text."), story("b", "Text.")])
    found = library.put_many([story("a", "Other."), story("b", "Text."), story("c")])
    assert {name: one.text for name, one in found.replaced.items()} == {"a": "Text."}
    assert library.put_many([story("c")]).replaced == {}


def test_facets_and_feeds_are_counted(library: Library) -> None:
    fill(library)
    library.judge([
        ("a", concern("bias"), Decision(Verdict.REJECTED)), ("d", concern("Own"), Decision(Verdict.TAGGED)),
        ("c", READ, True), ("d", HIDE, True),
    ])  # fmt: skip
    found = library.facets(EVEN_HIDDEN)
    assert library.facets(EVEN_HIDDEN, ("tag", "month")) == {kind: found[kind] for kind in ("tag", "month")}
    assert {kind: list(values) for kind, values in found.items()} == {
        "concern": [("privacy", 2), ("own", 1), ("surveillance", 1)],
        "tag": [("own", 1)],
        "rejected": [("bias", 1)],
        "severity": [("none", 1)],
        "certainty": [("none", 1)],
        "evidence": [],
        "who": [("me", 2)],
        "stakeholder": [("Serco", 2), ("Palantir", 1)],
        "role": [("supplier", 2)],
        "type": [("company", 2)],
        "source": [("BBC", 2), ("Times", 1)],
        "feed": [("https://one.example/", 2), ("https://two.example/", 1)],
        "month": [("2026-02", 1), ("2026-01", 3)],
    }
    assert list(library.facets(parse("source:times", NOW))["source"]) == [("Times", 1)]
    assert dict(library.feed_counts()) == {
        "https://one.example/": (2, 1),
        "https://two.example/": (1, 1),
        "": (1, 0),
    }


def test_stories_are_told_by_feed_and_by_when_they_were_fetched(library: Library) -> None:
    early, late = NOW - timedelta(days=3), NOW
    feeds = ("https://one.example/", "https://two.example/", "")
    library.put_many([
        Story(f"{feed[8:11]}{at.day}", f"Case {at.day} of {feed}", fetched=at, feed=feed)
        for feed in feeds for at in (early, late)
    ])  # fmt: skip
    both = {f"one{early.day}", f"one{late.day}"}
    assert set(library.came_by(["https://one.example/"], 0)) == both
    assert list(library.came_by(["https://one.example/", "https://no.example/"], int(late.timestamp()))) == [
        f"one{late.day}"
    ]
    assert len(library.came_by(feeds[:2], int(early.timestamp()))) == 4
    assert list(library.came_by([], 0)) == []


def test_related_stories_share_most(library: Library) -> None:
    fill(library)
    (found,) = library.related("c", 5)
    assert found.key == library.key_of("a")
    assert set(found.shared) == {("stakeholder", "Serco"), ("concern", "privacy")}
    assert list(library.related("c", 0)) == list(library.related("gone", 5)) == []
    library.judge([("a", HIDE, True)])
    assert list(library.related("c", 5)) == []


def test_a_library_that_nobody_else_changes_is_quiet(library: Library) -> None:
    library.put_many([story("a")])
    library.poll()
    assert not library.poll()
    assert list(library.notices) == []
    assert not library.indexing
    assert not library.read_only
    library.wait()
    library.leave()
    library.close()


@pytest.mark.parametrize("order", [one for one in ORDERS if one != "relevance"])
@pytest.mark.parametrize("group", GROUPS)
def test_both_arrange_alike(tmp_path: Path, order: str, group: str) -> None:
    """Relevance is each implementation's own."""

    def arranged(library: Library, limit: int, *, unfolded: bool) -> object:
        fill(library)
        library.find_copies()
        number = library.copies("a")[0]
        assert number is not None
        how = How(order, group, frozenset([number]) if unfolded else frozenset())
        found = library.arranged(EVEN_HIDDEN, how, limit=limit)
        return _by_id(library, found)

    def _by_id(library: Library, found: Arrangement) -> object:
        def name(key: int) -> str:
            return library.rows([key])[0].id

        copies = {name(key): number for key, number in found.copies.items()}
        return [name(key) for key in found.keys], found.whole, found.headings, copies, set(map(name, found.inner))

    for number, (limit, unfolded) in enumerate(((10, False), (10, True), (3, False))):
        with on_disk(tmp_path / str(number)) as library:
            ours = arranged(library, limit, unfolded=unfolded)
        assert arranged(MemoryLibrary(), limit, unfolded=unfolded) == ours


def test_stories_are_found_by_what_became_of_their_evidence(library: Library) -> None:
    """It is so as soon as the text, or the decision, has changed."""
    first, second = "Nobody had checked the data.", "Tenants were flagged twice as often."
    text = f"An audit is out. {first} {second}"
    library.put_many([Story("a", "Scores", text=text), Story("b", "Other", text=text)])
    spans = [Span(text.index(words), text.index(words) + len(words), words) for words in (first, second)]
    anchored = TextVersion(text).anchor(spans)
    library.judge([(one, concern("bias"), Decision(Verdict.TAGGED, anchored)) for one in ("a", "b")])

    def found(query: str) -> list[str]:
        return sorted(row.id for row in library.rows(library.search(parse(query, NOW))))

    def evidence(story: str) -> tuple[str, ...]:
        key = library.key_of(story)
        assert key is not None
        return library.rows([key])[0].evidence

    assert found("evidence:gone|changed|moved|uncertain") == []
    assert evidence("a") == ()
    library.put_many([Story("a", "Scores", text=f"An audit is out. {second}")])
    assert (found("evidence:gone"), found("evidence:moved"), found("evidence:changed")) == (["a"], ["a"], [])
    assert evidence("a") == ("gone", "moved")
    assert library.count(parse("-evidence:gone", NOW)) == 1
    library.judge([("a", concern("bias"), Decision(Verdict.TAGGED, anchored[1:]))])
    assert (found("evidence:gone"), evidence("a")) == ([], ("moved",))
    library.judge([("a", concern("bias"), Decision(Verdict.REJECTED, anchored))])
    assert (found("evidence:moved"), evidence("a"), evidence("b")) == ([], (), ())


FEED = Terms(subscribed=frozenset(("https://one.example/",)))


def of_feed(name: str, **fields: object) -> Story:
    return story(name, LONG, title="Council pauses fraud scores", url="https://one.example/a",
                 feed="https://one.example/", **fields)  # type: ignore[arg-type]  # fmt: skip


def test_a_story_under_a_new_id_stays_one_row_with_what_was_decided(library: Library) -> None:
    library.put_many([of_feed("old")], FEED)
    library.judge([("old", READ, True), ("old", NOTE, "Ask the auditor.")])
    changes = library.put_many([of_feed("new")], FEED)
    assert (changes.new, changes.changed, changes.same) == ((), (), 1)
    assert changes.names == {"new": "old"}
    assert changes.renumbered == {"new"}
    again = library.put_many([of_feed("new")], FEED)
    assert again.names == {"new": "old"}
    assert again.renumbered == frozenset()
    for name in ("old", "new"):
        found = library.story(name)
        assert found and (found.id, found.aliases) == ("old", ("new",))
        assert library.judgement(name).note == "Ask the auditor."
        assert library.history(name) == library.history("old")
        assert [row.read for row in library.rows([library.key_of(name) or 0])] == [True]
        assert library.ids(name[:2]) == ["old"]
    assert [one.story for one in library.judge([("new", STAR, True)], {("new", STAR): "rule"})] == ["old"]
    assert library.history("old")[-1].rule == "rule"
    assert library.count(parse("is:starred is:read", NOW)) == 1


def test_operations_on_an_alias_count_for_its_story_and_keep_the_id(library: Library) -> None:
    library.put_many([of_feed("old"), story("other", "Cameras.")], FEED)
    on_alias = Operation(
        "one", "new", concern("privacy"), Decision(Verdict.ACCEPTED), None, "2026-01-02T10:00:00+00:00", "me"
    )
    later = replace(on_alias, id="two", story="old", value=None, at="2026-01-03T10:00:00+00:00")
    library.adopt([on_alias])
    assert not library.judgement("old")
    library.put_many([of_feed("new")], FEED)
    assert library.judgement("old").tags == ("privacy",)
    assert library.count(parse("tag:privacy", NOW)) == 1
    library.adopt([later])
    assert [(one.id, one.story) for one in library.history("new")] == [("one", "new"), ("two", "old")]
    assert library.count(parse("tag:privacy", NOW)) == 0
    assert library.adopt([on_alias]).new == ()
    assert library.forget({"old": ["one", "two"]}) == 2
    assert library.history("old") == []


def test_an_id_beats_an_alias_and_circles_end(library: Library) -> None:
    library.put_many([
        story("a", "Cameras.", aliases=("b", "c", "x")),
        story("b", "Drones.", aliases=("a", "x")),
        story("c", "Scores."),
    ])  # fmt: skip
    library.judge([("b", READ, True), ("x", STAR, True)])
    assert [library.judgement(name).read for name in "abcx"] == [False, True, False, False]
    assert [library.judgement(name).starred for name in "abcx"] == [True, False, False, True]
    assert library.remove_many(["x", "a"]) == ("a",)
    assert library.judgement("a").read  # now the other's alias
    assert library.key_of("x") == library.key_of("a") == library.key_of("b")
    assert library.count(parse("is:read", NOW)) == 1
    assert library.remove_many(["x"]) == ("b",)


def test_foreign_stories_leave_words_as_they_are(library: Library) -> None:
    library.put_many([of_feed("old")], FEED)
    theirs = replace(of_feed("theirs"), feed="http://one.example/", text=f"{LONG} It will report in May.")
    changes = library.put_many([theirs, story("more", "Cameras.")], Terms(foreign=True))
    assert (changes.new, changes.changed, changes.names) == (("more",), (), {"theirs": "old"})
    found = library.story("theirs")
    assert found and found.text == LONG


def test_a_story_under_the_id_of_another_is_new(library: Library) -> None:
    library.put_many([of_feed("one")], FEED)
    library.judge([("one", READ, True)])
    other = replace(of_feed("one", hours=5), title="Cameras on buses", text="Buses carry cameras in all districts now.")
    (name,) = library.put_many([other], FEED).new
    assert name != "one"
    assert not library.judgement(name).read
    found = library.story("one")
    assert found and found.text == LONG
    assert library.put_many([other], FEED).new == ()


# earlier words


def test_judged_words_are_kept_when_others_replace_them(library: Library) -> None:
    library.put_many([story("a", "First."), story("b", "First.")])
    library.judge([("a", NOTE, "look"), ("b", READ, True)])
    library.put_many([story("a", "Second."), story("b", "Second.")])
    assert [one.text for one in library.versions("a")] == ["First."]
    assert (library.kept_versions("a"), library.kept_versions("b"), library.kept_versions("gone")) == (1, 0, 0)
    assert list(library.versions("b")) == []
    assert ids(library, "is:updated") == ["a"]
    assert ids(library, "-is:updated") == ["b"]


def test_what_was_erased_is_taken_in_no_more(library: Library) -> None:
    library.put_many([story("a", "First."), story("b", "First.")])
    library.judge([("a", NOTE, "look"), ("b", NOTE, "look")])
    library.put_many([story("a", "Second.")])
    assert library.erase({"a"}).documents > 1
    assert library.put_many([story("a", "Second."), story("b", "Second.")]).new == ()
    assert library.judge([("a", NOTE, "again")]) == []
    taken = Operation("x", "a", NOTE, "theirs", None, NOW.isoformat(), "ben")
    assert library.adopt([taken]).new == ()
    assert (library.story("a"), list(library.history("a")), list(library.versions("a"))) == (None, [], [])
    assert library.judgement("b").note == "look"
    assert library.erase({"a"}).documents == 0


def test_operations_are_found_by_their_step(library: Library) -> None:
    library.put_many([Story("a", "A"), Story("b", "B")])
    library.judge([("b", NOTE, "before")])
    done = library.judge([("a", STAR, True), ("b", STAR, True), ("gone", NOTE, "x")], {}, "step-1")
    library.judge([("a", READ, True)], {}, "step-2")
    assert {one.step for one in done} == {"step-1"}
    found = {history[0].story: history for history in library.histories_of("step-1")}
    assert found == {story: library.history(story) for story in ("a", "b", "gone")}
    assert list(library.histories_of("no such step")) == []


def test_documents_are_restored_as_they_were(library: Library) -> None:
    library.put_many([Story("a", "A", text="One."), Story("b", "B", text="Two."), Story("c", "C", text="Three.")])
    before = dict(library.documents(["a", "b", "c", "gone"]))
    assert list(before) == ["a", "b", "c"]
    library.judge([("b", STAR, True)])
    library.put_many([Story("a", "A", text="Much longer than it was."), Story("d", "D")])
    library.remove_many(["b"])
    library.restore_many({**before, "d": None})
    assert dict(library.documents(["a", "b", "c", "d"])) == before
    assert library.count() == 3
    assert library.judgement("b").starred
    assert [row.starred for row in library.rows(library.search(parse("title:b", NOW)))] == [True]


def test_what_is_about_to_change_is_announced(library: Library) -> None:
    library.put_many([of_feed("old"), story("b", "First.")], FEED)
    told: list[tuple[dict[str, object], dict[str, object]]] = []

    def announce(before: Mapping[str, Mapping[str, object] | None], after: Mapping[str, Mapping[str, object]]) -> None:
        told.append((dict(before), dict(after)))
        assert library.story("c") is None

    before = dict(library.documents(["old", "b"]))
    library.put_many([of_feed("new"), story("b", "Second."), story("c", "Third.")], FEED, announce)
    assert told == [({"old": before["old"], "b": before["b"], "c": None}, dict(library.documents(["old", "b"])))]
    library.put_many([of_feed("new"), story("b", "Second.")], FEED, announce)
    assert len(told) == 1


def test_a_restored_story_has_its_own_decisions_and_no_alias_is_removed_for_it(library: Library) -> None:
    library.put_many([story("a", "Cameras.")])
    library.judge([("a", NOTE, "mine")])
    gone = dict(library.documents(["a"]))
    library.remove_many(["a"])
    library.put_many([story("b", "Drones.", aliases=("a",))])
    library.judge([("b", STAR, True)])
    library.restore_many({"a": None, "no such": None})
    assert [library.key_of(name) for name in "ab"] == [library.key_of("b")] * 2
    library.restore_many(gone)
    assert (library.judgement("a").note, library.judgement("a").starred) == ("mine", False)
    assert (library.judgement("b").note, library.judgement("b").starred) == ("", True)
    assert ids(library, "is:starred") == ["b"]
    library.erase({"a"})
    library.restore_many(gone)
    assert list(library.documents(["a"])) == []


def test_words_that_stand_again_are_no_earlier_version(library: Library) -> None:
    library.put_many([story("a", "First."), story("b", "First.")])
    library.judge([("a", NOTE, "look"), ("b", NOTE, "look")])
    first = dict(library.documents("ab"))
    library.put_many([story("a", "Second."), story("b", "Second.")])
    evidence = TextVersion("Second.").anchor([Span(0, 6, "Second")])
    library.judge([("b", concern("bias"), Decision(Verdict.TAGGED, evidence))])
    second = dict(library.documents("ab"))
    assert ids(library, "is:updated") == ["b", "a"]
    library.restore_many(first)
    assert ([one.text for one in library.versions("a")], library.kept_versions("a")) == ([], 0)
    assert [one.text for one in library.versions("b")] == ["First.", "Second."]  # which was judged, too
    assert (library.kept_versions("b"), ids(library, "is:updated")) == (2, ["b"])
    library.restore_many({"a": second["a"]})
    assert ([one.text for one in library.versions("a")], library.kept_versions("a")) == (["First."], 1)
    assert sorted(ids(library, "is:updated")) == ["a", "b"]


def test_a_restored_document_keeps_what_this_version_does_not_know(tmp_path: Path) -> None:
    with on_disk(tmp_path) as library:
        library.restore_many({"a": {"id": "a", "title": "A", "colour": "red"}, "b": {"id": "c", "title": "no"}})
        assert dict(library.documents(["a", "b", "c"])) == {"a": {"id": "a", "title": "A", "colour": "red"}}


def test_what_is_known_of_aid_is_written_down(library: Library) -> None:
    fill(library)
    changes: list[tuple[str, str, Value]] = [("a", NOTE, "Mine."), ("a", READ, True), ("c", NOTE, "Too.")]
    made = library.judge([*changes, ("d", NOTE, "By a rule.")], {("d", NOTE): "rule"}, "", {"a": False, "d": True})
    assert {(one.story, one.field): one.aided for one in made} == {
        ("a", NOTE): False, ("a", READ): None, ("c", NOTE): None, ("d", NOTE): None,
    }  # fmt: skip


def test_a_bare_row_has_nothing_of_others_and_the_machine(library: Library) -> None:
    fill(library)
    [row] = library.rows([library.key_of("a") or 0])
    bare = row.bare()
    assert row.suggested
    assert (bare.suggested, bare.others, bare.conflict, bare.analysed) == ((), (), False, True)
    assert (bare.key, bare.id, bare.title, bare.tags, bare.read) == (row.key, row.id, row.title, row.tags, row.read)
