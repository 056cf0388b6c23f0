"""Fetched stories against known ones: nothing known is lost, nothing is written that did not change."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.merge import Merged, merge
from civic.story import AuthorStakeholder, Enclosure, Link, Story

MONDAY, TUESDAY = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 17, tzinfo=UTC)
KNOWN = Story(
    "a", "Title", "https://example.org/a", "BBC", "Jane", MONDAY, MONDAY, "https://example.org/feed", "en", "Text.",
    "Sum.", (AuthorStakeholder("Met"),), ("privacy",), ("police",),
)  # fmt: skip


def known(*stories: Story) -> dict[str, Story]:
    return {story.id: story for story in stories}


def test_nothing_known_makes_everything_new() -> None:
    stories = (Story("a", "A"), Story("b", "B"))
    assert merge({}, stories) == Merged(stories, (), 0)


def test_the_same_again_changes_nothing() -> None:
    assert merge(known(KNOWN), [replace(KNOWN, fetched=TUESDAY)]) == Merged((), (), 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Another"),
        ("text", "Longer text."),
        ("url", "https://example.org/b"),
        ("author", "John"),
        ("summary", "Other."),
        ("published", TUESDAY),
    ],
)
def test_other_content_is_a_change_that_keeps_the_first_fetch(field: str, value: object) -> None:
    fetched = replace(KNOWN, fetched=TUESDAY, **{field: value})
    assert merge(known(KNOWN), [fetched]) == Merged((), (replace(fetched, fetched=MONDAY, changed=TUESDAY),), 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", "BBC News"),
        ("lang", "fr"),
        ("tags", ("x",)),
        ("concerns", ()),
        ("links", (Link("https://example.org/x"),)),
    ],
)
def test_what_stands_around_the_content_is_no_change(field: str, value: object) -> None:
    assert merge(known(KNOWN), [replace(KNOWN, **{field: value})]) == Merged((), (), 1)


@pytest.mark.parametrize("url", ["http://example.org/a", "https://www.example.org/a", "https://example.org/a/"])
@pytest.mark.parametrize("is_judged", [True, False])
def test_another_spelling_of_an_address_is_taken_without_a_word(url: str, is_judged: bool) -> None:
    found = merge(known(KNOWN), [replace(KNOWN, url=url, fetched=TUESDAY)], lambda _: is_judged)
    assert (found.new, found.changed, [story.url for story in found.renamed]) == ((), (), [url])


def test_another_front_page_is_another_address() -> None:
    home = replace(KNOWN, url="https://example.org/")
    assert merge(known(home), [replace(home, url="https://other.example/")]).changed


def test_a_part_of_a_second_is_no_change_since_no_file_keeps_it() -> None:
    assert merge(known(KNOWN), [replace(KNOWN, published=MONDAY.replace(microsecond=5))]) == Merged((), (), 1)


def test_a_poorer_fetch_takes_nothing_away() -> None:
    assert merge(known(KNOWN), [Story("a", "Title")]) == Merged((), (), 1)
    assert merge(known(KNOWN), [Story("a", "New title", fetched=TUESDAY)]).changed == (
        replace(KNOWN, title="New title", changed=TUESDAY),
    )


def test_a_richer_fetch_adds_what_was_missing() -> None:
    bare = Story("a", "Title", fetched=MONDAY)
    found = merge(known(bare), [replace(KNOWN, fetched=TUESDAY)])
    assert found == Merged((), (replace(KNOWN, changed=TUESDAY),), 0)


def test_links_come_along_with_other_content_and_are_not_lost() -> None:
    link = (Link("https://example.org/x", "x"),)
    (changed,) = merge(known(KNOWN), [replace(KNOWN, text="Other.", links=link)]).changed
    assert changed.links == link
    (changed,) = merge(known(replace(KNOWN, links=link)), [replace(KNOWN, title="Other")]).changed
    assert changed.links == link


def test_the_last_change_is_the_one_that_is_told() -> None:
    once = replace(KNOWN, changed=TUESDAY)
    again = replace(KNOWN, text="Third.", fetched=TUESDAY + timedelta(days=1))
    assert merge(known(once), [again]).changed[0].changed == again.fetched
    assert merge(known(once), [replace(once, fetched=again.fetched)]).same == 1
    assert merge(known(once), [replace(KNOWN, text="From a file.", fetched=None)]).changed[0].changed == TUESDAY


def test_a_whole_text_stays_while_the_feed_still_has_its_teaser() -> None:
    teaser = replace(KNOWN, text="Teaser.", summary="")
    whole = replace(teaser, text="The whole of the story.", summary="Teaser.")
    assert merge(known(teaser), [replace(whole, fetched=None)]).changed == (whole,)
    assert merge(known(whole), [replace(teaser, fetched=TUESDAY)]) == Merged((), (), 1)
    (changed,) = merge(known(whole), [replace(teaser, text="Another teaser.", fetched=TUESDAY)]).changed
    assert (changed.text, changed.changed) == ("Another teaser.", TUESDAY)
    (changed,) = merge(known(whole), [replace(teaser, title="Corrected", fetched=TUESDAY)]).changed
    assert (changed.title, changed.text, changed.summary) == ("Corrected", whole.text, "Teaser.")


def test_of_one_id_several_times_the_first_counts() -> None:
    first, second = Story("a", "First"), Story("a", "Second")
    assert merge({}, [first, second, Story("b", "B")]) == Merged((first, Story("b", "B")), (), 1)
    assert merge(known(first), [first, second]) == Merged((), (), 2)


STORIES = st.lists(
    st.builds(
        Story,
        st.sampled_from("abc"),
        title=st.sampled_from(["", "x", "y"]),
        text=st.sampled_from(["", "t"]),
        published=st.sampled_from([None, MONDAY, TUESDAY]),
        fetched=st.sampled_from([None, MONDAY, TUESDAY]),
    )
)


@given(STORIES, STORIES)
def test_all_are_accounted_for_and_a_second_time_changes_nothing(before: list[Story], fetched: list[Story]) -> None:
    library = known(*before)
    merged = merge(library, fetched)
    assert len(merged.new) + len(merged.changed) + merged.same == len(fetched)
    assert all(story.id not in library for story in merged.new)
    assert all(story.id in library for story in merged.changed)
    after = library | known(*merged.new, *merged.changed)
    assert merge(after, fetched) == Merged((), (), len(fetched))
    for story_id, story in library.items():
        for field in ("title", "text", "published", "fetched"):
            assert not getattr(story, field) or getattr(after[story_id], field)


def test_another_id_or_feed_is_kept_and_is_no_change() -> None:
    moved = replace(KNOWN, fetched=TUESDAY, feed="https://example.org/moved", aliases=("b",))
    kept = replace(KNOWN, feed="https://example.org/moved", aliases=("b",))
    assert merge(known(KNOWN), [moved]) == Merged((), (), 1, (kept,))
    assert merge(known(kept), [replace(KNOWN, text="Longer.")]).changed[0].aliases == ("b",)


TAIL = "\n\nThe post Title appeared first on BBC."


def test_a_better_reader_makes_no_change_of_furniture_spaces_and_pictures() -> None:
    before = replace(KNOWN, text=f"One. Two.{TAIL}", summary=f"One. […]{TAIL}")
    read = replace(KNOWN, text="One.\nTwo.\n\n[Picture: A van]", summary="", fetched=TUESDAY)
    merged = merge(known(before), [read])
    assert (merged.new, merged.changed, merged.same) == ((), (), 1)
    assert [(story.text, story.summary, story.changed) for story in merged.renamed] == [(read.text, "", None)]
    assert merge(known(before), [read], lambda story: story == "a") == Merged((), (), 1)


def test_what_is_said_besides_is_a_change() -> None:
    before = replace(KNOWN, text=f"One. Two.{TAIL}")
    assert merge(known(before), [replace(KNOWN, text="One. Three.")]).changed
    assert merge(known(before), [replace(KNOWN, text="One.")]).changed


def test_a_text_that_was_but_furniture_goes() -> None:
    (story,) = merge(known(replace(KNOWN, text="Comments", summary="")), [replace(KNOWN, text="", summary="")]).renamed
    assert story.text == ""


def test_a_feed_of_teasers_takes_no_whole_text_back_though_they_are_read_anew() -> None:
    before = replace(KNOWN, text="One. Two. Three. Four.", summary=f"One. Two.{TAIL}")
    assert not merge(known(before), [replace(KNOWN, text="One. Two.", summary="")]).changed


def test_enclosures_come_along_without_a_change() -> None:
    read = replace(KNOWN, enclosures=(Enclosure("https://example.org/a.pdf"),))
    merged = merge(known(KNOWN), [read])
    assert (merged.changed, merged.renamed) == ((), (read,))


@pytest.mark.parametrize(
    "misread", [lambda text: text.encode().decode("cp1252"), lambda text: text.replace("ü", "\ufffd")]
)
def test_what_was_right_is_not_replaced_by_a_misreading_of_it(misread: Callable[[str], str]) -> None:
    right = replace(KNOWN, title="Zürich prüft die Kameras", text="Der Rat prüft die Überwachung – wie üblich.")
    worse = replace(right, title=misread(right.title), text=misread(right.text))
    assert merge(known(right), [worse]) == Merged((), (), 1)
    assert [(story.title, story.text) for story in merge(known(worse), [right]).changed] == [(right.title, right.text)]
