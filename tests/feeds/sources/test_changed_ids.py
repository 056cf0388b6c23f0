"""Stories whose id a feed has changed."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from civic.story import Story
from feeds.sources.changed_ids import changed_ids, similarity

THEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TEXT = "The council voted on Tuesday to buy forty cameras for the harbour district after a long debate"
OLD = Story("old", title="Council votes", url="http://a.example/1", published=THEN, text=TEXT)


def test_the_same_link_is_the_same_story() -> None:
    assert changed_ids([OLD], [replace(OLD, id="new", title="Other", text="Rewritten.")]) == {"new": "old"}


def test_the_same_title_and_date_with_much_the_same_words_is_too() -> None:
    new = replace(OLD, id="new", url="http://a.example/2", text=TEXT.replace("forty", "fifty"))
    assert changed_ids([OLD], [new]) == {"new": "old"}
    assert changed_ids([OLD], [replace(new, text="Something else entirely.")]) == {}
    assert changed_ids([OLD], [replace(new, title="Other")]) == {}
    assert changed_ids([OLD], [replace(new, published=None)]) == {}


def test_a_story_that_is_still_there_is_nobodys_predecessor() -> None:
    assert changed_ids([OLD], [OLD, replace(OLD, id="new")]) == {}


def test_nothing_is_guessed_where_several_fit() -> None:
    assert changed_ids([OLD, replace(OLD, id="older")], [replace(OLD, id="new")]) == {}
    assert changed_ids([OLD], [replace(OLD, id="new"), replace(OLD, id="newer")]) == {}


STORIES = st.lists(
    st.builds(
        Story,
        id=st.sampled_from("abcdef"),
        title=st.sampled_from(["", "x", "y"]),
        url=st.sampled_from(["", "http://a.example/1", "http://a.example/2"]),
        published=st.sampled_from([None, THEN]),
        text=st.sampled_from(["one two three", "four five"]),
    ),
    max_size=6,
)


@given(STORIES, STORIES)
def test_pairs_are_one_to_one_from_new_to_gone(known: list[Story], fetched: list[Story]) -> None:
    found = changed_ids(known, fetched)
    before, after = {story.id for story in known}, {story.id for story in fetched}
    assert set(found) <= after - before
    assert set(found.values()) <= before - after
    assert len(set(found.values())) == len(found)


def test_alikeness_goes_from_nothing_to_all() -> None:
    assert similarity("a b", "c d") == 0
    assert similarity("a b", "B a") == 1
    assert similarity("", "") == 1
